// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import SPPModel
import Testing

/// Lcore 2 dies within a section, where opaque code takes buffers from the pool and gives them back.
@Suite(.eal, .serialized)
struct UndertakerSectionTests {
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

  private func bury() throws -> Undertaker.Burial {
    let undertaker = Undertaker(journal, pools: [pool, try SmallPool.get()]) { _ in nil }
    let burial = undertaker.bury(lcore)
    #expect(undertaker.bury(lcore) == .none)
    #expect(try DepotWalk(pool).owned(by: 2).isEmpty)
    return burial
  }

  private func expectWhole(_ comment: Comment? = nil) throws {
    try DepotWalk(pool).expectWhole(comment)
  }

  /// Begins to receive, and takes buffers as a driver would.
  private func receive(_ counts: [UInt32]) throws {
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.beginReceive()
      for count in counts {
        var list = unsafe [OpaquePointer?](repeating: nil, count: Int(count))
        #expect(unsafe cdpdk_alloc_bulk(pool.raw, &list, count) == 0)
      }
    }
  }

  @Test(arguments: [[1], [32], [10, 22], [200, 100], Array(repeating: 8, count: 32)])
  func `buffers taken while receiving are given back`(counts: [UInt32]) throws {
    try receive(counts)
    #expect(try bury().freed == Int(counts.reduce(0, +)))
    try expectWhole()
  }

  @Test func `a get that was named but not committed never happened`() throws {
    for isCommitted in [false, true] {
      try receive([7, 10])
      let walk = try DepotWalk(pool)
      let magazine = walk.loaded(of: 2)
      let length = walk.length(magazine) + 10
      if !isCommitted { walk.setLength(magazine, length) }
      slot.setSection(
        JournalSlot.Word.pendingGet(pool: 0, magazine: magazine, length: length, count: 10, got: 7))
      #expect(try bury().freed == (isCommitted ? 17 : 7))
      try expectWhole(isCommitted ? "committed" : "not committed")
    }
  }

  @Test(arguments: 0...32)
  func `of packets being freed, those in the pool already stay there`(done: Int) throws {
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.fill(from: pool)
    }
    slot.setSection(0)
    slot.setWord(JournalSlot.Word.section(0, 32, touched: 32))
    try LcoreTask.run(2) {
      for index in 0..<done {
        unsafe Packets.free(OpaquePointer(bitPattern: slot.packet(index)).unsafelyUnwrapped)
      }
    }
    let burial = try bury()
    #expect(burial.freed == 32 - done)
    #expect(burial.present == done)
    try expectWhole()
  }

  @Test(arguments: [0, 1, 2, 3])
  func `a chain that is freed in part goes back segment by segment, the others whole`(done: Int)
    throws
  {
    let ring = try TestRing(0)
    let whole = Frame().bytes
    unsafe Packets.feed(
      ring.ring, try unsafe (0..<4).map { _ in try unsafe Packets.make([whole, whole, whole]) })
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.take(from: ring.ring)
      hand.free(1, chained: true)
    }
    // Three chains are left, and the next one's tail segments are named before anything is freed.
    var segment = unsafe OpaquePointer(bitPattern: slot.packet(1))
    var segments: [OpaquePointer] = unsafe []
    while let current = unsafe segment {
      if unsafe !segments.isEmpty {
        unsafe slot.setTaken(segments.count - 1, UInt(bitPattern: current))
      }
      unsafe segments.append(current)
      unsafe segment = cdpdk_mbuf_next(current)
    }
    slot.setSection(2 << 16)
    slot.setWord(JournalSlot.Word.section(1, 4, touched: 1))
    try LcoreTask.run(2) {
      for index in 0..<done { unsafe rte_pktmbuf_free_seg(segments[index]) }
    }
    let burial = try bury()
    #expect(burial.freed == 9 - done)
    #expect(burial.present == done)
    try expectWhole()
  }

  @Test func `chains behind the packets of a section go back whole`() throws {
    let ring = try TestRing(0)
    let whole = Frame().bytes
    let packets = try unsafe [1, 1, 5, 3].map {
      try unsafe Packets.make(Array(repeating: whole, count: $0))
    }
    unsafe Packets.feed(ring.ring, packets)
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.take(from: ring.ring)
    }
    // As `free(2, chained: false)` begins.
    slot.setSection(0)
    slot.setWord(JournalSlot.Word.section(0, 4, touched: 2))
    #expect(try bury().freed == 10)
    try expectWhole()
  }

  @Test func `after more than one magazine was given away nothing can be proved`() throws {
    let hoard = Hoard()
    try LcoreTask.run(2) {
      _ = hoard.take(32, of: pool)
    }
    for (index, address) in hoard.addresses.enumerated() { slot.setPacket(index, address) }
    slot.setSection(0)
    slot.setGiven(2)
    slot.setWord(JournalSlot.Word.section(0, 32, touched: 32))
    let burial = try bury()
    #expect(burial.freed == 0)
    #expect(burial.lost == 32)
    hoard.giveBack()
    try expectWhole()
  }

  @Test func `buffers that the section could not name are lost, and counted`() throws {
    try receive([16])
    slot.setSection(slot.section | 5)
    #expect(try bury().lost == 5)
    try expectWhole()
  }

  @Test func `a magazine that was claimed and nothing else goes back as it was`() throws {
    let walk = try DepotWalk(pool)
    let free = try #require((0..<walk.magazines).first { walk.owner($0) == 0 })
    let full = try #require((0..<walk.magazines).first { walk.owner($0) == 1 })
    walk.setOwner(free, 4)
    walk.setOwner(full, 4)
    #expect(try bury() == Undertaker.Burial.found(magazines: 2))
    #expect(walk.owner(free) == 0)
    #expect(walk.owner(full) == 1)
    try expectWhole()
  }

  @Test func `a rollback that died leaves every buffer where it proves to be`() throws {
    let small = try SmallPool.get()
    let hoard = Hoard()
    try LcoreTask.run(1) {
      hoard.takeAll(of: small)
      hoard.giveBack(5)
    }
    // The buffers that lcore 2 could have had are all taken: it gets a part, and puts it back.
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.beginReceive()
      #expect(!Hoard().take(32, of: small))
    }
    _ = try bury()
    try LcoreTask.run(1) { hoard.giveBack() }
    try DepotWalk(small).expectWhole()
    try expectWhole()
  }
}
