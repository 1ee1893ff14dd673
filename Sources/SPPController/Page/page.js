// SPDX-License-Identifier: BSD-3-Clause
// Draws what the controller knows. Whatever it says is put in as text, never as markup.
"use strict";

const kinds = { vf: "vfs", nfv: "nfvs", mirror: "mirrors", pcap: "pcaps" };
const svgNames = "http://www.w3.org/2000/svg";
const byID = (id) => document.getElementById(id);
let token = sessionStorage.getItem("token") || "";
let before = new Map();      // counters of the last look, by process and component
let group = { primary: null, processes: [] };

class Refused extends Error {}

async function ask(path, options = {}) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(path, { headers, cache: "no-store", ...options });
  if (answer.status === 401) throw new Refused();
  if (!answer.ok) throw new Error((await answer.text()).slice(0, 300));
  return answer;
}
const json = async (path) => (await ask(path, { signal: AbortSignal.timeout(7000) })).json();
const list = (value) => (Array.isArray(value) ? value : []);

function element(name, words = {}, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(words)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
function shape(parent, name, words, text) {
  const made = document.createElementNS(svgNames, name);
  for (const [key, value] of Object.entries(words)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}
const hue = (client) => (client * 137 + 210) % 360;
const paint = (made, client) => { made.style.setProperty("--hue", hue(client)); return made; };
const number = (value) => Number(value || 0).toLocaleString("en-US");
// Where there is little room: 6,995,152,458 is 7B.
const short = (value) => (value < 1e7 ? number(value) : Number(value).toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 1 }));
const sum = (drops) => Object.values(drops || {}).reduce((all, count) => all + count, 0);

// ---- what there is -------------------------------------------------------------------------------------------------

async function look() {
  const processes = await json("/v1/processes");
  const primary = processes.some((one) => one.type === "primary") ? await json("/v1/primary/status").catch((error) => ({ fault: error.message })) : null;
  const secondaries = list(processes).filter((one) => kinds[one.type]).map(async (one) => {
    const path = `/v1/${kinds[one.type]}/${one["client-id"]}`;
    const process = { kind: one.type, client: one["client-id"], title: `${one.type} ${one["client-id"]}`, path };
    try { process.status = await json(path); } catch (error) {
      if (error instanceof Refused) throw error;
      process.fault = error.message;
    }
    return process;
  });
  group = { primary, processes: await Promise.all(secondaries) };
  await count();
}

// Each component: what it is, where it receives and sends.
function components() {
  const found = [];
  const add = (client, title, name, type, rx, tx, running = true) => found.push({ client, title, name, type, rx, tx, running });
  const patches = (client, title, status) => list(status && status.patches).forEach((patch) =>
    add(client, title, "", "patch", [patch.src], [patch.dst], status.status === "running"));
  if (group.primary) patches(0, "primary", group.primary.forwarder);
  for (const { kind, client, title, status } of group.processes) {
    if (!status) continue;
    if (kind === "nfv") patches(client, title, status);
    else if (kind === "pcap") {
      for (const core of list(status.core)) if (core.role === "receive")
        add(client, title, "", "pcap", list(core.rx_port).map((one) => one.port), [], status.status === "running");
    } else for (const one of list(status.components)) if (one.name)
      add(client, title, one.name, one.type, list(one.rx_port).map((end) => end.port), list(one.tx_port).map((end) => end.port));
  }
  return found;
}

async function count() {
  const now = performance.now();
  const rows = [];
  await Promise.all(group.processes.filter((one) => one.status).map(async ({ client, title, path }) => {
    let counters;
    try { counters = await json(`${path}/counters`); } catch (error) { if (error instanceof Refused) throw error; return; }
    for (const one of list(counters.components)) {
      const key = `${client} ${one.name}`, old = before.get(key), packets = one.received.packets;
      const rate = old && packets >= old.packets ? Math.round((packets - old.packets) * 1000 / Math.max(1, now - old.time)) : null;
      rows.push({ client, title, key, rate, ...one });
    }
  }));
  before = new Map(rows.map((row) => [row.key, { packets: row.received.packets, time: now }]));
  rows.sort((first, second) => first.client - second.client);
  draw(new Map(rows.map((row) => [row.key, row])));
  tabulate(rows);
}

// ---- the drawing ---------------------------------------------------------------------------------------------------

// A ring is one node, because what goes in comes out; other ports are two, so that packets go from left to right.
const node = (port, isSource) => (port.startsWith("ring:") ? port : `${port} ${isSource ? "rx" : "tx"}`);

