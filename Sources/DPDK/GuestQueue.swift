// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK
public import Synchronization

/// A guest's queue pair as an lcore uses it, or all its pairs. A view: its `GuestDevice` outlives it.
///
/// What happens to the pool inside, for the journal: `dequeue` is a section with at most `max` gets (a packed ring takes
/// all of them even when it is empty) and at most `max` puts (those of them not used); a RARP packet that librte_vhost
/// injects after a migration counts among the `max`. Chains are never made. `enqueue` touches no pool.
@safe @frozen
public struct GuestQueue: BitwiseCopyable, @unchecked Sendable {
  /// What librte_vhost handles in one call.
  @inlinable public static var burst: UInt16 { @inline(__always) @_noLocks get { 32 } }

  @usableFromInline let state: UnsafeMutablePointer<GuestState>
  /// The `rte_mempool`.
  @usableFromInline let pool: OpaquePointer
  /// -1 for all pairs.
  @usableFromInline let pair: Int

  init(state: UnsafeMutablePointer<GuestState>, pool: OpaquePointer, pair: Int?) {
    unsafe self.state = state
    unsafe self.pool = pool
    self.pair = pair ?? -1
  }

  /// Whether a guest runs behind the port.
  @inlinable public var isConnected: Bool {
    @inline(__always) @_noLocks get { unsafe state.pointee.guest.load(ordering: .relaxed) >= 0 }
  }

  /// The MTU that the guest was told by its own host, or 0 when none was.
  @inlinable public var mtu: UInt16 {
    @inline(__always) @_noLocks get { unsafe state.pointee.mtu.load(ordering: .relaxed) }
  }

  /// Takes packets that the guest sent; from one pair in each call, in turn over those that have some.
  ///
  /// Each has one segment and at most the pool's data room; the library drops what is longer. Its length may be
  /// anything from 0: only the guest has seen it.
  /// - Returns: How many; `objects` beyond them are undefined.
  ///
  /// The corresponding C function is `rte_vhost_dequeue_burst`.
  @inlinable @_noLocks
  public func dequeue(into objects: UnsafeMutablePointer<OpaquePointer?>, max: UInt16) -> UInt16 {
    // Acquire pairs with the release in `guestStarted`.
    let guest = unsafe state.pointee.guest.load(ordering: .acquiring)
    guard guest >= 0 else { return 0 }
    let mask = unsafe state.pointee.transmitting.load(ordering: .relaxed)
    if pair >= 0 || mask == 1 {
      let named = pair >= 0 ? pair : 0
      guard mask & bit(named) != 0, isWorthPolling(guest, named) else { return 0 }
      return unsafe poll(guest, named, objects, max)
    }
    var next = unsafe state.pointee.lastPair.load(ordering: .relaxed)
    for _ in 0..<mask.nonzeroBitCount {
      let later = mask & (~0 << UInt64(truncatingIfNeeded: next &+ 1))
      next = (later != 0 ? later : mask).trailingZeroBitCount
      guard isWorthPolling(guest, next) else { continue }
      let taken = unsafe poll(guest, next, objects, max)
      // An empty packed ring has used up the puts that one section may have.
      guard unsafe taken > 0 || state.pointee.isPacked.load(ordering: .relaxed) else { continue }
      unsafe state.pointee.lastPair.store(next, ordering: .relaxed)
      return taken
    }
    return 0
  }

  /// Copies packets into buffers that the guest offers, at most 32; frees none.
  ///
  /// Requests for a checksum are handed on, or answered when the guest did not negotiate that. A frame longer than the
  /// guest's buffers ends the burst before it.
  /// - Returns: How many of the first `count` the guest has now.
  ///
  /// The corresponding C function is `rte_vhost_enqueue_burst`.
  @inlinable @_noLocks
  public func enqueue(_ objects: UnsafeMutablePointer<OpaquePointer?>, count: UInt16) -> UInt16 {
    let guest = unsafe state.pointee.guest.load(ordering: .acquiring)
    guard guest >= 0, count > 0 else { return 0 }
    let mask = unsafe state.pointee.receiving.load(ordering: .relaxed)
    // One queue when none was named: packets of a flow stay in order.
    let pair = self.pair >= 0 ? self.pair : mask.trailingZeroBitCount
    guard mask & bit(pair) != 0 else { return 0 }
    let vring = UInt16(truncatingIfNeeded: pair &* 2)
    let sent = Swift.min(count, Self.burst)
    if unsafe !state.pointee.takesPartialChecksums.load(ordering: .relaxed),
      unsafe Checksum.isRequested(objects, Int(sent))
    {
      unsafe Checksum.finish(objects, Int(sent))
    }
    let taken = unsafe cdpdk_guest_enqueue(guest, vring, objects, sent)
    if taken > 0, unsafe state.pointee.kickingReceive.load(ordering: .relaxed) & bit(pair) != 0 {
      unsafe state.pointee.kickingReceive.bitwiseAnd(~bit(pair), ordering: .relaxed)
      cdpdk_guest_disable_kicks(guest, vring)
    }
    return taken
  }

  @inlinable @inline(__always) @_noLocks
  func bit(_ pair: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: pair) }

  @inlinable @inline(__always) @_noLocks
  func poll(
    _ guest: Int32, _ pair: Int, _ objects: UnsafeMutablePointer<OpaquePointer?>, _ max: UInt16
  ) -> UInt16 {
    let vring = UInt16(truncatingIfNeeded: pair &* 2 &+ 1)
    let taken = unsafe cdpdk_guest_dequeue(guest, vring, pool, objects, Swift.min(max, Self.burst))
    let idle = unsafe state.pointee.idle.load(ordering: .relaxed)
    let next = taken == 0 ? idle | bit(pair) : idle & ~bit(pair)
    if next != idle { unsafe state.pointee.idle.store(next, ordering: .relaxed) }
    // Only where something was taken, and so the ring's memory is there: librte_vhost does not look before it writes.
    if taken > 0, unsafe state.pointee.kickingTransmit.load(ordering: .relaxed) & bit(pair) != 0 {
      unsafe state.pointee.kickingTransmit.bitwiseAnd(~bit(pair), ordering: .relaxed)
      cdpdk_guest_disable_kicks(guest, vring)
    }
    if taken > 0, unsafe cdpdk_mbuf_all_flags(objects, UInt32(taken)) != 0 {
      unsafe Checksum.adopt(objects, Int(taken))
    }
    return taken
  }

  /// Whether to poll the pair: looks into a packed ring that had nothing before, where polling costs a burst of gets
  /// and puts. An empty split ring costs nothing.
  @inlinable @inline(__always) @_noLocks
  func isWorthPolling(_ guest: Int32, _ pair: Int) -> Bool {
    guard unsafe state.pointee.isPacked.load(ordering: .relaxed),
      unsafe state.pointee.idle.load(ordering: .relaxed) & bit(pair) != 0
    else { return true }
    return cdpdk_guest_has_packets(guest, UInt16(truncatingIfNeeded: pair &* 2 &+ 1))
  }
}
