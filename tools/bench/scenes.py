# SPDX-License-Identifier: BSD-3-Clause
"""Sets a comparison up: the processes, their plans, and what lies in their buffers.

Each scene returns a `Scene`: our side, the other one if there is one, and how to tell that the work was done.
"""

import time
from dataclasses import dataclass
from typing import Callable

from frames import Addresses, Replay, always_tagged, frame
from processes import CannotMeasure, Group, Measured, Testpmd


@dataclass
class Scene:
    ours: Measured
    reference: Measured | None = None
    # Raises CannotMeasure when our side did not do what was to be measured.
    check: Callable = lambda: None


def nulls(count, size=64):
    return [f"net_null{index},size={size}" for index in range(count)]


def replay(group, vf, frames, target):
    """Sends frames from a file to a port, once: null devices deliver what lies in the buffers, and so do rings."""
    source = Replay(frames)
    try:
        group.link.ask({"command": "add", "port": source.port})
        vf.plan({"replay": ("forward", [source.port], [target])})
        deadline = time.monotonic() + 20
        while vf.packets() < source.count:
            if time.monotonic() > deadline:
                raise CannotMeasure(f"{source.path} was not replayed")
            time.sleep(0.01)
        vf.plan({})
        group.link.ask({"command": "del", "port": source.port})
    finally:
        source.close()


# MARK: - Beside dpdk-testpmd

def two_nulls(place):
    return Testpmd(place, ["--vdev", "net_null0,size=64", "--vdev", "net_null1,size=64"], ["--auto-start"])


def nulls_work(place, pool="spp_mag", program=None):
    """What testpmd does with two ports: both ways."""
    vf = Group(place, nulls(2), pool=pool).vf(program=program)
    vf.plan({"there": ("forward", ["phy:0"], ["phy:1"]), "back": ("forward", ["phy:1"], ["phy:0"])})
    return vf


def null_forward(place):
    return Scene(nulls_work(place), two_nulls(place))


def null_merge(place):
    vf = Group(place, nulls(3)).vf()
    vf.plan({"merge": ("merge", ["phy:0", "phy:1"], ["phy:2"])})
    return Scene(vf, two_nulls(place))


def rings_work(place, kind="forward", pool="spp_mag", program=None):
    """256 packets that go round through two rings of 1,024; each hop counts."""
    group = Group(place, nulls(1), pool=pool)
    vf = group.vf(program=program)
    for ring in ("ring:0", "ring:1"):
        replay(group, vf, [frame(b"\x02\0\0\0\0\x02")] * 128, ring)
    vf.plan({"there": (kind, ["ring:0"], ["ring:1"]), "back": (kind, ["ring:1"], ["ring:0"])})
    return vf


def ring_to_ring(kind):
    """A net_ring device is one ring, and testpmd puts what it takes from either on the other."""
    def scene(place):
        vf = rings_work(place, kind)
        testpmd = Testpmd(place, ["--vdev", "net_ring0", "--vdev", "net_ring1"], ["--no-flush-rx"])
        testpmd.ask("start tx_first 4")
        return Scene(vf, testpmd)
    return scene


# MARK: - Beside the same work

def other_pool(work, operations):
    """With buffers kept in another way, beside our own."""
    return lambda place: Scene(work(place, pool=operations), work(place))


def with_journal(work):
    """As it is, beside a program that was built without its journal."""
    def scene(place):
        program = place.without_journal()
        return Scene(work(place), work(place, program=program))
    return scene


# MARK: - Beside our own forwarder

def chain(place):
    """Null, classifier, two rings, two forwarders, two nulls on one worker. testpmd's plain forwarding beside it is no
    match, but tells how quiet the host is."""
    group = Group(place, nulls(3))
    vf = group.vf()
    addresses = Addresses(128)
    replay(group, vf, addresses.frames(4096), "phy:1")
    vf.plan(
        {
            "classifier": ("classifier", ["phy:0"], ["ring:0", "ring:1"]),
            "left": ("forward", ["ring:0"], ["phy:1"]), "right": ("forward", ["ring:1"], ["phy:2"]),
        },
        addresses.table(["ring:0", "ring:1"]), counted=["classifier"])

    def check():
        counters = vf.counters()
        left, right = (counters[name]["sent"]["packets"] for name in ("left", "right"))
        if min(left, right) * 8 < left + right:
            raise CannotMeasure(f"the classifier sent {left} packets to one ring and {right} to the other")
    return Scene(vf, two_nulls(place), check)


def classifier(count, delay, vid=None):
    """A classifier beside a forwarder, both fed through a long ring.

    A pool gives the buffers that were freed last: from a null device alone the same 32 frames would come again and again,
    and the processor would know them by heart. So a forwarder puts what the null device gives on a ring that is kept full
    of frames by `delay`, and its other end feeds the component that is measured; on both sides alike.
    """
    def scene(place):
        size = 1 << delay.bit_length()
        group = Group(place, nulls(6), ring_size=size, mbufs=max(32768, 2 * delay + 16384))
        ours, reference = group.vf(), group.vf()
        addresses = Addresses(count)
        for vf, ring, null in ((ours, "ring:0", "phy:1"), (reference, "ring:1", "phy:4")):
            replay(group, vf, addresses.frames(delay, vid), ring)
            # Those that the pool gives first.
            replay(group, vf, addresses.frames(1024, vid), null)
        feed, to = ("forward", ["phy:0"], ["ring:0"]), ["phy:1", "phy:2"]
        ours.plan(
            {"feed": feed, "classifier": ("classifier", ["ring:0"], to)}, addresses.table(to, vid),
            counted=["classifier"])
        reference.plan(
            {"feed": ("forward", ["phy:3"], ["ring:1"]), "forward": ("forward", ["ring:1"], ["phy:4"])},
            counted=["forward"])

        def check():
            component = ours.counters()["classifier"]
            sent = [port["packets"] for port in component["ports"] if port["dir"] == "tx"]
            if min(sent) * 4 < sum(sent) or component["drops"]:
                raise CannotMeasure(f"the classifier sent {sent} and dropped {component['drops']}")
        return Scene(ours, reference, check)
    return scene


def vlan(work, size):
    """A forwarder that works on tags beside one that does not."""
    set_tag = {"operation": "add", "id": 100, "pcp": 3}
    destination = b"\x02\0\0\0\0\x02"
    bytes, operation, growth = {
        "add": (frame(destination), set_tag, 4),
        "rewrite": (frame(destination, vid=5), set_tag, 0),
        "remove": (always_tagged(), {"operation": "del", "id": 0, "pcp": 0}, -4),
    }[work]

    def scene(place):
        group = Group(place, nulls(4, size))
        ours, reference = group.vf(), group.vf()
        replay(group, ours, [bytes] * 1024, "phy:1")
        ours.plan({"forward": ("forward", ["phy:0"], [("phy:1", operation)])})
        reference.plan({"forward": ("forward", ["phy:2"], ["phy:3"])})

        def check():
            component = ours.counters()["forward"]
            received, sent = (component[way]["bytes"] / component[way]["packets"] for way in ("received", "sent"))
            if round(sent - received, 2) != growth or component["drops"]:
                raise CannotMeasure(f"the tags were not worked on as they should: {component}")
        return Scene(ours, reference, check)
    return scene
