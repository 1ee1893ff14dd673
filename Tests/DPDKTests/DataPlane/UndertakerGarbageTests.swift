// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Glibc
import SPPModel
import Synchronization
import Testing

/// What nobody would leave behind in order, and what everybody may.
@Suite(.eal, .serialized)
struct UndertakerGarbageTests {
  /// An address that a wild store may leave: nothing, anything, a free buffer, a place within one.
  private func address(_ random: inout Generator, _ free: [UInt]) -> UInt {
    let buffer = free[Int(random.next() % UInt64(free.count))]
    return switch random.next() % 8 {
    case 0: 0
    case 1: UInt(random.next())
    case 2: UInt(random.next() % 4096)
    case 3: buffer + 8
    case 4: buffer + 64
    // The same few again and again.
    case 5: free[Int(random.next() % 4)]
    default: buffer
    }
  }

  /// A word out of nothing, or one that looks right.
  private func word(_ random: inout Generator, tail: UInt32) -> UInt64 {
    switch random.next() % 4 {
    case 0: random.next()
    case 1:
      JournalSlot.Word.make(
        2 + random.next() % 5, argument: random.next() % 256, random.next() % 256,
        random.next() % 256,
        tail: tail &- UInt32(random.next() % 100))
    default:
      JournalSlot.Word.make(
        2 + random.next() % 4, argument: random.next() % 33, random.next() % 33, random.next() % 65,
        tail: tail &- UInt32(random.next() % 33))
    }
  }

  @Test(arguments: 1...20)
  func `whatever stands in the journal, no buffer is given back twice`(seed: Int) throws {
    let pool = try EALFixture.get().pool
    let journal = try EALFixture.get().journal
    let slot = try JournalSlot(lcore: 2)
    let lcore = try LcoreID(2)
    var random = Generator(seed: UInt64(seed) &* 7919)
    let ring = try TestRing(0)
    let undertaker = Undertaker(journal, pools: [pool]) { $0 % 2 == 0 ? ring.ring : nil }
    let free = try Array(DepotWalk(pool).buffers)
    for round in 0..<50 {
      if round % 10 == 0 {
        let hoard = Hoard()
        try LcoreTask.run(2) {
          _ = hoard.take(300, of: pool)
          hoard.giveBack()
        }
      }
      for side in JournalSlot.Side.allCases {
        for index in 0..<64 { slot.setPacket(index, address(&random, free), side) }
        slot.setWord(word(&random, tail: ring.ring.putCount), side)
      }
      for index in 0..<1088 { slot.setTaken(index, address(&random, free)) }
      slot.setSection(
        round % 2 == 0
          ? random.next() : random.next() & ~(0x7ff << 16) | (random.next() % 1088) << 16)
      slot.setGiven(UInt32(random.next() % 3))
      let burial = undertaker.bury(lcore)
      try DepotWalk(pool).expectWhole("seed \(seed), round \(round): \(burial)")
      ring.ring.expectStill()
      #expect(ring.ring.count == 0)
      #expect(undertaker.bury(lcore) == .none)
    }
  }

  @Test func `a chain that leads back to itself is given back once`() throws {
    let pool = try EALFixture.get().pool
    let journal = try EALFixture.get().journal
    let lcore = try LcoreID(2)
    let whole = Frame().bytes
    let ring = try TestRing(0)
    let chain = try unsafe Packets.make([whole, whole, whole])
    let second = unsafe cdpdk_mbuf_next(chain)
    unsafe Packets.feed(ring.ring, [chain, try unsafe Packets.make([whole])])
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.take(from: ring.ring)
    }
    // The third segment leads to the second.
    let third = unsafe cdpdk_mbuf_next(second.unsafelyUnwrapped).unsafelyUnwrapped
    let scratch = try unsafe Packets.make([[0]])
    unsafe cdpdk_mbuf_append(scratch, third, second)
    unsafe Packets.free(scratch)
    let burial = Undertaker(journal, pools: [pool]) { _ in nil }.bury(lcore)
    #expect(burial.freed == 4)
    try DepotWalk(pool).expectWhole()
  }

  @Test func `processes killed at any instruction lose no buffer`() throws {
    let fixture = try EALFixture.get()
    let pool = fixture.pool
    let lcore = try LcoreID(2)
    let rings = try [TestRing(0), TestRing(1, capacity: 64), TestRing(2)]
    var random = Generator(seed: UInt64(getpid()))
    var sum = Undertaker.Burial.none
    for kill in 0..<300 {
      let child = Atomic<Int32>(0)
      let chains = rings[2].ring
      while chains.count < 500 {
        unsafe Packets.feed(chains, [try unsafe Packets.make([[1], [2], [3]])])
      }
      let (first, second) = (rings[0].ring, rings[1].ring)
      try LcoreTask.start(2) { victim(child, fixture, lcore, first, second, chains) }
      try Rig.wait { child.load(ordering: .acquiring) > 0 }
      usleep(UInt32(random.next() % 2000))
      // A pid that this test started, and has not yet waited for.
      _ = Glibc.kill(child.load(ordering: .acquiring), SIGKILL)
      try LcoreTask.wait(2)
      let undertaker = Undertaker(fixture.journal, pools: [pool]) { index in
        rings.first { $0.ring.index == index }?.ring
      }
      let burial = undertaker.bury(lcore)
      #expect(burial.lost == 0)
      sum = sum + burial
      for ring in rings { ring.ring.expectStill("kill \(kill)") }
      let walk = try DepotWalk(pool)
      #expect(walk.doubled == 0)
      if kill % 10 == 9 {
        for ring in rings { _ = Packets.drain(ring.ring) }
        try DepotWalk(pool).expectWhole("kill \(kill)")
      }
    }
    #expect(sum.freed > 0)
  }
}

/// Lcore 2's work, done by a child process until it is killed.
private func victim(
  _ child: borrowing Atomic<Int32>, _ fixture: EALFixture, _ lcore: LcoreID, _ first: Ring,
  _ second: Ring, _ chains: Ring
) {
  let parent = getpid()
  let pid = fork()
  guard pid == 0 else {
    child.store(pid, ordering: .releasing)
    var status: Int32 = 0
    _ = unsafe waitpid(pid, &status, 0)
    return
  }
  var hand = fixture.journal.left(lcore)
  var copies = fixture.journal.right(lcore)
  while getppid() == parent {
    if hand.allocate(Hand.burst, from: fixture.pool) {
      _ = hand.give(hand.count, to: first)
      hand.free(hand.count, chained: false)
    }
    hand.take(from: first)
    guard hand.count > 0 else { continue }
    for index in 0..<hand.count {
      hand.place(hand.packet(index), at: hand.count - 1 - index)
    }
    hand.flip()
    if copies.allocate(4, from: fixture.pool) {
      _ = copies.give(2, to: second)
      copies.free(copies.count, chained: false)
    }
    _ = hand.give(hand.count / 2, to: second)
    hand.free(hand.count, chained: false)
    hand.take(from: second)
    if hand.count > 0 { hand.free(hand.count, chained: false) }
    hand.take(from: chains)
    guard hand.count > 0 else { continue }
    hand.free(1, chained: true)
    if hand.count > 0 { _ = hand.give(hand.count, to: chains) }
  }
  _exit(0)
}
