// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Testing

/// All magazines of a pool as bytes in shared memory, read by their layout and not by the code under test.
///
/// `Depot` says what lies where.
@safe
struct DepotWalk {
  let base: UnsafeMutableRawPointer
  let magazines: Int
  private let size: Int
  /// Every buffer that lies below a magazine's length.
  private(set) var buffers: Set<UInt> = []
  /// How many of them lie there more than once.
  private(set) var doubled = 0

  init(_ pool: PacketPool) throws {
    unsafe base = try unsafe #require(cdpdk_mempool_data(pool.raw))
    unsafe magazines = Int(base.load(as: UInt32.self))
    size = pool.size
    for magazine in 0..<magazines {
      for index in 0..<min(length(magazine), 256)
      where !buffers.insert(object(magazine, index)).inserted {
        doubled += 1
      }
    }
  }

  /// Each buffer of the pool lies in a magazine, once.
  func expectWhole(_ comment: Comment? = nil) {
    #expect(buffers.count == size, comment)
    #expect(doubled == 0, comment)
    for magazine in 0..<magazines {
      #expect(length(magazine) <= 256, comment)
      // 0 is empty, 1 full, the others have an owner.
      if owner(magazine) < 2 { #expect(length(magazine) == Int(owner(magazine)) * 256, comment) }
    }
  }

  private var first: Int { (64 + 64 * 128 + 4 * magazines + 63) / 64 * 64 }

  func place(_ magazine: Int) -> UnsafeMutableRawPointer { unsafe base + first + 2112 * magazine }
  func length(_ magazine: Int) -> Int { unsafe Int(place(magazine).load(as: UInt32.self)) }
  func setLength(_ magazine: Int, _ length: Int) {
    unsafe place(magazine).storeBytes(of: UInt32(length), as: UInt32.self)
  }
  func object(_ magazine: Int, _ index: Int) -> UInt {
    unsafe place(magazine).load(fromByteOffset: 64 + 8 * index, as: UInt.self)
  }
  func owner(_ magazine: Int) -> UInt32 {
    unsafe base.load(fromByteOffset: 64 + 64 * 128 + 4 * magazine, as: UInt32.self)
  }
  func setOwner(_ magazine: Int, _ owner: UInt32) {
    unsafe base.storeBytes(of: owner, toByteOffset: 64 + 64 * 128 + 4 * magazine, as: UInt32.self)
  }

  /// The magazines of an lcore.
  func owned(by lcore: Int) -> [Int] { (0..<magazines).filter { owner($0) == UInt32(2 + lcore) } }
  /// Makes the lcore's other magazine the one that it uses next: both are hints, and either may be first.
  func swapMagazines(of lcore: Int) {
    let lane = unsafe base + 64 + 64 * lcore
    let (loaded, previous) = unsafe (
      lane.load(fromByteOffset: 8, as: Int32.self), lane.load(fromByteOffset: 12, as: Int32.self)
    )
    unsafe lane.storeBytes(of: place(Int(previous)), as: UnsafeMutableRawPointer.self)
    unsafe lane.storeBytes(of: previous, toByteOffset: 8, as: Int32.self)
    unsafe lane.storeBytes(of: loaded, toByteOffset: 12, as: Int32.self)
  }
  /// The magazine that the lcore takes from next.
  func loaded(of lcore: Int) -> Int {
    unsafe Int(base.load(fromByteOffset: 64 + 64 * lcore + 8, as: Int32.self))
  }
}
