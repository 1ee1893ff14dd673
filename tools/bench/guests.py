# SPDX-License-Identifier: BSD-3-Clause
"""Two virtio-user guests, and packets that go round between them through the switch that is measured."""

import os

from processes import Group, Testpmd
from scenes import Scene

# QEMU's virtqueues have as many descriptors.
queue_size = 256
# Bursts of 32 that go round each way: fewer packets than a virtqueue takes, so that none is ever dropped, and enough for
# full bursts. testpmd can show that the guests wait for packets most of the time: the switch is what limits the rate.
bursts = 7


def guests(place, sockets, packed):
    """Both guests in one process with one lcore on the control CPU: on two CPUs two processes would take turns there, and
    the switch would wait for the scheduler. What one receives, the other sends."""
    layout = "mrg_rxbuf=0,vectorized=1" + (",packed_vq=1,in_order=1" if packed else ",in_order=0")
    eal = ["--single-file-segments", "-m", "96"]
    for index, socket in enumerate(sockets):
        eal += ["--vdev", f"net_virtio_user{index},path={socket},queues=1,queue_size={queue_size},{layout}"]
    return Testpmd(place, eal, [f"--txd={queue_size}", f"--rxd={queue_size}", "--no-flush-rx"], cpu=place.control_cpu)


def attend(side, place, sockets, packed):
    """Gives a switch its guests, which are paused and resumed with it."""
    pair = guests(place, sockets, packed)
    pair.ask(f"start tx_first {bursts}")
    side.processes.append(pair.process)
    return side


def directory_of(place):
    directory = place.path(place.fresh_name("vhost"))
    os.mkdir(directory)
    return directory


def vhost_work(kind="forward", packed=False):
    def work(place, pool="spp_mag", program=None):
        directory = directory_of(place)
        vf = Group(place, pool=pool).vf("--poll", "busy", "--vhost-dir", directory, program=program)
        vf.plan({"there": (kind, ["vhost:0"], ["vhost:1"]), "back": (kind, ["vhost:1"], ["vhost:0"])})
        return attend(vf, place, [f"{directory}/sock{index}" for index in range(2)], packed)
    return work


def vhost(kind, packed):
    def scene(place):
        vf = vhost_work(kind, packed)(place)
        directory = directory_of(place)
        sockets = [f"{directory}/theirs{index}" for index in range(2)]
        vdevs = [word for index, path in enumerate(sockets) for word in ("--vdev", f"net_vhost{index},iface={path}")]
        testpmd = Testpmd(place, vdevs, ["--auto-start", "--no-flush-rx"])
        return Scene(vf, attend(testpmd, place, sockets, packed))
    return scene
