// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
package import SPPModel

/// Recovers what a dead lcore held, as its journal proves; in the primary, after the kernel has said that the process is
/// gone and before a successor may take the lcore.
///
/// Nothing that somebody may still hold is ever given back: what cannot be proved is left out and counted.
@safe
package struct Undertaker {
  /// What was done for one lcore.
  package struct Burial: Hashable, Sendable {
    /// Buffers given back to their pool.
    package var freed = 0
    /// Buffers of an interrupted section that were in the pool already.
    package var present = 0
    /// Ring sides whose head was brought back.
    package var rings = 0
    /// Magazines given back.
    package var magazines = 0
    /// Buffers that nobody can prove to be free: lost until an inventory.
    package var lost = 0

    package static let none = Burial()

    package static func + (a: Burial, b: Burial) -> Burial {
      Burial(
        freed: a.freed + b.freed, present: a.present + b.present, rings: a.rings + b.rings,
        magazines: a.magazines + b.magazines, lost: a.lost + b.lost)
    }
  }

  private let journal: Journal
  private let pools: [PacketPool]
  private let ring: (UInt8) -> Ring?

  /// - Parameter ring: The ring of a number, or nil when there is none.
  package init(_ journal: Journal, pools: [PacketPool], ring: @escaping (UInt8) -> Ring?) {
    self.journal = journal
    self.pools = pools
    self.ring = ring
  }

  /// Buries one lcore. Calling it again finds nothing to do.
  package func bury(_ lcore: LcoreID) -> Burial {
    var burial = Burial()
    let slot = unsafe journal.slot(Int(lcore.number))
    let section = unsafe slot + Journal.section
    let owned = ownedMagazines(lcore)
    let present = objects(in: owned)
    let taken = unsafe finishedGets(section, lcore, &burial)
    let isTrusted = unsafe cdpdk_load32(section + 8) <= 1
    for hand in [0, Journal.rightHand] {
      unsafe open(slot + hand, taken: taken, present: present, isTrusted: isTrusted, &burial)
    }
    for magazine in owned { giveBack(magazine, &burial) }
    for pool in pools { pool.depot?.forget(lane: Int(lcore.number)) }
    unsafe cdpdk_commit64(section, 0)
    unsafe cdpdk_commit32(section + 8, 0)
    return burial
  }

  // MARK: Magazines

  private struct Magazine {
    let pool: PacketPool
    let depot: Depot
    let index: Int
  }

  private func ownedMagazines(_ lcore: LcoreID) -> [Magazine] {
    let owner = Depot.owned + UInt32(lcore.number)
    return pools.flatMap { pool -> [Magazine] in
      guard let depot = pool.depot else { return [] }
      return (0..<depot.magazines).compactMap { index in
        unsafe cdpdk_load32_acquire(depot.owner(index)) == owner
          ? Magazine(pool: pool, depot: depot, index: index) : nil
      }
    }
  }

  private func length(_ depot: Depot, _ magazine: Int) -> Int {
    min(unsafe Int(cdpdk_load32(depot.magazine(magazine))), Depot.capacity)
  }

  /// Buffers that lie below the lengths: in the pool, whatever the journal says.
  private func objects(in magazines: [Magazine]) -> Set<UInt> {
    var found: Set<UInt> = []
    for magazine in magazines {
      let objects = unsafe Depot.objects(magazine.depot.magazine(magazine.index))
      for index in 0..<length(magazine.depot, magazine.index) { found.insert(UInt(bitPattern: unsafe objects[index])) }
    }
    return found
  }

  /// A full magazine goes back as it is; the buffers of another go to the undertaker's own.
  private func giveBack(_ magazine: Magazine, _ burial: inout Burial) {
    burial.magazines += 1
    let depot = magazine.depot
    let count = length(depot, magazine.index)
    guard count < Depot.capacity else { return depot.release(magazine.index, as: Depot.full) }
    let memory = unsafe depot.magazine(magazine.index)
    if count > 0, unsafe MagazineOperations.put(magazine.pool.raw, Depot.objects(memory), count) != 0 {
      burial.lost += count
    }
    unsafe cdpdk_commit32(memory, 0)
    depot.release(magazine.index, as: Depot.empty)
  }

  // MARK: The section

  /// What the section took from pools: a get that was named but not committed never happened.
  private func finishedGets(_ section: UnsafeMutableRawPointer, _ lcore: LcoreID, _ burial: inout Burial) -> [UInt] {
    let word = unsafe cdpdk_load64(section)
    var got = SectionWord.got(word)
    if word & SectionWord.pending != 0,
      let depot = pools.compactMap(\.depot).first(where: { $0.poolIndex == UInt64(SectionWord.pool(word)) }),
      SectionWord.magazine(word) < depot.magazines
    {
      let magazine = SectionWord.magazine(word)
      let isOwned = unsafe cdpdk_load32(depot.owner(magazine)) == Depot.owned + UInt32(lcore.number)
      let left = SectionWord.length(word) - SectionWord.count(word)
      if isOwned, unsafe Int(cdpdk_load32(depot.magazine(magazine))) == left { got += SectionWord.count(word) }
    }
    burial.lost += SectionWord.overflow(word)
    let record = unsafe (section + 64).assumingMemoryBound(to: UInt.self)
    return (0..<min(got, Journal.gotCapacity)).map { unsafe record[$0] }
  }

  // MARK: A hand

  private func open(
    _ hand: UnsafeMutableRawPointer, taken: [UInt], present: Set<UInt>, isTrusted: Bool, _ burial: inout Burial
  ) {
    let word = unsafe cdpdk_load64(hand)
    let held = unsafe (hand + 64).assumingMemoryBound(to: UInt.self)
    let offset = min(Int(word >> 40 & 0xff), 64)
    let end = min(Int(word >> 32 & 0xff), 64)
    let tail = UInt32(truncatingIfNeeded: word)
    let named = ring(UInt8(word >> 48 & 0xff))
    func range(_ from: Int, _ to: Int) -> [UInt] { from < to ? (from..<to).map { unsafe held[$0] } : [] }
    switch word >> 56 {
    case 2: free(range(offset, end), &burial)
    case 3:
      guard let named else { break }
      if unsafe cdpdk_ring_void_consumer(named.raw) != 0 { burial.rings += 1 }
      free(range(0, min(Int(named.takenCount &- tail), 32)), &burial)
    case 4:
      guard let named else { break }
      if unsafe cdpdk_ring_void_producer(named.raw) != 0 { burial.rings += 1 }
      free(range(offset + min(Int(named.putCount &- tail), 32), end), &burial)
    case 5:
      var seen: Set<UInt> = []
      for object in range(offset, end) + taken where seen.insert(object).inserted {
        if present.contains(object) {
          burial.present += 1
        } else if isTrusted {
          freeSegment(object, &burial)
        } else {
          burial.lost += 1
        }
      }
    default: break
    }
    unsafe cdpdk_commit64(hand, 0)
  }

  /// Whole packets, whose links nobody touched.
  private func free(_ packets: [UInt], _ burial: inout Burial) {
    for packet in packets {
      var segment = packet
      var count = 0
      while segment != 0, count < 256, isBuffer(segment), let raw = unsafe OpaquePointer(bitPattern: segment) {
        let next = unsafe cdpdk_mbuf_next(raw)
        freeSegment(segment, &burial)
        segment = UInt(bitPattern: unsafe next)
        count += 1
      }
      if segment != 0 { burial.lost += 1 }
    }
  }

  private func freeSegment(_ object: UInt, _ burial: inout Burial) {
    guard isBuffer(object), let raw = unsafe OpaquePointer(bitPattern: object) else {
      burial.lost += 1
      return
    }
    unsafe cdpdk_mbuf_make_raw(raw)
    unsafe cdpdk_raw_put(cdpdk_mbuf_pool(raw), raw)
    burial.freed += 1
  }

  /// Whether the address is a buffer of one of our pools: a dying process may have written anything.
  private func isBuffer(_ object: UInt) -> Bool {
    pools.contains { pool in unsafe cdpdk_pool_has(pool.raw, object) }
  }
}
