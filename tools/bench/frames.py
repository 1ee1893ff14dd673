# SPDX-License-Identifier: BSD-3-Clause
"""Frames with which buffers are filled, and capture files of them."""

import os
import random
import struct


class Addresses:
    """Unicast MAC addresses in no order, the same in each run."""

    def __init__(self, count):
        self.random = random.Random(count)
        chosen = set()
        while len(chosen) < count:
            chosen.add(b"\x02" + self.random.randbytes(5))
        self.all = sorted(chosen)
        self.random.shuffle(self.all)

    def table(self, ports, vid=None):
        """Each address to a port by chance, and the rest to the first."""
        entries = [(vid, address.hex(":"), self.random.choice(ports)) for address in self.all]
        return entries + [(None, "default", ports[0])]

    def frames(self, count, vid=None):
        for _ in range(count):
            yield frame(self.random.choice(self.all), vid)


def frame(destination, vid=None, source=b"\x02\x00\x00\x00\x00\x01", size=64):
    tag = b"" if vid is None else struct.pack("!HH", 0x8100, vid)
    return (destination + source + tag + struct.pack("!H", 0x88b5)).ljust(size, b"\0")


def always_tagged():
    """A frame that is still tagged after its tag was removed and the buffer used again: the bytes that removal moves up by
    four are the same four again."""
    return frame(b"\x81\x00\x00\x01\x81\x00", 2, source=b"\x00\x01\x81\x00\x00\x01")


class Replay:
    """The file that port pcap:`index` replays; its name is fixed."""

    def __init__(self, frames):
        for index in range(200, 256):
            self.path = f"/tmp/spp-rx{index}.pcap"
            try:
                file = open(self.path, "xb")
                break
            except FileExistsError:
                continue
        else:
            raise FileExistsError("/tmp/spp-rx200.pcap to /tmp/spp-rx255.pcap are all taken")
        self.port = f"pcap:{index}"
        self.count = 0
        with file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for bytes in frames:
                file.write(struct.pack("<IIII", 0, 0, len(bytes), len(bytes)) + bytes)
                self.count += 1

    def close(self):
        os.unlink(self.path)
