# SPDX-License-Identifier: BSD-3-Clause
"""The table, and the machine beside it."""

import os
import platform
import re
import subprocess


def machine(place):
    """What figures depend on."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    version = subprocess.run(["pkg-config", "--modversion", "libdpdk"], capture_output=True, text=True).stdout.strip()
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=os.path.dirname(__file__))
    return {
        "processor": model[1] if model else platform.machine(), "cpus": os.cpu_count(), "kernel": platform.release(),
        "dpdk": version, "tsc_ghz": place.tsc_ghz, "load": os.getloadavg()[0], "commit": commit.stdout.strip(),
        "control_cpu": place.control_cpu, "worker_cpu": place.worker_cpu,
    }


columns = ("row", "ours", "reference", "figure", "quartiles", "limit", "")
layout = "{:<52} {:>7} {:>20} {:>8} {:>17} {:>9} {}"


def heading():
    return layout.format(*columns)


def line(result):
    theirs = f"{result['reference']} {result['theirs']:.1f}" if result["theirs"] is not None else ""
    figure, low, high = result["texts"]
    verdict = {True: "ok", False: "over", None: ""}[result["holds"]]
    if result["kind"] == "rate":
        verdict = verdict.replace("over", "under")
    title = result["title"] + (", Mpps" if result["kind"] == "rate" else "")
    return layout.format(
        title, f"{result['ours']:.1f}", theirs, figure, f"{low} … {high}", result["limit_text"], verdict).rstrip()


# MARK: - In a document

begin, end = "<!-- tools/bench/run writes from here -->", "<!-- to here -->"


def markdown(machine, command, results):
    """The table as docs/performance.md has it."""
    verdicts = {True: "ok", False: "**over**", None: ""}
    lines = [
        f"`{command}`",
        "",
        f"{machine['processor']}, {machine['cpus']} CPUs, TSC {machine['tsc_ghz']:.1f} GHz; Linux {machine['kernel']}; "
        f"DPDK {machine['dpdk']} (the distribution's, for both sides); commit {machine['commit']}; load {machine['load']:.1f} "
        "at the start.",
        "",
        "| what | ours | beside | median | quartiles | limit | |",
        "|---|---:|---:|---:|---|---|---|",
    ]
    for result in results:
        if "figure" not in result:
            continue
        title = result["title"] + (", Mpps" if result["kind"] == "rate" else "")
        theirs = f"{result['theirs']:.1f} ({result['reference']})" if result["theirs"] is not None else ""
        figure, low, high = result["texts"]
        lines.append(
            f"| {title} | {result['ours']:.1f} | {theirs} | {figure} | {low} … {high} | {result['limit_text']} | "
            f"{verdicts[result['holds']]} |")
    notes = [f"- {result['title']}: {result['text']}" for result in results if "text" in result]
    return "\n".join(lines + ([""] + notes if notes else []))


def insert(path, text):
    """Puts the table between its two marks in a document."""
    with open(path) as file:
        document = file.read()
    head, rest = document.split(begin)
    _, tail = rest.split(end)
    with open(path, "w") as file:
        file.write(f"{head}{begin}\n\n{text}\n\n{end}{tail}")
