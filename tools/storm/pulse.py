# SPDX-License-Identifier: BSD-3-Clause
"""Watches the counters of all workers, a thousand times a second, from a process of its own.

A worker's counter is the tail of a ring that only it empties. While that stands still, the time that the scheduler gave
the worker (schedstat) goes on when it is stuck, and does not when it only waits for a CPU.
"""

import contextlib
import ctypes
import multiprocessing
import os
import time

import chain
from clock import thread_named
from memory import GroupMemory

PACE = 0.001
# For each client: longest stop by its own clock, and by the wall's, since the last `reset`; nanoseconds, and a count.
WORDS = 3
OWN, WALL, STARTS = range(WORDS)


class Watched:
    """One life of a worker."""

    def __init__(self, pid, lcore):
        thread = thread_named(pid, rf"worker-{lcore}$")
        self.pid = pid
        self.file = thread and open(f"/proc/{pid}/task/{thread}/schedstat")
        self.count = None
        self.has_moved = False

    def ran(self):
        self.file.seek(0)
        return int(self.file.read().split()[0])


class Pulse:
    """Measures until it is stopped."""

    def __init__(self, prefix, primary):
        self.clients = [chain.client_of(name) for name in chain.NAMES]
        # Without locks, so that whoever is killed harms nobody.
        self.words = multiprocessing.RawArray(ctypes.c_uint64, WORDS * 16)
        self.pausing = multiprocessing.RawValue(ctypes.c_uint64, 0)
        self.rounds = multiprocessing.RawValue(ctypes.c_uint64, 0)
        self.child = multiprocessing.get_context("fork").Process(target=self.watch, args=(prefix, primary), daemon=True)
        self.child.start()

    def stop(self):
        self.child.kill()
        self.child.join()

    def pause(self, does):
        """What the storm itself stops is no stop. Returns when the watching process knows."""
        self.pausing.value = 1 if does else 0
        before = self.rounds.value
        deadline = time.monotonic() + 10
        while self.rounds.value < before + 2 and time.monotonic() < deadline:
            time.sleep(0.001)

    def longest(self, client, which=OWN):
        return self.words[WORDS * client + which] / 1e6

    # MARK: In the process of its own

    def watch(self, prefix, primary):
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
        # Reads on time although all CPUs are busy.
        with contextlib.suppress(PermissionError):
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        memory = GroupMemory(prefix, primary)
        lives = {}
        while True:
            self.rounds.value += 1
            for client in self.clients:
                with contextlib.suppress(OSError, ProcessLookupError, ValueError, IndexError):
                    self.look(memory, lives, client)
            time.sleep(PACE)

    def look(self, memory, lives, client):
        pid = memory.client(client)
        life = lives.get(client)
        if pid is None or self.pausing.value:
            lives.pop(client, None)
            return
        if life is None or life.pid != pid or life.file is None:
            lives[client] = life = Watched(pid, chain.worker_of(client))
            return
        count, ran, now = memory.taken(chain.pulse_ring(client)), life.ran(), time.monotonic_ns()
        if count != life.count:
            # It may have moved right after the last look, so the time since then is counted only if it had stopped by then.
            if life.count is not None:
                life.has_moved = True
            life.count, life.since_ran, life.since = count, ran, now
            return
        if life.has_moved:
            place = WORDS * client
            self.words[place + OWN] = max(self.words[place + OWN], ran - life.since_ran)
            self.words[place + WALL] = max(self.words[place + WALL], now - life.since)
