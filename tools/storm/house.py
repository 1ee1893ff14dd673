# SPDX-License-Identifier: BSD-3-Clause
"""The processes of a storm: a controller with its site, and the guests."""

import contextlib
import ctypes
import http.client
import json
import mmap
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import chain
from processes import Process


class Trouble(Exception):
    """What keeps the storm from going on, as a sentence."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class GuestCounters(ctypes.Structure):
    """As in guests.c."""
    _fields_ = [(name, ctypes.c_uint64) for name in (
        "sent", "expected", "received", "torn", "again", "late", "lost", "links", "last", "asked", "answered", "silence",
        "silence_end", *(f"padding{index}" for index in range(3)))]


class Counters(ctypes.Structure):
    _fields_ = [("guest", GuestCounters * 2), ("run", ctypes.c_uint64), ("ready", ctypes.c_uint64)]


STOP, GO_ON, LOSE_NOTHING = range(3)


class Guests:
    """Both guests: one program, one thread."""

    def __init__(self, program, directory, prefix, cpus):
        path = f"{directory}/counters"
        vdevs = [word for index in range(2) for word in (
            "--vdev", f"net_virtio_user{index},path={directory}/sock{index},queues=1,queue_size=256,server=1")]
        self.process = Process(
            [program, "--lcores", f"0@({cpus})", "--no-pci", "--no-telemetry", "--in-memory", "--single-file-segments",
             "--file-prefix", f"{prefix}-guests", "-m", "64", *vdevs, "--", path], f"{directory}/guests.log",
            first=False)
        self.path = path

    def await_ready(self):
        """They start when the switch has connected to them."""
        await_condition(60, "the guests should start",
                        lambda: os.path.exists(self.path) and os.path.getsize(self.path) > 0, self.process)
        with open(self.path, "r+b") as file:
            self.counters = Counters.from_buffer(mmap.mmap(file.fileno(), 0))
        await_condition(60, "the guests should be ready", lambda: self.counters.ready, self.process)

    def guest(self, index):
        return self.counters.guest[index]

    def run(self, how):
        """STOP, GO_ON whatever is lost, or LOSE_NOTHING: then a frame that is lost is awaited for ever."""
        self.counters.run = how

    def sum(self, name):
        return sum(getattr(self.guest(index), name) for index in range(2))


def await_condition(seconds, what, condition, process=None, pause=0.01):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if process is not None and process.child.poll() is not None:
            raise Trouble(f"{what}, but the process ended; it said:\n{process.last_words()}")
        if time.monotonic() > deadline:
            raise Trouble(f"{what}, within {seconds} s")
        time.sleep(pause)
    return result


class House:
    """All of it in one directory, with a file prefix of its own."""

    def __init__(self, binaries, guests_program):
        self.binaries = binaries
        self.prefix = f"spp-storm-{os.getpid()}"
        self.directory = tempfile.mkdtemp(prefix=f"{self.prefix}-")
        self.cpus = ",".join(map(str, sorted(os.sched_getaffinity(0))))
        self.ports = [free_port() for _ in range(3)]
        self.rest_port = self.ports[2]
        self.controller = None
        self.guests = None
        self.controllers = 0
        self.connection = None
        self.guests_program = guests_program
        self.known = set()
        # The last one of each name.
        self.killed = {}

    def start_controller(self):
        """Starts it; `answers` tells when it is there."""
        self.controllers += 1
        self.connection = None
        primary, secondary, rest = map(str, self.ports)
        self.controller = Process(
            [f"{self.binaries}/spp-ctl", "-b", "127.0.0.1", "-p", primary, "-s", secondary, "-a", rest,
             "--state-dir", f"{self.directory}/state", "--socket-dir", f"{self.directory}/sockets",
             "--log-dir", f"{self.directory}/log"], f"{self.directory}/spp-ctl-{self.controllers}.log",
            first=False)

    def answers(self):
        try:
            return self.get("/v2/site")
        except (OSError, http.client.HTTPException):
            return None

    def ask(self, method, path, body=None):
        """The answer as JSON, None for an empty one."""
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.rest_port, timeout=60)
            try:
                self.connection.request(method, path, json.dumps(body) if body is not None else None)
                response = self.connection.getresponse()
                text = response.read()
                break
            except (OSError, http.client.HTTPException):
                # The controller closes a connection that has been idle; what was asked is asked once more.
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
        if response.status not in (200, 204):
            raise Trouble(f"{method} {path}: {response.status}: {text.decode(errors='replace')[:500]}")
        return json.loads(text) if text else None

    def get(self, path):
        return self.ask("GET", path)

    def processes(self, state=None):
        """What the controller says of its processes, by name."""
        state = state or self.get("/v2/site")
        there = {process["name"]: process for process in state["processes"]}
        self.known |= {process["pid"] for process in there.values() if process["pid"]}
        return there

    def plan(self, client):
        return self.get(f"/v1/vfs/{client}/plan")

    def drops(self):
        """Packets that components dropped, by (vf, component, reason), and those that ports found no room for."""
        drops = {}
        for name, client, *_ in chain.CHAIN:
            for component in self.get(f"/v1/vfs/{client}/counters")["components"]:
                # What the sources bring in is more than anybody takes.
                if not component["name"].startswith(("source", "sink")):
                    for reason, count in component["drops"].items():
                        drops[name, component["name"], reason] = count
        return drops

    def up(self):
        self.start_controller()
        await_condition(30, "spp-ctl should answer", self.answers, self.controller)
        self.guests = Guests(self.guests_program, self.directory, self.prefix, self.cpus)
        self.ask("PUT", "/v2/site", chain.site(self.prefix, self.cpus, self.directory))
        self.await_ready(120)
        self.guests.await_ready()
        self.guests.run(GO_ON)
        self.await_traffic(60)

    def await_ready(self, seconds):
        def ready():
            state = self.answers()
            # The controller may not have noticed yet whom the storm has killed.
            return state and state["ready"] and not any(
                process["pid"] == self.killed.get(process["name"]) for process in state["processes"])
        try:
            return await_condition(seconds, "the site should be ready", ready)
        except Trouble as trouble:
            raise Trouble(f"{trouble}\n{self.describe()}") from None

    def await_traffic(self, seconds):
        """Until both guests receive."""
        before = [self.guests.guest(index).received for index in range(2)]
        await_condition(seconds, "frames should reach both guests", lambda: all(
            self.guests.guest(index).received > before[index] + 1000 for index in range(2)), self.guests.process)

    def describe(self):
        state = self.answers()
        if state is None:
            return "spp-ctl does not answer"
        return "\n".join(f"{process['name']}: {process['state']}, {process['last_exit']}, {process['reason']}"
                         for process in state["processes"])

    def down(self):
        """Ends all of it; returns what is left behind."""
        try:
            self.ask("DELETE", "/v2/site")
            await_condition(60, "the site should end",
                            lambda: not [p for p in self.get("/v2/site")["processes"] if p["pid"]])
            processes = [f"process {pid}" for pid in self.living()]
        finally:
            self.close()
        return processes + self.left_behind()

    def living(self):
        """Those of the group that run. A pid may be another program's by now; a corpse that nobody reaps has no words."""
        living = []
        for pid in self.known:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    if self.prefix.encode() in file.read().split(b"\0"):
                        living.append(pid)
        return living

    def left_behind(self):
        """Files of the group, where there should be none."""
        runtime = f"/var/run/dpdk/{self.prefix}"
        return [path for path in (runtime,) if os.path.exists(path)] + [
            f"/dev/hugepages/{name}" for name in os.listdir("/dev/hugepages") if name.startswith(f"{self.prefix}map_")]

    def close(self):
        """Whatever happened: no process and no file of the storm stays."""
        if self.controller is not None:
            state = self.answers()
            if state is not None:
                self.processes(state)
                try:
                    self.ask("DELETE", "/v2/site")
                    await_condition(20, "", lambda: not [p for p in self.get("/v2/site")["processes"] if p["pid"]])
                except (Trouble, OSError, http.client.HTTPException):
                    # Killed below.
                    pass
            self.controller.end()
            self.controller = None
        for pid in self.living():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.guests is not None:
            self.guests.process.end()

    def remove(self, keeping=False):
        if not keeping:
            shutil.rmtree(self.directory, ignore_errors=True)
        shutil.rmtree(f"/var/run/dpdk/{self.prefix}", ignore_errors=True)
        shutil.rmtree(f"/var/run/dpdk/{self.prefix}-guests", ignore_errors=True)
        for name in os.listdir("/dev/hugepages"):
            if name.startswith(f"{self.prefix}map_"):
                os.unlink(f"/dev/hugepages/{name}")


def compile_guests(top, directory):
    """The guests' program, made with the compiler and the DPDK of this host."""
    program = f"{directory}/guests"
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libdpdk"], capture_output=True, text=True)
    if flags.returncode != 0:
        raise Trouble(f"pkg-config finds no DPDK: {flags.stderr.strip()}; tools/setup installs it")
    made = subprocess.run(["cc", "-O2", f"{top}/tools/storm/guests.c", "-o", program, *flags.stdout.split()],
                          capture_output=True, text=True)
    if made.returncode != 0:
        raise Trouble(f"the guests do not compile:\n{made.stderr}")
    return program
