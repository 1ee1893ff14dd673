# SPDX-License-Identifier: BSD-3-Clause
"""The rows of the table, and what each must reach."""

from dataclasses import dataclass
from typing import Callable

import guests
import idle
import scenes
from measure import Limit


@dataclass
class Row:
    name: str
    title: str
    reference: str
    limits: list[Limit]
    # (Workplace) -> Scene
    scene: Callable


@dataclass
class Note:
    """What is told but not compared."""

    name: str
    title: str
    # (Workplace, seconds of a window) -> [(what, figures)]
    tell: Callable


# Frames kept in the ring before a classifier: few enough to stay in a second-level cache, or more than one holds.
near, far = 768, 32000

testpmd, forwarder = "testpmd io", "forwarder"

# What safety costs: the same work without a part of it.
priced = [
    ("ring", "forwarder, ring to ring", scenes.rings_work),
    ("null", "forwarder, null to null", scenes.nulls_work),
    ("vhost-split", "forwarder, vhost to vhost, split", guests.vhost_work()),
    ("vhost-packed", "forwarder, vhost to vhost, packed", guests.vhost_work(packed=True)),
]

ROWS = [
    Row("null-forward", "forwarder, null to null", testpmd, [Limit("ratio", 1.15)], scenes.null_forward),
    Row("null-merge", "merger, two nulls to null", testpmd, [Limit("ratio", 1.15)], scenes.null_merge),
    Row("ring-forward", "forwarder, ring to ring", testpmd, [Limit("ratio", 1.00)], scenes.ring_to_ring("forward")),
    Row("ring-merge", "merger, ring to ring", testpmd, [Limit("ratio", 1.00)], scenes.ring_to_ring("merge")),
    Row("chain", "null, classifier, 2 rings, 2 forwarders, 2 nulls", testpmd, [Limit("cycles", 55)], scenes.chain),
    *[
        Row(
            f"classifier-{count}{'-tagged' if vid else ''}",
            f"classifier, {count:,} MACs, {'tagged' if vid else 'untagged'}", forwarder, [Limit("added", limit)],
            scenes.classifier(count, delay, vid))
        for count, delay, limit in ((128, near, 12), (100_000, far, 25)) for vid in (None, 100)
    ],
    *[
        Row(
            f"vlan-{work}-{size}", f"VLAN {work}, {size:,} B", forwarder, [Limit("added", 8)],
            scenes.vlan(work, size))
        for work in ("add", "rewrite", "remove") for size in (64, 1514)
    ],
    *[
        Row(
            f"vhost-{kind}-{ring}", f"{title}, vhost to vhost, {ring}", testpmd,
            [Limit("ratio", 1.00), Limit("rate", 0.97)], guests.vhost(kind, ring == "packed"))
        for kind, title in (("forward", "forwarder"), ("merge", "merger")) for ring in ("split", "packed")
    ],
    *[
        Row(f"journal-{name}", f"{title}, its journal", "without", [Limit("added", 1)], scenes.with_journal(work))
        for name, title, work in priced
    ],
    *[
        Row(
            f"pool-{name}-{operations}", f"{title}, pool {operations}", "pool spp_mag", [Limit("ratio")],
            scenes.other_pool(work, operations))
        for name, title, work in priced for operations in ("ring_mp_mc", "lf_stack")
    ],
    Note("idle", "an idle worker", idle.idle),
    Note("latency", "a lone packet", idle.latency),
]
