# SPDX-License-Identifier: BSD-3-Clause
"""What rest mode saves and costs: CPU of an idle worker, and time that a lone packet takes."""

import random
import socket
import statistics
import subprocess
import time

from processes import CannotMeasure, Group
from scenes import nulls

modes = {"busy": ("--poll", "busy"), "rest": ("--rest", "20")}


def idle(place, seconds):
    """CPU share of a worker whose ring stays empty."""
    group = Group(place, nulls(1))
    shares = {}
    for mode, options in modes.items():
        vf = group.vf(*options)
        vf.plan({"forward": ("forward", ["ring:0"], ["ring:1"])})
        time.sleep(0.2)
        before, start = vf.clock.now(), time.monotonic()
        time.sleep(max(1, 4 * seconds))
        shares[mode] = (vf.clock.now() - before) / (time.monotonic() - start) / 1e9
        vf.plan({})
        vf.process.end()
    return [("idle worker, share of a CPU", ", ".join(f"{mode} {share:.1%}" for mode, share in shares.items()))]


def latency(place, seconds):
    """From a packet socket through a tap port, a forwarder and the same tap back."""
    count = int(400 * max(1, 4 * seconds))
    figures = {}
    for mode, options in modes.items():
        group = Group(place)
        group.link.ask({"command": "add", "port": "tap:99"})
        vf = group.vf(*options)
        vf.plan({"echo": ("forward", ["tap:99"], ["tap:99"])})
        trips = sorted(round_trips("spp_tap99", count))
        figures[mode] = (statistics.median(trips), trips[int(len(trips) * 0.99)])
        vf.plan({})
        place.end_children()
    text = ", ".join(f"{mode} {median:.0f} µs (99 %: {high:.0f})" for mode, (median, high) in figures.items())
    return [("lone frame through a tap and back, median", text)]


def round_trips(interface, count):
    """Microseconds for each of `count` frames sent one at a time."""
    subprocess.run(["ip", "link", "set", interface, "up"], check=True)
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88b5))
    with link:
        link.bind((interface, 0x88b5))
        link.settimeout(1)
        pause = random.Random(1)
        lost = 0
        for number in range(count):
            time.sleep(pause.uniform(0.0003, 0.0015))
            frame = b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x88\xb5" + number.to_bytes(4, "big") + bytes(42)
            start = time.perf_counter()
            link.send(frame)
            try:
                while link.recv(2048)[:18] != frame[:18]:
                    pass
            except TimeoutError:
                lost += 1
                if lost > 10:
                    raise CannotMeasure(f"frames sent to {interface} do not come back") from None
                continue
            yield (time.perf_counter() - start) * 1e6
