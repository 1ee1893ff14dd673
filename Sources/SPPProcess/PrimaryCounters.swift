// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// Packets through the rings since they were made or cleared, from the 32-bit positions of their two ends.
struct PrimaryCounters {
  private struct Entry {
    var lastPut: UInt32
    var lastTaken: UInt32
    var put: UInt64 = 0
    var taken: UInt64 = 0
    var drops: UInt64
  }

  private var entries: [UInt8: Entry] = [:]

  mutating func begin(_ ring: Ring, drops: UInt64) {
    entries[ring.index] = Entry(lastPut: ring.putCount, lastTaken: ring.takenCount, drops: drops)
  }

  mutating func end(_ index: UInt8) { entries[index] = nil }

  /// Adds what passed since the last call; often enough when called every ten seconds.
  mutating func follow(_ ring: Ring) {
    guard var entry = entries[ring.index] else { return }
    let (put, taken) = (ring.putCount, ring.takenCount)
    entry.put &+= UInt64(put &- entry.lastPut)
    entry.taken &+= UInt64(taken &- entry.lastTaken)
    (entry.lastPut, entry.lastTaken) = (put, taken)
    entries[ring.index] = entry
  }

  /// - Parameter drops: The registry's counter of the ring.
  func status(_ index: UInt8, drops: UInt64) -> PrimaryStatus.RingPort? {
    entries[index].map {
      PrimaryStatus.RingPort(
        id: Int(index), rx: $0.taken, rxDrop: 0, tx: $0.put, txDrop: drops &- $0.drops)
    }
  }
}
