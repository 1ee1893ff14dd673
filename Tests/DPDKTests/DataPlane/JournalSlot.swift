// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Testing

/// An lcore's slot of the journal as bytes in shared memory, to leave it as a killed lcore would.
///
/// `Journal` and `HandWord` say what lies where.
@safe
struct JournalSlot {
  enum Side: Int, CaseIterable {
    case left = 0
    case right = 576
  }

  private let base: UnsafeMutableRawPointer

  init(lcore: Int) throws {
    unsafe base = try #require(Memzone.lookup("SPP_JOURNAL")).address + 9920 * lcore
  }

  func word(_ side: Side = .left) -> UInt64 { unsafe (base + side.rawValue).load(as: UInt64.self) }
  func setWord(_ word: UInt64, _ side: Side = .left) {
    unsafe (base + side.rawValue).storeBytes(of: word, as: UInt64.self)
  }

  func packet(_ index: Int, _ side: Side = .left) -> UInt {
    unsafe (base + side.rawValue + 64 + 8 * index).load(as: UInt.self)
  }
  func setPacket(_ index: Int, _ address: UInt, _ side: Side = .left) {
    unsafe (base + side.rawValue + 64 + 8 * index).storeBytes(of: address, as: UInt.self)
  }

  /// The get journal of the section.
  var section: UInt64 { unsafe (base + 1152).load(as: UInt64.self) }
  func setSection(_ word: UInt64) { unsafe (base + 1152).storeBytes(of: word, as: UInt64.self) }
  /// Magazines given away in the section.
  func setGiven(_ count: UInt32) {
    unsafe (base + 1160).storeBytes(of: count, as: UInt32.self)
  }
  func setTaken(_ index: Int, _ address: UInt) {
    unsafe (base + 1216 + 8 * index).storeBytes(of: address, as: UInt.self)
  }

  /// What an lcore writes before it begins something.
  enum Word {
    static func make(
      _ operation: UInt64, argument: UInt64 = 0, _ offset: UInt64 = 0, _ end: UInt64 = 0,
      tail: UInt32 = 0
    ) -> UInt64 {
      operation << 56 | argument << 48 | offset << 40 | end << 32 | UInt64(tail)
    }
    static func take(_ ring: Ring, tail: UInt32) -> UInt64 {
      make(3, argument: UInt64(ring.index), tail: tail)
    }
    static func give(_ ring: Ring, _ offset: UInt64, _ end: UInt64, tail: UInt32) -> UInt64 {
      make(4, argument: UInt64(ring.index), offset, end, tail: tail)
    }
    /// A section that works on the first `touched` packets of those held.
    static func section(_ offset: UInt64, _ end: UInt64, touched: UInt64) -> UInt64 {
      make(5, argument: touched, offset, end)
    }
    /// A get of `count` buffers from a magazine that had `length`, after `got` others.
    static func pendingGet(pool: UInt64, magazine: Int, length: Int, count: Int, got: Int) -> UInt64
    {
      1 << 63 | pool << 59 | UInt64(magazine) << 45 | UInt64(length) << 36 | UInt64(count) << 27
        | UInt64(got) << 16
    }
  }
}

extension Ring {
  /// The words that a put and a take move before they commit: `prod.head` and `cons.head` of `rte_ring`.
  enum Side: Int {
    case producer = 128
    case consumer = 256
  }

  func head(_ side: Side) -> UInt32 {
    unsafe UnsafeRawPointer(raw).load(fromByteOffset: side.rawValue, as: UInt32.self)
  }
  func setHead(_ side: Side, _ value: UInt32) {
    unsafe UnsafeMutableRawPointer(raw).storeBytes(
      of: value, toByteOffset: side.rawValue, as: UInt32.self)
  }

  /// Nobody is within a put or a take.
  func expectStill(_ comment: Comment? = nil) {
    #expect(head(.producer) == putCount, comment)
    #expect(head(.consumer) == takenCount, comment)
  }
}

extension Hand {
  /// Takes fresh buffers; there are some.
  mutating func fill(_ count: Int = 32, from pool: PacketPool) {
    let isFilled = allocate(count, from: pool)
    #expect(isFilled)
  }
}

extension Undertaker.Burial {
  /// A burial that found only this.
  static func found(rings: Int = 0, magazines: Int = 0) -> Undertaker.Burial {
    var burial = Undertaker.Burial.none
    burial.rings = rings
    burial.magazines = magazines
    return burial
  }
}
