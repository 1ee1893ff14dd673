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

  /// What a burial relies on, by name: tests leave one out each, and must see that buffers are lost or doubled then.
  package struct Rules: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// What lies in a magazine is in the pool, whatever the journal says.
    package static let magazinesCount = Rules(rawValue: 1)
    /// A get that was named happened when the magazine is as long as after it.
    package static let pendingGetsCount = Rules(rawValue: 2)
    /// What a section took, and the segments of the chain that it frees, are in its record.
    package static let recordCounts = Rules(rawValue: 4)
    /// A ring's tail says how much of a transfer happened.
    package static let tailsCount = Rules(rawValue: 8)
    /// A ring's head that was moved for nothing comes back.
    package static let headsReturn = Rules(rawValue: 16)

    package static let all: Rules = [
      .magazinesCount, .pendingGetsCount, .recordCounts, .tailsCount, .headsReturn,
    ]
  }

  let journal: Journal
  let pools: [PacketPool]
  private let ring: (UInt8) -> Ring?
  let rules: Rules

  /// - Parameter ring: The ring of a number, or nil when there is none.
  package init(
    _ journal: Journal, pools: [PacketPool], rules: Rules = .all,
    ring: @escaping (UInt8) -> Ring?
  ) {
    self.journal = journal
    self.pools = pools
    self.rules = rules
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
    var settled = hands.isEmpty || !rules.contains(.magazinesCount) ? [] : inPool(named)
    for hand in hands { unsafe open(slot + hand, record, &settled, &burial) }
    for magazine in ownedMagazines(lcore) { giveBack(magazine, &burial) }
    for pool in pools { pool.depot?.forget(lane: Int(lcore.number)) }
    unsafe cdpdk_commit64(section, 0)
    unsafe cdpdk_commit32(section + 8, 0)
    unsafe cdpdk_store64_release(journal.mark(Int(lcore.number)), Halt.atRest)
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
      if rules.contains(.headsReturn), unsafe cdpdk_ring_void_consumer(named.raw) != 0 {
        burial.rings += 1
      }
      free(packets(0, moved(named.takenCount, since: tail)), &settled, &burial)
    case 4 where isOneBank:
      guard let named = ring(UInt8(argument)), named.putCount &- tail <= end - offset else {
        burial.lost += end - offset
        break
      }
      if rules.contains(.headsReturn), unsafe cdpdk_ring_void_producer(named.raw) != 0 {
        burial.rings += 1
      }
      free(packets(offset + moved(named.putCount, since: tail), end), &settled, &burial)
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

  /// How far a ring's end has come since the journal named it.
  private func moved(_ now: UInt32, since tail: UInt32) -> Int {
    rules.contains(.tailsCount) ? Int(now &- tail) : 0
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
