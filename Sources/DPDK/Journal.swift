// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
package import SPPModel

/// The shared memory of all hands: what each lcore holds and what it is about to do with it.
///
/// One slot per lcore id, written by that lcore only; after its death by the undertaker only. A slot is two hands and
/// the record of what the pool operations did in the current section.
/// ```
///      0  left hand    u64 word at 0, 64 pointers at 64
///    576  right hand   the same
///   1152  section      u64 get journal at 0, u32 magazines given away at 8, 1,088 pointers at 64
///   9920  next slot
/// ```
/// Behind the slots lies where the lcores are asked to stand still (`Halt`).
@safe
public struct Journal: @unchecked Sendable {
  static let zoneName = "SPP_JOURNAL"
  /// One slot for each lcore id; a literal, so that the hot loop sees a constant.
  static let slots = 128
  static let slotSize = 9920
  static let rightHand = 576
  static let section = 1152
  /// Pointers that one section can name as taken from pools.
  static let gotCapacity = 1088

  /// Whether this program keeps one: false for the benchmark's build without, whose death loses buffers.
  public static var isKept: Bool { CDPDK_KEEPS_JOURNAL }

  let base: UnsafeMutableRawPointer

  /// Makes the journal; once, in the primary, before any pool.
  ///
  /// - Throws: `DPDKError` — `ENOMEM` no memory, `EEXIST` made before.
  public static func create() throws(DPDKError) -> Journal {
    unsafe Journal(base: try Memzone.reserve(zoneName, length: size).address)
  }

  /// The journal that the primary made, or nil.
  public static func lookup() -> Journal? {
    guard let zone = Memzone.lookup(zoneName), zone.length >= size else {
      return nil
    }
    return unsafe Journal(base: zone.address)
  }

  func slot(_ lcore: Int) -> UnsafeMutableRawPointer { unsafe base + lcore * Self.slotSize }

  /// The hand of an lcore for its bursts. Only that lcore may use it.
  package func left(_ lcore: LcoreID) -> Hand {
    let slot = unsafe slot(Int(lcore.number))
    return unsafe Hand(slot, section: slot + Self.section)
  }

  /// The hand of an lcore for copies. Only that lcore may use it.
  package func right(_ lcore: LcoreID) -> Hand {
    let slot = unsafe slot(Int(lcore.number))
    return unsafe Hand(slot + Self.rightHand, section: slot + Self.section)
  }
}

/// The word of a hand: `op:8 | argument:8 | offset:8 | end:8 | tail:32`, one store per change of state.
///
/// Operation 6 is a section of a driver that keeps buffers between calls (a tap's receive queue, a NIC's descriptors):
/// what it took or was given may be the driver's. The argument is a ring's number; in a section, how many of the packets held it may free. The others are whole.
@frozen
public enum HandWord {
  @inlinable @inline(__always) @_noLocks
  static func hold(_ offset: Int, _ end: Int) -> UInt64 {
    2 << 56 | UInt64(truncatingIfNeeded: offset) << 40 | UInt64(truncatingIfNeeded: end) << 32
  }
  @inlinable @inline(__always) @_noLocks
  static func take(ring: UInt8, tail: UInt32) -> UInt64 {
    3 << 56 | UInt64(ring) << 48 | UInt64(tail)
  }
  @inlinable @inline(__always) @_noLocks
  static func give(ring: UInt8, _ offset: Int, _ end: Int, tail: UInt32) -> UInt64 {
    4 << 56 | UInt64(ring) << 48 | UInt64(truncatingIfNeeded: offset) << 40
      | UInt64(truncatingIfNeeded: end) << 32 | UInt64(tail)
  }
  @inlinable @inline(__always) @_noLocks
  static func section(_ offset: Int, _ end: Int, touched: Int, keeps: Bool = false) -> UInt64 {
    (keeps ? 6 : 5) << 56 | UInt64(truncatingIfNeeded: touched) << 48 | UInt64(
      truncatingIfNeeded: offset) << 40
      | UInt64(truncatingIfNeeded: end) << 32
  }
}

/// The get journal of a section: `pending:1 | pool:3 | magazine:14 | length:9 | count:9 | got:11 | overflow:15`.
enum SectionWord {
  static let pending: UInt64 = 1 << 63
  @inline(__always) @_noLocks
  static func make(
    _ pool: UInt64, _ magazine: Int, _ length: Int, _ count: Int, _ got: Int, _ overflow: Int
  ) -> UInt64 {
    let place =
      pool << 59 | UInt64(truncatingIfNeeded: magazine) << 45 | UInt64(truncatingIfNeeded: length)
      << 36
    let taken = UInt64(truncatingIfNeeded: count) << 27 | UInt64(truncatingIfNeeded: got) << 16
    return place | taken | UInt64(truncatingIfNeeded: overflow)
  }
  @inline(__always) @_noLocks static func pool(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: word >> 59) & 0x7
  }
  @inline(__always) @_noLocks static func magazine(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: word >> 45) & 0x3fff
  }
  @inline(__always) @_noLocks static func length(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: word >> 36) & 0x1ff
  }
  @inline(__always) @_noLocks static func count(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: word >> 27) & 0x1ff
  }
  @inline(__always) @_noLocks static func got(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: word >> 16) & 0x7ff
  }
  @inline(__always) @_noLocks static func overflow(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: word) & 0x7fff
  }
}
