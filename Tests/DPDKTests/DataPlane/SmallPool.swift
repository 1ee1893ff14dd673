// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Testing

/// A pool that is soon empty, made once: pools live as long as their group.
///
/// Whoever filled it, the main lcore, keeps two magazines of 256; the others can have the rest.
enum SmallPool {
  private static let made: Result<PacketPool, any Error> = Result {
    _ = try EALFixture.get()
    return try PacketPool.create(name: "small", count: 2000)
  }

  static func get() throws -> PacketPool { try made.get() }
}

/// Buffers that somebody took and does not use.
@safe
final class Hoard {
  private var buffers: [OpaquePointer?] = unsafe []

  var count: Int { unsafe buffers.count }
  var addresses: [UInt] { unsafe buffers.map { UInt(bitPattern: $0) } }

  /// Takes buffers, all or none; whether there were so many.
  func take(_ count: Int, of pool: PacketPool) -> Bool {
    var list = unsafe [OpaquePointer?](repeating: nil, count: count)
    guard unsafe cdpdk_alloc_bulk(pool.raw, &list, UInt32(count)) == 0 else { return false }
    unsafe buffers += list
    return true
  }

  /// Takes all that the calling lcore can have, except so many.
  func takeAll(of pool: PacketPool, but left: Int = 0) {
    while take(1, of: pool) {}
    giveBack(left)
  }

  /// Somebody else has given them back.
  func forget() { unsafe buffers = unsafe [] }

  func giveBack(_ count: Int? = nil) {
    let count = min(count ?? self.count, self.count)
    var list = unsafe Array(buffers.suffix(count))
    unsafe buffers.removeLast(count)
    // One call frees 64 at most.
    for start in stride(from: 0, to: count, by: 64) {
      unsafe list.withUnsafeMutableBufferPointer { buffer in
        unsafe cdpdk_free_bulk(
          buffer.baseAddress.unsafelyUnwrapped + start, UInt32(min(64, count - start)))
      }
    }
  }
}
