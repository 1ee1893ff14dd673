# SPDX-License-Identifier: BSD-3-Clause
"""Processes that are measured, and those they need."""

import contextlib
import ctypes
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from clock import ThreadClock, thread_named
from wire import Door


class CannotMeasure(Exception):
    """What is missing or went wrong, as a sentence."""


def die_with_parent():
    # A benchmark that is killed leaves no busy process behind.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def come_before_others():
    die_with_parent()
    # Before other work of the host: a guest that waits for a CPU makes the switch poll in vain, which costs cycles too.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, -20)
        # A session of its own has a share of its own, where the kernel groups by session.
        with open("/proc/self/autogroup", "w") as file:
            file.write("-20")


class Process:
    """A child with its words in a file."""

    def __init__(self, words, log, patience=10, first=True, **streams):
        """`first`: before all other work of the host. What is to run for minutes must not: the kernel's own threads starve."""
        self.log = log
        self.patience = patience
        self.name = os.path.basename(words[0])
        if "stdout" not in streams:
            streams |= {"stdin": subprocess.DEVNULL, "stdout": open(log, "wb"), "stderr": subprocess.STDOUT}
        try:
            self.child = subprocess.Popen(
                words, preexec_fn=come_before_others if first else die_with_parent, start_new_session=True, **streams)
        except FileNotFoundError:
            raise CannotMeasure(f"{words[0]} is not there; make setup build") from None
        self.pid = self.child.pid

    def pause(self):
        self.child.send_signal(signal.SIGSTOP)

    def resume(self):
        self.child.send_signal(signal.SIGCONT)

    def end(self):
        self.resume()
        self.child.terminate()
        try:
            self.child.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def last_words(self):
        with open(self.log, errors="replace") as file:
            return "\n".join(file.read().splitlines()[-12:])


class Workplace:
    """Where a run takes place: CPUs, programs, a directory, and the children to be ended."""

    def __init__(self, root, binaries, cpus):
        self.root = root
        self.binaries = binaries
        self.control_cpu, self.worker_cpu = cpus
        self.all_cpus = sorted(os.sched_getaffinity(0))
        self.directory = tempfile.mkdtemp(prefix="spp-bench-")
        self.children = []
        self.started = 0
        self.tsc_ghz = None

    def path(self, name):
        return os.path.join(self.directory, name)

    def fresh_name(self, stem):
        self.started += 1
        return f"{stem}-{os.getpid()}-{self.started}"

    def door(self):
        return Door(self.path(self.fresh_name("door")))

    def without_journal(self):
        """The path of a vf that was built without its journal; builds it when it is not there or not up to date.

        No switch of the program itself: the packets' path would pay for the question, and somebody might use it.
        """
        build = os.path.join(self.root, ".build")
        scratch = os.path.join(build, "without-journal")
        # What the ordinary build has fetched, so that this one needs no network.
        for name in ("checkouts", "repositories", "workspace-state.json"):
            source, copy = os.path.join(build, name), os.path.join(scratch, name)
            if os.path.isdir(source) and not os.path.exists(copy):
                shutil.copytree(source, copy, symlinks=True)
            elif os.path.isfile(source):
                os.makedirs(scratch, exist_ok=True)
                shutil.copy2(source, copy)
        program = os.path.join(scratch, "release", "spp_vf")
        if not os.path.exists(program):
            print("building a vf without its journal, which takes some minutes the first time", file=sys.stderr, flush=True)
        # On all CPUs: this process is bound to one.
        allowed = ",".join(map(str, self.all_cpus))
        words = ["taskset", "-c", allowed, "swift", "build", "-c", "release",
                 "--product", "spp_vf", "--package-path", self.root, "--scratch-path", scratch]
        done = subprocess.run(words, env=os.environ | {"SPP_JOURNAL": "off"}, capture_output=True, text=True)
        if done.returncode != 0:
            said = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
            raise CannotMeasure(f"the vf without a journal does not build; swift build said:\n{said}")
        return program

    def start(self, words, **options):
        process = Process(words, self.path(self.fresh_name(os.path.basename(words[0])) + ".log"), **options)
        self.children.append(process)
        return process

    def end_children(self):
        """In reverse, so that secondaries leave before their primary."""
        while self.children:
            self.children.pop().end()

    def close(self):
        self.end_children()
        shutil.rmtree(self.directory, ignore_errors=True)


class Measured:
    """One side of a comparison: a worker thread, the processes that run only while it is measured, a packet count."""

    def __init__(self, process, lcore):
        self.process = process
        self.processes = [process]
        thread = thread_named(process.pid, rf"worker-{lcore}$")
        if thread is None:
            raise CannotMeasure(f"{process.name} has no worker thread of lcore {lcore}")
        self.clock = ThreadClock(process.pid, thread)

    def pause(self):
        for process in self.processes:
            process.pause()

    def resume(self):
        for process in self.processes:
            process.resume()


