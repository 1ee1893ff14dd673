// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK

/// The buffers of some pools, numbered from 0: those of the first pool, then those of the second, and so on.
@safe
package struct BufferTable: Sendable {
  private let addresses: [UInt]
  /// Where the buffers of each pool begin, and at last the number of all.
  let starts: [Int]
  /// Numbers by the hash of their address, open addressing, at most half full; -1 is free.
  private let slots: [Int32]
  private let mask: Int

  /// Walks the pools; 100 ns a buffer.
  ///
  /// The corresponding C function is `rte_mempool_obj_iter`.
  package init(_ pools: [PacketPool]) {
    var found: [UInt] = []
    var starts = [0]
    for pool in pools {
      unsafe withUnsafeMutablePointer(to: &found) { list in
        _ = unsafe rte_mempool_obj_iter(pool.raw, noteBuffer, list)
      }
      starts.append(found.count)
    }
    var capacity = 64
    while capacity < 2 * found.count { capacity *= 2 }
    var slots = [Int32](repeating: -1, count: capacity)
    for (number, address) in found.enumerated() {
      var slot = Self.hash(address) & (capacity - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (capacity - 1) }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
    addresses = found
    self.starts = starts
    self.slots = slots
    mask = capacity - 1
  }

  /// All buffers.
  package var count: Int { addresses.count }

  package func address(_ number: Int) -> UInt { addresses[number] }

  /// The number of the buffer at an address, or nil when there begins none.
  package func number(_ address: UInt) -> Int? {
    var slot = Self.hash(address) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if addresses[number] == address { return number }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The pool that a buffer belongs to, counted as they were given.
  func pool(of number: Int) -> Int {
    var pool = 0
    while number >= starts[pool + 1] { pool += 1 }
    return pool
  }

  /// Buffers lie at cache lines; the factor spreads neighbours (Knuth, 6.4).
  private static func hash(_ address: UInt) -> Int {
    Int(truncatingIfNeeded: (address >> 6) &* 0x9e37_79b9_7f4a_7c15 >> 20)
  }
}

private func noteBuffer(
  _ pool: OpaquePointer?, _ list: UnsafeMutableRawPointer?, _ buffer: UnsafeMutableRawPointer?,
  _ index: UInt32
) {
  guard let list = unsafe list else { return }
  unsafe list.assumingMemoryBound(to: [UInt].self).pointee.append(UInt(bitPattern: buffer))
}
