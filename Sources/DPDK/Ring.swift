// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK

/// A ring of packets shared by name: one lcore puts, one takes. A lookup: rings live as long as the primary.
@safe @frozen
public struct Ring: Sendable {
  /// The C object, for functions that take an untyped `rte_ring *`.
  public nonisolated(unsafe) let raw: OpaquePointer
  /// Its number, as in `ring:3`; the journal names it by this.
  public let index: UInt8

  public init(raw: OpaquePointer, index: UInt8) {
    unsafe self.raw = raw
    self.index = index
  }

  /// The name of ring `index` in shared memory, as Soft Patch Panel's secondaries know it.
  public static func name(_ index: UInt8) -> String { "eth_ring\(index)" }

  /// Makes ring `index`; in the primary.
  ///
  /// - Parameters:
  ///   - capacity: Packets, a power of two. One slot stays empty, so `capacity - 1` fit.
  ///   - socket: NUMA node, or -1 for any.
  /// - Throws: `DPDKError` — `EEXIST` it exists, `ENOMEM` no memory, `EINVAL` not a power of two.
  ///
  /// The corresponding C function is `rte_ring_create`.
  public static func create(_ index: UInt8, capacity: UInt32, socket: Int32 = -1) throws(DPDKError)
    -> Ring
  {
    let flags = UInt32(RING_F_SP_ENQ | RING_F_SC_DEQ)
    guard let raw = unsafe rte_ring_create(name(index), capacity, socket, flags) else {
      throw .last("rte_ring_create", name(index))
    }
    return unsafe Ring(raw: raw, index: index)
  }

  /// Finds ring `index`, or nil.
  ///
  /// The corresponding C function is `rte_ring_lookup`.
  public static func lookup(_ index: UInt8) -> Ring? {
    unsafe rte_ring_lookup(name(index)).map { unsafe Ring(raw: $0, index: index) }
  }

  /// Gives the ring's memory back; in the primary, when no process uses it and it is empty.
  ///
  /// The corresponding C function is `rte_ring_free`.
  public func free() { unsafe rte_ring_free(raw) }

  /// Packets in the ring.
  ///
  /// The corresponding C function is `rte_ring_count`.
  public var count: Int { unsafe Int(rte_ring_count(raw)) }

  /// Packets put so far, modulo 2^32.
  public var putCount: UInt32 { unsafe cdpdk_ring_producer_tail(raw) }
  /// Packets taken so far, modulo 2^32.
  public var takenCount: UInt32 { unsafe cdpdk_ring_consumer_tail(raw) }
}
