# SPDX-License-Identifier: BSD-3-Clause
"""What was measured, what was asked for, and whether it is held."""


class Figure:
    """One line of the result.

    - waiting: the part of it, in the same unit, in which the processes it depends on waited for a CPU; None where the
      figure has no such part. A figure that holds without it is held: the machine is too small, not the suite too slow.
    - is_time: it depends on the machine. `--judge exact` shows it and does not judge it.
    """

    def __init__(self, name, figure, bound, unit="", waiting=None, is_time=False, least=False, remark=""):
        self.name, self.figure, self.bound, self.unit = name, figure, bound, unit
        self.waiting, self.is_time, self.least, self.remark = waiting, is_time, least, remark

    @property
    def is_held(self):
        if self.least:
            return self.figure >= self.bound
        return self.figure <= self.bound

    @property
    def is_held_without_waiting(self):
        return self.waiting is not None and not self.least and self.figure - self.waiting <= self.bound

    def verdict(self, exact_only):
        if self.is_held:
            return "held"
        if self.is_held_without_waiting:
            return "held but for waiting"
        return "missed, not judged" if exact_only and self.is_time else "MISSED"

    def line(self, exact_only):
        def number(value):
            return f"{value:.1f}" if isinstance(value, float) else f"{value:,}"
        waiting = f", of which {number(self.waiting)} waiting for a CPU" if self.waiting else ""
        sign = "≥" if self.least else "≤"
        remark = f"; {self.remark}" if self.remark else ""
        return (f"{self.verdict(exact_only):20} {self.name}: {number(self.figure)}{self.unit} ({sign} {number(self.bound)})"
                f"{waiting}{remark}")


def spread(values):
    """Median, nine tenths, and the longest, in words."""
    ordered = sorted(values)
    return (f"median {ordered[len(ordered) // 2]:.0f}, 90 % {ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]:.0f}, "
            f"longest {ordered[-1]:.0f} of {len(ordered)}")
