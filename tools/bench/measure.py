# SPDX-License-Identifier: BSD-3-Clause
"""Windows, pairs of windows, and what they come to."""

import statistics
import time
from dataclasses import dataclass

from processes import CannotMeasure


@dataclass
class Window:
    """What a worker did while it was watched."""

    packets: int
    cpu: int  # ns
    wall: float  # s

    def cycles(self, ghz):
        return self.cpu * ghz / self.packets

    @property
    def rate(self):
        """Million packets a second."""
        return self.packets / self.wall / 1e6


def reading(side):
    """Packets, CPU time and the moment for which both hold: that of the answer, however long it took."""
    packets = side.packets()
    moment = time.monotonic()
    # The clock is read at the next tick; a worker that polls has run ever since.
    cpu = side.clock.fresh() - round((time.monotonic() - moment) * 1e9)
    return cpu, packets, moment


def watch(side, seconds, warm_up=0.1):
    """Lets one side run for a while; it is paused before and after."""
    side.resume()
    time.sleep(warm_up)
    cpu0, packets0, wall0 = reading(side)
    time.sleep(seconds)
    cpu1, packets1, wall1 = reading(side)
    side.pause()
    if packets1 <= packets0:
        raise CannotMeasure(f"{side.process.name} moved no packet")
    return Window(packets1 - packets0, cpu1 - cpu0, wall1 - wall0)


def pairs(ours, reference, count, seconds):
    """Windows of both sides, in the order A B B A; both are paused afterwards."""
    for side in (ours, reference):
        if side:
            side.pause()
    result = []
    for number in range(count):
        order = (ours, reference) if number % 2 == 0 else (reference, ours)
        windows = {side: watch(side, seconds) for side in order if side}
        result.append((windows[ours], windows.get(reference)))
    return result


@dataclass
class Limit:
    """What a row must reach: `kind` says which figure of a pair it holds for.

    - ratio: our cycles a packet, divided by the reference's
    - added: our cycles a packet, less the reference's
    - cycles: our cycles a packet
    - rate: our packets a second, divided by the reference's; the least, where the others are the most
    """

    kind: str
    value: float | None = None

    def figure(self, ours, reference, ghz):
        match self.kind:
            case "ratio": return ours.cycles(ghz) / reference.cycles(ghz)
            case "added": return ours.cycles(ghz) - reference.cycles(ghz)
            case "cycles": return ours.cycles(ghz)
            case "rate": return ours.rate / reference.rate

    def holds(self, figure):
        if self.value is None:
            return None
        return figure >= self.value if self.kind == "rate" else figure <= self.value

    def __str__(self):
        if self.value is None:
            return ""
        return {"ratio": "≤ {:.2f}×", "added": "≤ +{:g}", "cycles": "≤ {:g}", "rate": "≥ {:.2f}×"}[self.kind].format(self.value)

    def text(self, figure):
        return {"ratio": "{:.3f}×", "added": "{:+.1f}", "cycles": "{:.1f}", "rate": "{:.3f}×"}[self.kind].format(figure)


def quartiles(figures):
    if len(figures) < 2:
        return figures[0], figures[0]
    low, _, high = statistics.quantiles(figures, n=4, method="inclusive")
    return low, high


def result(row, limit, windows, ghz):
    """One line of the table, as a dictionary."""
    figures = [limit.figure(ours, reference, ghz) for ours, reference in windows]
    median = statistics.median(figures)
    low, high = quartiles(figures)
    unit = (lambda window: window.rate) if limit.kind == "rate" else (lambda window: window.cycles(ghz))
    references = [unit(reference) for _, reference in windows if reference]
    return {
        "row": row.name, "title": row.title, "reference": row.reference, "kind": limit.kind, "pairs": len(windows),
        "ours": statistics.median(unit(ours) for ours, _ in windows),
        "theirs": statistics.median(references) if references else None,
        "figure": median, "low": low, "high": high, "limit": limit.value, "holds": limit.holds(median),
        "limit_text": str(limit), "texts": [limit.text(value) for value in (median, low, high)],
        "unit": "Mpps" if limit.kind == "rate" else "cycles/packet",
    }