class Group:
    """A primary of its own, with devices and rings."""

    def __init__(self, place, devices=(), rings=4, ring_size=1024, pool="spp_mag", mbufs=32768):
        self.place = place
        self.prefix = place.fresh_name("spp-bench")
        self.lcores = 1
        door = place.door()
        vdevs = [word for device in devices for word in ("--vdev", device)]
        self.process = place.start([
            f"{place.binaries}/spp_primary", "--lcores", f"0@{place.control_cpu}", "--file-prefix", self.prefix,
            "--no-pci", "--no-telemetry", *vdevs, "--", "-p", hex((1 << len(devices)) - 1), "-n", str(rings),
            "-s", door.address, "--ring-size", str(ring_size), "--pool", pool, "--mbufs", str(mbufs)])
        self.link = connected(self.process, door)

    def vf(self, *options, program=None):
        """Starts a vf with one worker lcore; `program` is its path, unless it is the usual one."""
        main, worker = self.lcores, self.lcores + 1
        self.lcores += 2
        place, door = self.place, self.place.door()
        process = place.start([
            program or f"{place.binaries}/spp_vf", "--lcores", f"{main}@{place.control_cpu},{worker}@{place.worker_cpu}",
            "--file-prefix", self.prefix, "--no-pci", "--no-telemetry", "--",
            "--client-id", str(main), "-s", door.address, *(options or ("--poll", "busy"))])
        return VF(process, worker, connected(process, door))


def connected(process, door):
    try:
        return door.accept(30)
    except TimeoutError:
        raise CannotMeasure(f"{process.name} did not come up; it said:\n{process.last_words()}") from None


class VF(Measured):
    """A vf whose plan is made here."""

    def __init__(self, process, worker, link):
        super().__init__(process, worker)
        self.worker = worker
        self.link = link
        self.counted = ()

    def plan(self, components, table=(), counted=None):
        """Makes this the whole plan; `counted` are the components whose packets are the measure, usually all.

        - components: {name: (type, [rx], [tx])}; a port is a name, or a pair of a name and a VLAN operation.
        - table: (VID or None, MAC, port)
        """
        def attached(port):
            name, vlan = (port, None) if isinstance(port, str) else port
            return {"port": name, "vlan": vlan or {"operation": "none", "id": 0, "pcp": 0}}

        def row(vid, mac, port):
            if vid is None:
                return {"type": "mac", "value": mac, "port": port}
            return {"type": "vlan", "value": f"{vid}/{mac}", "port": port}

        self.link.ask({"command": "apply", "plan": {
            "components": [
                {"name": name, "core": self.worker, "type": kind, "rx_port": list(map(attached, rx)),
                 "tx_port": list(map(attached, tx))}
                for name, (kind, rx, tx) in components.items()],
            "classifier_table": [row(*entry) for entry in table]}})
        self.counted = tuple(components) if counted is None else counted

    def counters(self):
        return {component["name"]: component for component in self.link.ask({"command": "counters"})["components"]}

    def packets(self):
        counters = self.counters()
        return sum(counters[name]["received"]["packets"] for name in self.counted)


class Testpmd(Measured):
    """An interactive dpdk-testpmd, one forwarding lcore."""

    prompt = b"testpmd> "

    def __init__(self, place, eal, options=(), cpu=None):
        self.terminal, slave = pty.openpty()
        cpu = place.worker_cpu if cpu is None else cpu
        words = [
            "dpdk-testpmd", "--lcores", f"0@{place.control_cpu},1@{cpu}", "--no-pci", "--no-telemetry", "--in-memory",
            "--log-level", "lib.eal:debug", *eal, "--", "-i", "--nb-cores=1", "--forward-mode=io",
            "--total-num-mbufs=16383", *options]
        # In its own memory it leaves nothing behind, and now and then it does not end when it is asked to.
        process = place.start(words, patience=0.3, stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        self.said = self.read()
        frequency = re.search(rb"TSC frequency is ~(\d+) KHz", self.said)
        if place.tsc_ghz is None and frequency:
            place.tsc_ghz = int(frequency[1]) / 1e6
        super().__init__(process, 1)

    def read(self, seconds=30):
        """All that is said until the next prompt."""
        said = b""
        deadline = time.monotonic() + seconds
        while not said.endswith(self.prompt):
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            try:
                more = os.read(self.terminal, 65536) if ready else b""
            except OSError:  # EIO: it has ended
                more = b""
            if not more:
                words = said.decode(errors="replace").splitlines()[-12:]
                raise CannotMeasure("dpdk-testpmd does not answer; it said:\n" + "\n".join(words))
            said += more
        return said

    def ask(self, command):
        os.write(self.terminal, command.encode() + b"\n")
        return self.read()

    def packets(self):
        said = self.ask("show fwd stats all")
        total = said[said.rfind(b"Accumulated"):]
        match = re.search(rb"RX-packets: (\d+)", total)
        if not match:
            raise CannotMeasure("dpdk-testpmd shows no forward statistics")
        return int(match[1])