function arranged(all) {
  const nodes = new Map();
  const get = (key, make) => { if (!nodes.has(key)) nodes.set(key, { key, ...make, to: [], from: [], column: 0 }); return nodes.get(key); };
  all.forEach((component, index) => {
    const box = get(`component ${index}`, { component });
    for (const port of component.rx) { const end = get(node(port, true), { port, side: "rx" }); end.to.push(box); box.from.push(end); }
    for (const port of component.tx) { const end = get(node(port, false), { port, side: "tx" }); box.to.push(end); end.from.push(box); }
  });
  // The longest way decides the column; a way that comes back to where it is on does not count.
  const state = new Map();
  const place = (one) => {
    if (state.get(one) === "done") return one.column;
    state.set(one, "open");
    for (const previous of one.from) if (state.get(previous) !== "open") one.column = Math.max(one.column, place(previous) + 1);
    state.set(one, "done");
    return one.column;
  };
  nodes.forEach(place);
  const columns = [];
  for (const one of nodes.values()) (columns[one.column] ||= []).push(one);
  // Twice: each beside the middle of what leads to it, which leaves fewer crossings.
  for (let turn = 0; turn < 2; turn++) for (const column of columns) {
    if (!column) continue;
    const middle = (one) => one.from.length ? one.from.reduce((total, end) => total + (end.row ?? 0), 0) / one.from.length : one.row ?? 0;
    column.sort((first, second) => middle(first) - middle(second));
    column.forEach((one, index) => { one.row = index - (column.length - 1) / 2; });
  }
  return columns.map((column) => column || []);
}

function draw(counters) {
  const started = components(), all = started.filter((one) => one.rx.length + one.tx.length), columns = arranged(all), place = byID("drawing");
  const used = new Set(all.flatMap((one) => [...one.rx, ...one.tx]));
  const alone = started.filter((one) => !all.includes(one)).map((one) => `${one.name} (${one.title})`);
  const idle = [...alone, ...known().filter((port) => !used.has(port))];
  byID("idle").textContent = idle.length ? `Not connected: ${idle.join(", ")}` : "";
  const empty = place.querySelector(".empty");
  place.querySelector("svg")?.remove();
  empty.hidden = all.length > 0;
  if (!all.length) {
    empty.textContent = group.primary || group.processes.length
      ? "No component moves packets yet." : "No process is connected: start spp_primary, and spp_vf after it.";
    return;
  }
  const [wide, step, row, high] = [118, 172, 56, 40];
  const rows = Math.max(...columns.map((column) => column.length));
  const size = [columns.length * step - (step - wide) + 8, rows * row + 8];
  const svg = shape(place, "svg", { width: size[0], height: size[1], viewBox: `0 0 ${size[0]} ${size[1]}`, role: "img", "aria-label": "Ports and the components between them; the table below says the same" });
  columns.forEach((column, index) => column.forEach((one) => {
    one.x = 4 + index * step;
    one.y = size[1] / 2 + one.row * row;
  }));
  for (const one of columns.flat()) if (one.component) {
    for (const end of one.from) way(svg, end, one, one.component, wide);
    for (const end of one.to) way(svg, one, end, one.component, wide);
  }
  for (const one of columns.flat()) {
    const middle = one.x + wide / 2;
    if (!one.component) {
      shape(svg, "rect", { x: one.x, y: one.y - 14, width: wide, height: 28, rx: 14, class: "port" });
      shape(svg, "text", { x: middle, y: one.y + 4.5, "text-anchor": "middle" }, one.port);
      continue;
    }
    const { client, title, name, type, running } = one.component, row = counters.get(`${client} ${name}`);
    paint(shape(svg, "rect", { x: one.x, y: one.y - high / 2, width: wide, height: high, rx: 4, class: `component${running ? "" : " stopped"}` }), client);
    const label = name ? `${name} ${type}` : type === "pcap" ? title : `${title} ${type}`;
    const first = shape(svg, "text", { x: middle, y: one.y - 4, "text-anchor": "middle" }, label.length > 15 ? label.slice(0, 14) + "…" : label);
    shape(first, "title", {}, `${title} ${name} (${type})${running ? "" : ", stopped"}`);
    const dropped = row ? sum(row.drops) : 0;
    const said = !running ? "stopped" : dropped ? `${short(dropped)} dropped` : row && row.rate !== null ? `${short(row.rate)} packets/s` : type === "pcap" ? "recording" : title;
    shape(svg, "text", { x: middle, y: one.y + 12, "text-anchor": "middle", class: dropped ? "small bad" : "small" }, said);
  }
}

function way(svg, from, to, { client, running }, wide) {
  const [x, y, end, height] = [from.x + wide, from.y, to.x - 7, to.y];
  const bend = Math.max(24, Math.abs(end - x) / 2);
  paint(shape(svg, "path", { d: `M${x} ${y}C${x + bend} ${y} ${end - bend} ${height} ${end} ${height}`, class: `way${running ? "" : " stopped"}` }), client);
  paint(shape(svg, "path", { d: `M${end} ${height - 4}l7 4l-7 4z`, class: "tip" }), client);
}

// All ports that the processes list, a device with queues once for each.
function known() {
  const status = group.primary || {};
  const ports = [...list(status.ring_ports).map((one) => `ring:${one.id}`), ...list(status.ports)];
  for (const one of list(status.phy_ports)) {
    const queues = one.nof_queues?.rx || 1;
    if (queues === 1) ports.push(`phy:${one.id}`);
    else for (let queue = 0; queue < queues; queue++) ports.push(`phy:${one.id} nq ${queue}`);
  }
  for (const { status } of group.processes) ports.push(...list(status && status.ports).filter((port) => typeof port === "string"));
  return [...new Set(ports)].sort((first, second) => first.localeCompare(second, "en", { numeric: true }));
}

