# SPDX-License-Identifier: BSD-3-Clause
"""What is done to the group, and what is asked of it afterwards."""

import glob
import os
import re
import signal
import time

import chain
from house import GO_ON, LOSE_NOTHING, STOP, Trouble, await_condition
from memory import Audit, GroupMemory, Torn
from pulse import OWN, WALL, Pulse
from verdict import Figure, spread


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


def waited(pid, all_threads=False):
    """Milliseconds that a process' main thread, or the one of its threads that waited longest, waited for a CPU."""
    longest = 0
    try:
        for thread in os.listdir(f"/proc/{pid}/task") if all_threads else [pid]:
            with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                longest = max(longest, int(file.read().split()[1]))
    except (FileNotFoundError, ProcessLookupError, IndexError):
        pass
    return longest / 1e6


class Phases:
    """The parts of a storm, one after another on the same house."""

    def __init__(self, house, watch, random, say):
        self.house, self.watch, self.random, self.say = house, watch, random, say
        self.figures = []
        self.plans = {name: house.plan(client) for name, client, *_ in chain.CHAIN}
        self.different = 0
        self.meet_group()

    def meet_group(self):
        """The shared memory is another one after each start of the primary."""
        self.primary = self.house.processes()["primary"]["pid"]
        self.memory = GroupMemory(self.house.prefix, self.primary)
        self.pulse = Pulse(self.house.prefix, self.primary)

    def leave_group(self):
        self.pulse.stop()
        self.memory.close()

    def check_plans(self):
        for name, client, *_ in chain.CHAIN:
            held = self.house.plan(client)
            if held != self.plans[name]:
                self.different += 1
                self.say(f"{name} holds another plan than it was given: {held}")

    def add_rest(self, left):
        for what in left:
            self.say(f"left behind: {what}")
        self.figures += [
            Figure("plans that differ from what was given", self.different, 0),
            Figure("processes and files left behind in the end", len(left), 0)]

    # MARK: Audit

    def set_sources(self, does):
        for _, client, *_ in chain.CHAIN:
            component, device = chain.source_of(client)
            self.house.ask("PUT", f"/v1/vfs/{client}/components/{component}/ports", {
                "action": "attach" if does else "detach", "port": device, "dir": "rx"})

    def audit(self):
        """Stops what brings packets in, looks where each buffer is, and lets all go on.

        Returns how many buffers are nowhere, and which ones are in two places.
        """
        self.house.await_ready(120)
        self.check_plans()
        self.pulse.pause(True)
        self.house.guests.run(STOP)
        self.set_sources(False)
        rings = range(chain.PULSE + len(chain.CHAIN) + 1)
        deadline = time.monotonic() + 15
        while True:
            try:
                audit, fault = Audit(self.memory, rings), None
                missing = chain.MBUFS - len(audit.places)
            except Torn as torn:
                audit, missing, fault = None, None, torn
            # A worker may still have had a burst in hand.
            if (audit is not None and missing == 0 and not audit.twice) or time.monotonic() > deadline:
                break
            time.sleep(0.02)
        if fault is not None:
            raise Trouble(f"an audit is not possible: {fault}")
        self.set_sources(True)
        self.house.guests.run(GO_ON)
        self.pulse.pause(False)
        return missing, audit

    # MARK: Secondaries

    def kill_secondaries(self, kills, deadline):
        """Random victims at random instants, an audit after each fifty."""
        killed = born = missing = twice = audits = 0
        before = {name: self.house.guests.sum(name) for name in ("received", "torn", "again", "late")}
        started = time.monotonic()
        young = None
        while killed < kills and time.monotonic() < deadline:
            # All of chance is drawn here, in an order that only the seed decides.
            name, is_followed = self.random.choice(chain.NAMES), self.random.random() < 0.25
            pause, age = self.random.uniform(0, 0.4), self.random.uniform(0, 0.3)
            time.sleep(pause)
            victim = self.watch.pid(name)
            if victim is None or not self.strike(name, victim):
                continue
            killed += 1
            born += self.was_newborn
            if is_followed and killed < kills:
                young = self.watch.pid(name, other_than=victim)
                if young is None:
                    raise Trouble(f"{name} was not started again within 30 s\n{self.house.describe()}")
                time.sleep(age)
                if self.strike(name, young):
                    killed += 1
                    born += self.was_newborn
            if killed // 50 > audits:
                audits = killed // 50
                lost, audit = self.audit()
                missing, twice = max(missing, lost), twice + len(audit.twice)
                rate = killed / (time.monotonic() - started)
                self.say(f"{killed} kills, {born} of them of newborns, {rate:.1f} a second: {audit.in_pool} buffers in the pool, "
                         f"{audit.in_rings} in rings, {lost} nowhere, {len(audit.twice)} twice; longest stop {self.longest():.1f} ms")
        lost, audit = self.audit()
        missing, twice = max(missing, lost), twice + len(audit.twice)
        after = {name: self.house.guests.sum(name) - count for name, count in before.items()}
        longest = {which: max(self.pulse.longest(chain.client_of(name), which) for name in chain.NAMES)
                   for which in (OWN, WALL)}
        self.figures += [
            Figure("kills of secondaries", killed, kills, least=True, is_time=True,
                   remark=f"{after['received']:,} frames received meanwhile"),
            Figure("kills that hit a process in its start", born, kills // 10, least=True, is_time=True),
            Figure("longest stop of another process's counters, of its own scheduled time", longest[OWN], 10, " ms",
                   is_time=True, remark=f"{longest[WALL]:.0f} ms by the clock"),
            Figure("buffers not accounted for", missing, 0, remark=f"{audits + 1} audits of {chain.MBUFS} buffers"),
            Figure("buffers handed out twice", twice, 0),
            Figure("buffers that burials counted as lost", self.lost_in_burials(), 0),
            Figure("frames torn", after["torn"], 0),
            Figure("frames delivered twice", after["again"], 0, remark=f"{after['late']} came too late to tell")]

    def strike(self, name, pid):
        """Whether there was somebody to kill; `was_newborn` says whether it was within its start."""
        self.was_newborn = self.memory.client(chain.client_of(name)) != pid
        self.house.known.add(pid)
        self.house.killed[name] = pid
        return kill(pid)

    def longest(self):
        return max(self.pulse.longest(chain.client_of(name)) for name in chain.NAMES)

    def lost_in_burials(self):
        with open(f"{self.house.directory}/log/primary.log", errors="replace") as file:
            return sum(int(count) for count in re.findall(r"(\d+) buffers? lost", file.read()))

    # MARK: How soon traffic flows again

    def time_returns(self, kills):
        times, waits = [], []
        for index in range(kills):
            self.house.await_ready(120)
            self.house.await_traffic(60)
            name = chain.EDGES[index % 2]
            time.sleep(self.random.uniform(0.05, 0.3))
            took, wait = self.time_return(name)
            times.append(took)
            waits.append(wait)
        self.house.await_ready(60)
        self.check_plans()
        worst = max(range(len(times)), key=lambda index: times[index] - waits[index])
        self.figures.append(Figure(
            "from the kill of a vf with a guest until its frames flow again, the worst", times[worst], 500, " ms",
            waiting=waits[worst], is_time=True, remark=spread(times)))

    def time_return(self, name):
        """Milliseconds from the kill until both guests receive again, and how much of it was waiting for a CPU."""
        guests, client = self.house.guests, chain.client_of(name)
        old = self.watch.pid(name)
        for index in range(2):
            guest = guests.guest(index)
            guest.asked += 1
            await_condition(20, "the guests should answer", lambda: guest.answered == guest.asked, guests.process, 0.001)
        others = {self.primary: False, guests.process.pid: False, self.house.controller.pid: True}
        before = {pid: waited(pid, threads) for pid, threads in others.items()}
        start = time.monotonic_ns()
        self.strike(name, old)
        new = self.watch.pid(name, other_than=old)
        await_condition(60, f"{name} should come back", lambda: self.memory.client(client) == new, pause=0.001)
        alive = time.monotonic_ns()
        ends = []
        for index in range(2):
            guest = guests.guest(index)
            await_condition(60, f"guest {index} should receive again",
                            lambda: guest.last > alive and guest.silence_end > start, guests.process, 0.001)
            ends.append(guest.silence_end)
        waiting = waited(new, True) + sum(waited(pid, threads) - before[pid] for pid, threads in others.items())
        took = (max(ends) - start) / 1e6
        self.say(f"{name}: back after {took:.0f} ms (started after {(self.watch.starts[new] - start) / 1e6:.0f}, "
                 f"ready after {(alive - start) / 1e6:.0f}), {waiting:.0f} ms of waiting")
        return took, min(waiting, took)

    # MARK: The controller

    def kill_controllers(self, kills):
        """Under load that nothing else disturbs: what is lost is lost by this."""
        house, guests = self.house, self.house.guests
        house.await_ready(120)
        pids = {name: process["pid"] for name, process in house.processes().items()}
        self.settle()
        before = [(guests.guest(i).expected, guests.guest(1 - i).received) for i in range(2)]
        drops = house.drops()
        guests.run(LOSE_NOTHING)
        times, waits, touched = [], [], 0
        for index in range(kills):
            time.sleep(self.random.uniform(0, 0.2))
            house.controller.child.kill()
            house.controller.child.wait()
            start = time.monotonic()
            house.start_controller()
            def adopted():
                state = house.answers()
                return state if state and state["ready"] else None
            state = await_condition(60, "the controller should adopt all", adopted, house.controller, 0.002)
            times.append((time.monotonic() - start) * 1e3)
            waits.append(min(times[-1], waited(house.controller.pid, True)))
            held = {name: process["pid"] for name, process in house.processes(state).items()}
            if held != pids:
                touched += 1
                self.say(f"after {index + 1} restarts of the controller: {held} instead of {pids}")
        self.settle()
        lost = sum((guests.guest(i).expected - before[i][0]) - (guests.guest(1 - i).received - before[i][1])
                   for i in range(2))
        received = sum(guests.guest(1 - i).received - before[i][1] for i in range(2))
        dropped = sum(house.drops().values()) - sum(drops.values())
        guests.run(GO_ON)
        self.check_plans()
        worst = max(range(len(times)), key=lambda index: times[index] - waits[index])
        self.figures += [
            Figure("packets lost while the controller was killed", lost, 0,
                   remark=f"{kills} kills, {received:,} packets delivered, {dropped} dropped by components"),
            Figure("restarts of the controller that changed a process", touched, 0),
            Figure("from the controller's start until it has adopted all, the worst", times[worst], 200, " ms",
                   waiting=waits[worst], is_time=True, remark=spread(times))]

    def settle(self):
        """Stops the guests and waits until nothing is on its way."""
        guests = self.house.guests
        guests.run(STOP)
        received, since = None, 0
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            now = guests.sum("received")
            if now != received:
                received, since = now, time.monotonic()
            elif time.monotonic() - since > 1 and not any(
                    self.memory.ring_packets(number) for number in chain.PATH_RINGS):
                return
            time.sleep(0.02)
        raise Trouble("frames are on their way 30 s after the guests have stopped")

    # MARK: The primary

    def kill_primaries(self, kills):
        times, waits, left = [], [], []
        for index in range(kills):
            self.house.await_ready(120)
            self.house.await_traffic(60)
            self.leave_group()
            time.sleep(self.random.uniform(0.05, 0.3))
            took, wait, rest = self.time_group()
            times.append(took)
            waits.append(wait)
            left += rest
            self.meet_group()
            self.house.await_traffic(60)
            self.check_plans()
        for what in left:
            self.say(f"left by a dead generation: {what}")
        worst = max(range(len(times)), key=lambda index: times[index] - waits[index])
        self.figures += [
            Figure("from the kill of the primary until the group is back with its plans, the worst", times[worst], 3000,
                   " ms", waiting=waits[worst], is_time=True, remark=spread(times)),
            Figure("files, sockets and hugepages left by dead generations", len(left), 0)]

    def time_group(self):
        house = self.house
        with Generation(house.prefix) as generation:
            return *self.time_return_of_group(), generation.left()

    def time_return_of_group(self):
        house = self.house
        old = {name: process["pid"] for name, process in house.processes().items()}
        before = waited(house.controller.pid, True)
        start = time.monotonic()
        kill(old["primary"])

        def is_back():
            state = house.answers()
            there = house.processes(state) if state else {}
            return there if state and state["ready"] and all(there[name]["pid"] != pid for name, pid in old.items()) else None
        there = await_condition(120, "the group should be back", is_back, pause=0.005)
        took = (time.monotonic() - start) * 1e3
        # One after the other: first the primary, then, one at a time, the secondaries.
        waiting = waited(house.controller.pid, True) - before + sum(waited(p["pid"]) for p in there.values())
        self.say(f"the primary: group back after {took:.0f} ms, {waiting:.0f} ms of waiting")
        return took, min(took, waiting)


class Generation:
    """What a group has on the host now, to be told from what comes in its place under the same names."""

    def __init__(self, prefix):
        runtime = f"/var/run/dpdk/{prefix}"
        # The lock that births take is for all generations.
        paths = [f"{runtime}/{name}" for name in os.listdir(runtime) if name != "spp_birth.lock"]
        # Held, because a file system may give the number of a deleted file to the next. O_PATH locks nothing.
        self.held = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in paths}
        # Not held, because that would keep the memory; these numbers do not come again.
        self.hugepages = {path: os.stat(path).st_ino for path in glob.glob(f"/dev/hugepages/{prefix}map_*")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for descriptor in self.held.values():
            os.close(descriptor)

    def left(self):
        """Paths of its files that still have a name."""
        return [path for path, descriptor in self.held.items() if os.fstat(descriptor).st_nlink] + [
            path for path, inode in self.hugepages.items() if os.path.exists(path) and os.stat(path).st_ino == inode]
