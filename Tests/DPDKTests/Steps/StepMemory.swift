// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import CTrace
import DPDK
import Testing

/// All shared memory that a burial and an audit may change, to be put back as it was.
@safe
final class StepMemory {
  private var pieces:
    [(place: UnsafeMutableRawPointer, length: Int, copy: UnsafeMutableRawPointer)] =
      unsafe []

  init(_ pool: PacketPool, rings: [Ring]) throws {
    let depot = try unsafe #require(cdpdk_mempool_data(pool.raw))
    let magazines = unsafe Int(depot.load(as: UInt32.self))
    unsafe add(depot, (64 + 64 * 128 + 4 * magazines + 63) / 64 * 64 + 2112 * magazines)
    var length: UInt64 = 0
    let buffers = try unsafe #require(ctrace_memory(pool.raw, &length), "the pool is one piece")
    unsafe add(buffers, Int(length))
    // The slots of the lcores of these tests, 0 to 2.
    let journal = try unsafe #require(Memzone.lookup("SPP_JOURNAL")).address
    unsafe add(journal, 3 * 9920)
    for ring in rings {
      let mask = unsafe UnsafeRawPointer(ring.raw).load(fromByteOffset: 56, as: UInt32.self)
      unsafe add(UnsafeMutableRawPointer(ring.raw), 384 + 8 * (Int(mask) + 1))
    }
  }

  private func add(_ place: UnsafeMutableRawPointer, _ length: Int) {
    unsafe pieces.append((place, length, .allocate(byteCount: length, alignment: 64)))
  }

  deinit { for piece in unsafe pieces { unsafe piece.copy.deallocate() } }

  func keep() {
    for piece in unsafe pieces {
      unsafe piece.copy.copyMemory(from: piece.place, byteCount: piece.length)
    }
  }

  func putBack() {
    for piece in unsafe pieces {
      unsafe piece.place.copyMemory(from: piece.copy, byteCount: piece.length)
    }
  }
}
