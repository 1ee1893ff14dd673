// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import SPPModel
import Testing

/// Lcore 2 does something up to one instruction, "dies", and is buried.
@Suite(.eal, .serialized)
struct UndertakerTests {
  private let pool: PacketPool
  private let journal: Journal
  private let slot: JournalSlot
  private let lcore: LcoreID

  init() throws {
    pool = try EALFixture.get().pool
    journal = try EALFixture.get().journal
    slot = try JournalSlot(lcore: 2)
    lcore = try LcoreID(2)
    // Other tests have let it work, and die.
    _ = try bury()
  }

  /// Buries lcore 2; then it is empty, its magazines are nobody's, and a second burial finds nothing.
  private func bury(_ rings: TestRing...) throws -> Undertaker.Burial {
    let undertaker = Undertaker(journal, pools: [pool, try SmallPool.get()]) { index in
      rings.first { $0.ring.index == index }?.ring
    }
    let burial = undertaker.bury(lcore)
    #expect(undertaker.bury(lcore) == .none)
    #expect(try DepotWalk(pool).owned(by: 2).isEmpty)
    for side in [JournalSlot.Side.left, .right] { #expect(slot.word(side) == 0) }
    for ring in rings { ring.ring.expectStill() }
    return burial
  }

  private func expectWhole(_ comment: Comment? = nil) throws {
    try DepotWalk(pool).expectWhole(comment)
  }

  private var whole: [UInt8] { Frame().bytes }

  // MARK: Outside of transfers

  @Test func `an idle lcore leaves its magazines, full and partly filled`() throws {
    let hoard = Hoard()
    try LcoreTask.run(2) {
      _ = hoard.take(600, of: pool)
      hoard.giveBack()
    }
    let owned = try DepotWalk(pool).owned(by: 2).count
    #expect(owned >= 2)
    let burial = try bury()
    #expect(burial == Undertaker.Burial.found(magazines: owned))
    try expectWhole()
  }

  @Test func `what is held is given back, from either bank and after a part was sent`() throws {
    let ring = try TestRing(0, capacity: 8)
    for isFlipped in [false, true] {
      try LcoreTask.run(2) {
        var hand = journal.left(lcore)
        hand.fill(from: pool)
        if isFlipped {
          for index in 0..<32 { hand.place(hand.packet(index), at: 31 - index) }
          hand.flip()
        }
        let sent = hand.give(10, to: ring.ring)
        #expect(sent == 7)
      }
      #expect(try bury(ring).freed == 25)
      #expect(Packets.drain(ring.ring).count == 7)
      try expectWhole()
    }
  }

  @Test func `both hands are opened`() throws {
    try LcoreTask.run(2) {
      var left = journal.left(lcore)
      var right = journal.right(lcore)
      left.fill(from: pool)
      right.fill(3, from: pool)
    }
    #expect(try bury().freed == 35)
    try expectWhole()
  }

  @Test func `chains that are held are given back with all their segments`() throws {
    let ring = try TestRing(0)
    unsafe Packets.feed(
      ring.ring,
      try unsafe (1...20).map { try unsafe Packets.make(Array(repeating: whole, count: $0)) })
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.take(from: ring.ring)
    }
    #expect(try bury().freed == 210)
    try expectWhole()
  }

  // MARK: Rings

  @Test func `a take that was not committed leaves all packets in the ring`() throws {
    let ring = try TestRing(0)
    let frames = (0..<20).map { Frame(number: $0).bytes }
    try Packets.feed(ring.ring, frames)
    for isMoved in [false, true] {
      slot.setWord(JournalSlot.Word.take(ring.ring, tail: ring.ring.takenCount))
      if isMoved { ring.ring.setHead(.consumer, ring.ring.takenCount &+ 20) }
      #expect(try bury(ring) == Undertaker.Burial.found(rings: isMoved ? 1 : 0))
    }
    #expect(Packets.drain(ring.ring) == frames)
    try expectWhole()
  }

  @Test func `a take that was committed but not noted is given back`() throws {
    let ring = try TestRing(0)
    try Packets.feed(ring.ring, (0..<40).map { Frame(number: $0).bytes })
    let tail = ring.ring.takenCount
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.take(from: ring.ring)
    }
    slot.setWord(JournalSlot.Word.take(ring.ring, tail: tail))
    #expect(try bury(ring).freed == 32)
    #expect(Packets.drain(ring.ring) == (32..<40).map { Frame(number: $0).bytes })
    try expectWhole()
  }

  @Test func `a give that was not committed never happened`() throws {
    let ring = try TestRing(0)
    for isMoved in [false, true] {
      try LcoreTask.run(2) {
        var hand = journal.left(lcore)
        hand.fill(from: pool)
      }
      slot.setWord(JournalSlot.Word.give(ring.ring, 0, 32, tail: ring.ring.putCount))
      if isMoved { ring.ring.setHead(.producer, ring.ring.putCount &+ 32) }
      let burial = try bury(ring)
      #expect(burial.freed == 32)
      #expect(burial.rings == (isMoved ? 1 : 0))
      #expect(ring.ring.count == 0)
    }
    try Packets.feed(ring.ring, [whole])
    #expect(Packets.drain(ring.ring) == [whole])
    try expectWhole()
  }

  @Test func `a give that was committed but not noted is the ring's, and the rest is given back`()
    throws
  {
    let ring = try TestRing(0, capacity: 16)
    let tail = ring.ring.putCount
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.fill(from: pool)
      let sent = hand.give(32, to: ring.ring)
      #expect(sent == 15)
    }
    slot.setWord(JournalSlot.Word.give(ring.ring, 0, 32, tail: tail))
    #expect(try bury(ring).freed == 17)
    #expect(Packets.drain(ring.ring).count == 15)
    try expectWhole()
  }

  @Test func `a ring that is gone cannot prove anything`() throws {
    let ring = try TestRing(0)
    let hoard = Hoard()
    try LcoreTask.run(2) { _ = hoard.take(5, of: pool) }
    for (index, address) in hoard.addresses.enumerated() { slot.setPacket(index, address) }
    slot.setWord(JournalSlot.Word.give(ring.ring, 0, 5, tail: 0))
    let burial = try bury()
    #expect(burial.freed == 0)
    #expect(burial.lost == 5)
    hoard.giveBack()
    try expectWhole()
  }
}
