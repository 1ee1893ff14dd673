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
    /// Buffers that the journal names and that were in the pool already.
    package var present = 0
    /// Ring sides whose head was brought back.
    package var rings = 0
    /// Magazines given back.
    package var magazines = 0
    /// Buffers that nobody can prove to be free, at least so many: lost until an inventory.
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
    let hands = [0, Journal.rightHand].filter { unsafe cdpdk_load64(slot + $0) != 0 }
    let record = unsafe Record(
      taken: finishedGets(section, lcore), isTrusted: cdpdk_load32(section + 8) <= 1,
      overflow: SectionWord.overflow(cdpdk_load64(section)))
    var named = Set(record.taken)
    for hand in hands { unsafe name(slot + hand, &named) }
    var settled = hands.isEmpty ? [] : inPool(named)
    for hand in hands { unsafe open(slot + hand, record, &settled, &burial) }
    for magazine in ownedMagazines(lcore) { giveBack(magazine, &burial) }
    for pool in pools { pool.depot?.forget(lane: Int(lcore.number)) }
    unsafe cdpdk_commit64(section, 0)
    unsafe cdpdk_commit32(section + 8, 0)
    return burial
  }

  /// What the section's record says.
  private struct Record {
    /// Buffers taken from pools.
    let taken: [UInt]
    /// False when more than one magazine was given away: buffers of the section may be in them.
    let isTrusted: Bool
    /// Buffers taken that found no room in the record.
    let overflow: Int
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

  /// Those of the addresses that lie below a magazine's length: they are in the pool, whatever the journal says.
  ///
  /// Others use their magazines meanwhile, but what the dead lcore holds they cannot put there.
  private func inPool(_ addresses: Set<UInt>) -> Set<UInt> {
    var found: Set<UInt> = []
    for depot in pools.compactMap(\.depot) {
      for magazine in 0..<depot.magazines {
        let objects = unsafe Depot.objects(depot.magazine(magazine))
        for index in 0..<length(depot, magazine) {
          let object = unsafe UInt(bitPattern: objects[index])
          if addresses.contains(object) { found.insert(object) }
        }
      }
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
    if count > 0,
      unsafe MagazineOperations.put(magazine.pool.raw, Depot.objects(memory), count) != 0
    {
      burial.lost += count
    }
    unsafe cdpdk_commit32(memory, 0)
    depot.release(magazine.index, as: Depot.empty)
  }

  // MARK: The section

  /// What the section took from pools: a get that was named but not committed never happened.
  private func finishedGets(_ section: UnsafeMutableRawPointer, _ lcore: LcoreID) -> [UInt] {
    let word = unsafe cdpdk_load64(section)
    var got = SectionWord.got(word)
    if word & SectionWord.pending != 0,
      let depot = pools.compactMap(\.depot).first(where: {
        $0.poolIndex == UInt64(SectionWord.pool(word))
      }),
      SectionWord.magazine(word) < depot.magazines
    {
      let magazine = SectionWord.magazine(word)
      let isOwned = unsafe cdpdk_load32(depot.owner(magazine)) == Depot.owned + UInt32(lcore.number)
      let left = SectionWord.length(word) - SectionWord.count(word)
      if isOwned, unsafe Int(cdpdk_load32(depot.magazine(magazine))) == left {
        got += SectionWord.count(word)
      }
    }
    let record = unsafe (section + 64).assumingMemoryBound(to: UInt.self)
    return (0..<min(got, Journal.gotCapacity)).map { unsafe record[$0] }
  }

  // MARK: A hand

  /// Adds every buffer that the hand may mean.
  private func name(_ hand: UnsafeMutableRawPointer, _ names: inout Set<UInt>) {
    let held = unsafe (hand + 64).assumingMemoryBound(to: UInt.self)
    for index in 0..<(2 * Hand.burst) {
      var segment = unsafe held[index]
      while isBuffer(segment), names.insert(segment).inserted,
        let raw = unsafe OpaquePointer(bitPattern: segment)
      {
        segment = unsafe UInt(bitPattern: cdpdk_mbuf_next(raw))
      }
    }
  }

  /// Gives back what a hand holds. `settled` are the buffers that are in the pool; what is given back comes to them.
  ///
  /// A word that no lcore writes is a wild store's: it proves nothing, and no ring is touched for it.
  private func open(
    _ hand: UnsafeMutableRawPointer, _ record: Record, _ settled: inout Set<UInt>,
    _ burial: inout Burial
  ) {
    let word = unsafe cdpdk_load64(hand)
    let argument = Int(word >> 48 & 0xff)
    let offset = Int(word >> 40 & 0xff)
    let end = Int(word >> 32 & 0xff)
    let tail = UInt32(truncatingIfNeeded: word)
    let held = unsafe (hand + 64).assumingMemoryBound(to: UInt.self)
    func packets(_ from: Int, _ to: Int) -> [UInt] { (from..<to).map { unsafe held[$0] } }
    let isOneBank = offset <= end && end <= (offset < Hand.burst ? Hand.burst : 2 * Hand.burst)
    switch word >> 56 {
    case 2 where isOneBank: free(packets(offset, end), &settled, &burial)
    case 3:
      guard let named = ring(UInt8(argument)), named.takenCount &- tail <= Hand.burst else {
        burial.lost += 1
        break
      }
      if unsafe cdpdk_ring_void_consumer(named.raw) != 0 { burial.rings += 1 }
      free(packets(0, Int(named.takenCount &- tail)), &settled, &burial)
    case 4 where isOneBank:
      guard let named = ring(UInt8(argument)), named.putCount &- tail <= end - offset else {
        burial.lost += end - offset
        break
      }
      if unsafe cdpdk_ring_void_producer(named.raw) != 0 { burial.rings += 1 }
      free(packets(offset + Int(named.putCount &- tail), end), &settled, &burial)
    case 5 where isOneBank && argument <= end - offset:
      freeSection(packets(offset, offset + argument), record, &settled, &burial)
      free(packets(offset + argument, end), &settled, &burial)
    case 6 where isOneBank && argument <= end - offset:
      // The driver may have kept any of these: they are its, or lost.
      burial.lost += argument + record.taken.count + record.overflow
      free(packets(offset + argument, end), &settled, &burial)
    default: burial.lost += max(1, end - offset)
    }
    unsafe cdpdk_commit64(hand, 0)
  }

  /// Segments one by one: a half-freed chain has no links.
  private func freeSection(
    _ touched: [UInt], _ record: Record, _ settled: inout Set<UInt>, _ burial: inout Burial
  ) {
    burial.lost += record.overflow
    for object in touched + record.taken {
      if settled.contains(object) {
        burial.present += 1
      } else if record.isTrusted {
        freeSegment(object, &settled, &burial)
      } else {
        burial.lost += 1
      }
    }
  }

  /// Whole packets, whose links nobody touched.
  private func free(_ packets: [UInt], _ settled: inout Set<UInt>, _ burial: inout Burial) {
    for packet in packets {
      var segment = packet
      while segment != 0 {
        guard !settled.contains(segment) else {
          burial.present += 1
          break
        }
        // Each round settles another buffer, so that a chain which leads back to itself ends.
        guard let next = freeSegment(segment, &settled, &burial) else { break }
        segment = next
      }
    }
  }

  /// Gives one buffer back; returns the address of the next in its chain, or nil when this was no buffer.
  @discardableResult
  private func freeSegment(_ object: UInt, _ settled: inout Set<UInt>, _ burial: inout Burial)
    -> UInt?
  {
    guard isBuffer(object), let raw = unsafe OpaquePointer(bitPattern: object) else {
      burial.lost += 1
      return nil
    }
    let next = unsafe UInt(bitPattern: cdpdk_mbuf_next(raw))
    unsafe cdpdk_mbuf_make_raw(raw)
    unsafe cdpdk_raw_put(cdpdk_mbuf_pool(raw), raw)
    settled.insert(object)
    burial.freed += 1
    return next
  }

  /// Whether the address is a buffer of one of our pools: a dying process may have written anything.
  private func isBuffer(_ object: UInt) -> Bool {
    pools.contains { pool in unsafe cdpdk_pool_has(pool.raw, object) }
  }
}
