# SPDX-License-Identifier: BSD-3-Clause
"""CPU time of a thread of another process."""

import os
import re
import time


def thread_named(pid, pattern):
    """The id of the thread of `pid` whose name matches `pattern`, or None."""
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/comm") as file:
                if re.search(pattern, file.read()):
                    return int(task)
        except FileNotFoundError:
            continue
    return None


class ThreadClock:
    """Nanoseconds that a thread has run, as the scheduler counts them.

    The kernel brings the figure up to date at each tick, so `fresh` waits for one: 4 ms too old would be 1 % of a window.
    """

    # Longer than a tick of a kernel with CONFIG_HZ=100, twice.
    patience = 0.025

    def __init__(self, pid, thread):
        self.file = open(f"/proc/{pid}/task/{thread}/schedstat")

    def now(self):
        self.file.seek(0)
        return int(self.file.read().split()[0])

    def fresh(self):
        start = self.now()
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            value = self.now()
            if value != start:
                return value
            time.sleep(0.00005)
        # Asleep, or on a CPU without a tick.
        return self.now()
