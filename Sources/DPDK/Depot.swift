// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK

/// The memory of a packet pool: magazines of 256 buffers, each owned by nobody or by one lcore.
///
/// ```
///   0  u32 magazines, u32 pool index, u64 journal's address, u32 hints[2]    hints: where an EMPTY, a FULL was last seen
///  64  per lcore, 64 bytes: u64 current magazine's address, i32 loaded, i32 previous      its owner's hints; the truth is owner[]
/// ..   u32 owner[magazines]     0 EMPTY, 1 FULL, 2 + lcore.  CAS to claim, store-release to give away
/// ..   magazines, 2,112 bytes each: u32 length, at 64 the pointers
/// ```
/// Buffers in the pool are those below a magazine's length. A FULL magazine holds 256.
@safe
struct Depot {
  static let capacity = 256
  static let stride = 2112
  static let lanes = 64
  static let owners = lanes + 64 * Journal.slots
  static let empty: UInt32 = 0
  static let full: UInt32 = 1
  static let owned: UInt32 = 2
  static let maximumMagazines = 0x3fff

  let base: UnsafeMutableRawPointer

  @inline(__always) @_noLocks init(_ base: UnsafeMutableRawPointer) { unsafe self.base = base }

  /// Magazines that a pool of `size` buffers needs: each lcore may own two, and one in passing.
  static func magazines(for size: Int) -> Int {
    (size + capacity - 1) / capacity + 3 * Journal.slots + 4
  }

  static func magazinesOffset(_ count: Int) -> Int { (owners + 4 * count + 63) / 64 * 64 }
  static func byteCount(_ count: Int) -> Int { magazinesOffset(count) + count * stride }

  /// Makes zeroed memory an empty depot.
  func initialize(magazines: Int, poolIndex: Int, journal: Journal) {
    unsafe base.storeBytes(of: UInt32(magazines), as: UInt32.self)
    unsafe base.storeBytes(of: UInt32(poolIndex), toByteOffset: 4, as: UInt32.self)
    unsafe base.storeBytes(
      of: UInt64(UInt(bitPattern: journal.base)), toByteOffset: 8, as: UInt64.self)
    for lcore in 0..<Journal.slots { forget(lane: lcore) }
  }

  var magazines: Int { @inline(__always) @_noLocks get { unsafe Int(base.load(as: UInt32.self)) } }
  var poolIndex: UInt64 {
    @inline(__always) @_noLocks get { unsafe UInt64(base.load(fromByteOffset: 4, as: UInt32.self)) }
  }

  /// The section record of an lcore.
  @inline(__always) @_noLocks
  func section(_ lcore: Int) -> UnsafeMutableRawPointer {
    let journal = unsafe base.load(fromByteOffset: 8, as: UnsafeMutableRawPointer.self)
    return unsafe journal + (lcore &* Journal.slotSize &+ Journal.section)
  }

  @inline(__always) @_noLocks
  func lane(_ lcore: Int) -> UnsafeMutableRawPointer { unsafe base + (Self.lanes &+ 64 &* lcore) }

  @inline(__always) @_noLocks
  func owner(_ magazine: Int) -> UnsafeMutableRawPointer {
    unsafe base + (Self.owners &+ 4 &* magazine)
  }

  /// A magazine: its length, and 64 bytes on its pointers.
  @inline(__always) @_noLocks
  func magazine(_ index: Int) -> UnsafeMutableRawPointer {
    let offset = (Self.owners &+ 4 &* magazines &+ 63) & ~63
    return unsafe base + (offset &+ index &* Self.stride)
  }

  @inline(__always) @_noLocks
  static func objects(_ magazine: UnsafeMutableRawPointer) -> UnsafeMutablePointer<
    UnsafeMutableRawPointer?
  > {
    unsafe (magazine + 64).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  }

  /// Drops an lcore's hints; its first use claims anew.
  func forget(lane lcore: Int) {
    let lane = unsafe lane(lcore)
    unsafe lane.storeBytes(of: 0, as: UInt64.self)
    unsafe lane.storeBytes(of: -1, toByteOffset: 8, as: Int32.self)
    unsafe lane.storeBytes(of: -1, toByteOffset: 12, as: Int32.self)
  }

  /// Claims a magazine in `state` for an lcore, or returns -1.
  @_noLocks
  func claim(_ state: UInt32, for lcore: Int) -> Int {
    let count = magazines
    let hint = unsafe base + (16 &+ 4 &* Int(state))
    var index = unsafe Int(cdpdk_load32(hint))
    if index >= count { index = 0 }
    for _ in 0..<count {
      let word = unsafe owner(index)
      if unsafe cdpdk_load32(word) == state,
        unsafe cdpdk_claim32(word, state, Self.owned &+ UInt32(truncatingIfNeeded: lcore))
      {
        unsafe cdpdk_store32(hint, UInt32(truncatingIfNeeded: index))
        return index
      }
      index &+= 1
      if index == count { index = 0 }
    }
    return -1
  }

  /// Gives a magazine away; release pairs with the acquire in `claim`.
  @inline(__always) @_noLocks
  func release(_ magazine: Int, as state: UInt32) {
    unsafe cdpdk_store32(base + (16 &+ 4 &* Int(state)), UInt32(truncatingIfNeeded: magazine))
    unsafe cdpdk_store32_release(owner(magazine), state)
  }

  /// Buffers in the pool; exact when nobody is in a section.
  var available: Int {
    (0..<magazines).reduce(0) { sum, index in unsafe sum + Int(cdpdk_load32(magazine(index))) }
  }
}
