# SPDX-License-Identifier: BSD-3-Clause
"""The shared memory of a group, read from outside while its processes use it.

Nothing of the suite's own code is asked: what lies where is written in Depot.swift, RegistryLayout.swift and in DPDK's
headers, and a wrong magic or size is noticed.
"""

import mmap
import os
import struct

REGISTRY_MAGIC = 0x5350505245475354
REGISTRY_ABI = 2
MAGAZINE = 256
# Depot.swift
LANES, SLOTS, STRIDE = 64, 128, 2112
# RegistryLayout.swift
CLIENTS, CLIENT_STRIDE = 64, 64
LIVE = 2


class Torn(Exception):
    """The memory is not as it should be, as a sentence."""


class GroupMemory:
    """Maps the hugepages of a group; addresses are those of its processes."""

    def __init__(self, prefix, primary):
        self.maps = []
        self.file = open(f"/proc/{primary}/mem", "rb", buffering=0)
        files = {}
        with open(f"/proc/{primary}/maps") as lines:
            for line in lines:
                fields = line.split()
                if len(fields) < 6 or f"/{prefix}map_" not in fields[5]:
                    continue
                start, end = (int(word, 16) for word in fields[0].split("-"))
                path, offset = fields[5], int(fields[2], 16)
                if path not in files:
                    with open(path, "rb") as file:
                        files[path] = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
                self.maps.append((start, end, files[path], offset))
        self.zones = self.memzones(f"/var/run/dpdk/{prefix}/fbarray_memzone")
        registry = self.zone("SPP_REGISTRY")
        magic, abi = struct.unpack("<QI", self.bytes(registry, 12))
        if magic != REGISTRY_MAGIC:
            raise Torn("the registry's magic is wrong")
        if abi != REGISTRY_ABI:
            raise Torn(f"the registry is laid out in version {abi}; this reads version {REGISTRY_ABI}")
        self.registry = self.at(registry)
        self.depot = self.zone("SPP_MAG_0")
        self.rings = {}

    @staticmethod
    def memzones(path):
        """Names and addresses: `struct rte_memzone`, 72 bytes each."""
        with open(path, "rb") as file:
            content = file.read()
        zones = {}
        for place in range(0, len(content) - 71, 72):
            name, _, address, length = struct.unpack_from("<32sQQQ", content, place)
            if address and length:
                zones[name.split(b"\0")[0].decode(errors="replace")] = address
        return zones

    def zone(self, name):
        try:
            return self.zones[name]
        except KeyError:
            raise Torn(f"the group has no memory called {name}") from None

    def at(self, address):
        """The map that holds an address, and the place in it."""
        for start, end, memory, offset in self.maps:
            if start <= address < end:
                return memory, address - start + offset
        raise Torn(f"the address {address:#x} lies in no hugepage of the group")

    def bytes(self, address, length):
        """What lies there, over the borders of hugepages."""
        content = os.pread(self.file.fileno(), length, address)
        if len(content) != length:
            raise Torn(f"the memory at {address:#x} cannot be read")
        return content

    def close(self):
        self.file.close()
        for memory in {id(memory): memory for _, _, memory, _ in self.maps}.values():
            memory.close()

    # MARK: What is in it

    def client(self, number):
        """The pid of a living client, or None."""
        memory, place = self.registry
        word, = struct.unpack_from("<Q", memory, place + CLIENTS + number * CLIENT_STRIDE)
        return word >> 8 if word & 0xff == LIVE else None

    def ring(self, number):
        """Where the head and tail of a ring lie: `struct rte_ring`."""
        if number not in self.rings:
            memory, place = self.at(self.zone(f"RG_eth_ring{number}"))
            if memory[place:place + 12].split(b"\0")[0].decode() != f"eth_ring{number}":
                raise Torn(f"eth_ring{number} is not where its memory zone is")
            self.rings[number] = memory, place
        return self.rings[number]

    def taken(self, number):
        """How many packets were taken from a ring, modulo 2^32."""
        memory, place = self.ring(number)
        return struct.unpack_from("<I", memory, place + 256 + 4)[0]

    def ring_packets(self, number):
        """The packets that lie in a ring."""
        address = self.zone(f"RG_eth_ring{number}")
        head = self.bytes(address, 384)
        size, mask = struct.unpack_from("<II", head, 48)
        (put_head, put), (took_head, took) = (struct.unpack_from("<II", head, at) for at in (128, 256))
        if (put_head, took_head) != (put, took):
            raise Torn(f"eth_ring{number} is in the middle of something")
        slots = struct.unpack(f"<{size}Q", self.bytes(address + 384, 8 * size))
        return [slots[took + index & mask] for index in range(put - took & 0xffffffff)]

    def magazines(self):
        """Owner and buffers of each magazine of the first pool."""
        count, = struct.unpack("<I", self.bytes(self.depot, 4))
        owners = LANES + 64 * SLOTS
        first = (owners + 4 * count + 63) // 64 * 64
        content = self.bytes(self.depot, first + count * STRIDE)
        for index in range(count):
            owner, = struct.unpack_from("<I", content, owners + 4 * index)
            length, = struct.unpack_from("<I", content, first + index * STRIDE)
            if length > MAGAZINE:
                raise Torn(f"magazine {index} says that it holds {length} buffers")
            yield owner, struct.unpack_from(f"<{length}Q", content, first + index * STRIDE + 64)

    def free(self):
        return sum(len(buffers) for _, buffers in self.magazines())


class Audit:
    """Where each buffer is, at a moment when no lcore holds one."""

    def __init__(self, memory, rings):
        self.places = {}
        self.twice = []
        self.in_pool = self.in_rings = 0
        for owner, buffers in memory.magazines():
            if owner < 2 and len(buffers) != owner * MAGAZINE:
                raise Torn(f"a magazine that is {('empty', 'full')[owner]} holds {len(buffers)} buffers")
            for buffer in buffers:
                self.see(buffer, "the pool")
            self.in_pool += len(buffers)
        for number in rings:
            packets = memory.ring_packets(number)
            for buffer in packets:
                self.see(buffer, f"ring:{number}")
            self.in_rings += len(packets)

    def see(self, buffer, place):
        if buffer in self.places:
            self.twice.append((buffer, self.places[buffer], place))
        self.places[buffer] = place