// ---- tables --------------------------------------------------------------------------------------------------------

function fill(table, rows) {
  table.hidden = rows.length === 0;
  table.tBodies[0].replaceChildren(...rows.map((cells) => {
    const row = element("tr");
    for (const cell of cells) row.append(cell && cell.bad ? element("td", { class: "bad" }, cell.bad) : element("td", {}, cell));
    return row;
  }));
}

function tabulate(rows) {
  const chips = group.processes.map(({ client, title, fault, status }) => {
    const chip = paint(element("span", { class: fault ? "process bad" : "process" }, title), client);
    const lcore = status && status["master-lcore"];
    chip.append(element("small", {}, fault ? fault : lcore !== undefined ? `lcore ${lcore}` : ""));
    return chip;
  });
  if (group.primary) {
    const chip = paint(element("span", { class: group.primary.fault ? "process bad" : "process" }, "primary"), 0);
    const free = list(group.primary.pools).map((pool) => `${number(pool.free)} of ${number(pool.size)} buffers free`).join(", ");
    chip.append(element("small", {}, group.primary.fault || free));
    chips.unshift(chip);
  }
  byID("processes").replaceChildren(...chips);
  const reasons = (drops) => Object.entries(drops || {}).map(([reason, count]) => `${number(count)} ${reason}`).join(", ");
  fill(byID("counters"), rows.map((row) => [
    row.title, row.name, number(row.received.packets), number(row.sent.packets), number(row.copies),
    sum(row.drops) ? { bad: reasons(row.drops) } : "0", row.rate === null ? "" : number(row.rate),
  ]));
  const status = group.primary || {}, dropped = (count) => (count ? { bad: number(count) } : "0");
  fill(byID("ports"), [
    ...list(status.phy_ports).map((one) => [`phy:${one.id}`, number(one.rx), number(one.tx), dropped(one.tx_drop), one.link || ""]),
    ...list(status.ring_ports).filter((one) => one.rx || one.tx || one.tx_drop).map((one) => [`ring:${one.id}`, number(one.rx), number(one.tx), dropped(one.tx_drop + one.rx_drop), ""]),
  ]);
}

function tell(kind, data) {
  const { time, ...rest } = data;
  const words = Object.entries(rest).map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ");
  const all = byID("events").querySelector("ol"), text = `${kind}: ${words}`.slice(0, 400), last = all.firstChild;
  // What happens again and again is one line.
  const times = last && last.dataset.text === text ? Number(last.dataset.times) + 1 : 1;
  const line = element("li", { "data-text": text, "data-times": times });
  line.append(element("time", {}, new Date(time || Date.now()).toLocaleTimeString("en-GB")), times > 1 ? `${text} (${times} times)` : text);
  if (times > 1) last.replaceWith(line); else all.prepend(line);
  while (all.children.length > 12) all.lastChild.remove();
  byID("events").hidden = false;
}

// ---- time ----------------------------------------------------------------------------------------------------------

function say(text, isBad = false) {
  byID("state").textContent = text;
  byID("state").className = isBad ? "bad" : "";
}

let running = false, again = false;
// One look at a time; what is asked for meanwhile is one more.
async function refresh(what) {
  if (running) { again ||= what === look; return; }
  running = true;
  try {
    await what();
    const secondaries = group.processes.length;
    say(`${group.primary ? "primary" : "no primary"}, ${secondaries} ${secondaries === 1 ? "secondary" : "secondaries"}`);
    byID("access").hidden = true;
  } catch (error) {
    if (error instanceof Refused) { byID("access").hidden = false; say(token ? "the token is not the one" : "locked", true); }
    else say(`no answer: ${error.message}`, true);
  }
  running = false;
  if (again) { again = false; refresh(look); }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// EventSource cannot send a token, so the stream is read by hand.
async function follow() {
  let last = "", soon = 0;
  while (true) {
    try {
      const answer = await ask("/v2/events", last ? { headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), "Last-Event-ID": last } } : {});
      refresh(look);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
          const fields = Object.fromEntries(text.slice(0, end).split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
          if (fields.id) last = fields.id;
          if (!fields.event) continue;
          tell(fields.event, JSON.parse(fields.data));
          clearTimeout(soon);
          soon = setTimeout(() => refresh(look), 150);
        }
      }
    } catch (error) {
      if (!(error instanceof Refused)) say("the controller is gone; waiting for it", true);
    }
    await pause(2000);
    refresh(look);
  }
}

byID("access").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byID("token").value.trim();
  sessionStorage.setItem("token", token);
  refresh(look);
});

let rounds = 0;
setInterval(() => {
  // The primary's own counters come with everything else, more seldom.
  if (!document.hidden && byID("access").hidden) refresh(rounds++ % 3 === 2 ? look : count);
}, 2000);
refresh(look);
follow();
