// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Glibc
import SPPDataPlane
import SPPModel
import Synchronization
import Testing

/// All lcores stand between two bursts, and every buffer is counted.
@Suite(.eal, .serialized)
struct InventoryTests {
  private static let made: Result<PacketPool, any Error> = Result {
    _ = try EALFixture.get()
    return try PacketPool.create(name: "counted", count: 3000, dataRoom: 128)
  }

  private let pool: PacketPool
  private let journal: Journal
  private let table: BufferTable

  init() throws {
    pool = try Self.made.get()
    journal = try EALFixture.get().journal
    table = BufferTable([pool])
    // Other tests have let it work, and die.
    _ = Undertaker(journal, pools: [pool]) { _ in nil }.bury(try LcoreID(2))
  }

  private func count(_ rings: [Ring] = []) -> Inventory { Inventory(journal, [pool], rings, table) }

  private func sum(_ count: Inventory.Count) -> Int {
    count.free + count.caches.values.reduce(0, +) + count.rings.values.reduce(0, +) + count.hands
      + count.unseen
  }

  // MARK: The count

  @Test func `the table numbers each buffer once, and nothing else`() {
    #expect(table.count == 3000)
    #expect(Set((0..<table.count).map { table.address($0) }).count == 3000)
    #expect((0..<table.count).allSatisfy { table.number(table.address($0)) == $0 })
    #expect(table.number(0) == nil)
    #expect(table.number(table.address(7) + 64) == nil)
  }

  @Test func `each buffer is counted where it is`() throws {
    let ring = try TestRing(3)
    let hoard = Hoard()
    let own = Hoard()
    let pool = self.pool
    try LcoreTask.run(2) {
      _ = own.take(300, of: pool)
      own.giveBack(100)
    }
    #expect(hoard.take(40, of: pool))
    unsafe Packets.feed(
      ring.ring,
      [
        try unsafe Packets.make([[1], [2], [3]], from: pool),
        try unsafe Packets.make([[4]], from: pool),
      ])
    let inventory = count([ring.ring])
    let found = inventory.counts[0]
    #expect(found.rings == [3: 4])
    #expect(found.unseen == 240)
    #expect(found.hands == 0)
    #expect(found.caches[try LcoreID(2)].map { $0 >= 100 } == true)
    #expect(sum(found) == 3000)
    #expect(inventory.doubled == 0)
    #expect(inventory.foreign == 0)
    #expect(Set(inventory.unseen) == Set(hoard.addresses + own.addresses))
    hoard.giveBack()
    own.giveBack()
    _ = Packets.drain(ring.ring)
    #expect(count([ring.ring]).counts[0].unseen == 0)
  }

  @Test func `what nobody has is given back, and is whole`() throws {
    let hoard = Hoard()
    #expect(hoard.take(77, of: pool))
    let lost = count().unseen
    #expect(lost.count == 77)
    #expect(Inventory.giveBack(lost) == 77)
    #expect(count().counts[0].unseen == 0)
    try DepotWalk(pool).expectWhole()
    hoard.forget()
  }

  @Test func `what a hand names and nobody else has is never taken for lost`() throws {
    let pool = self.pool
    let lcore = try LcoreID(2)
    let journal = self.journal
    try LcoreTask.run(2) {
      var hand = journal.left(lcore)
      hand.fill(9, from: pool)
    }
    let inventory = count()
    #expect(inventory.counts[0].hands >= 9)
    #expect(inventory.counts[0].unseen == 0)
    #expect(sum(inventory.counts[0]) == 3000)
    #expect(Undertaker(journal, pools: [pool]) { _ in nil }.bury(lcore).freed == 9)
    #expect(count().counts[0].hands == 0)
  }

  @Test func `a buffer in two places, and what is no buffer, are told`() throws {
    let ring = try TestRing(3)
    let hoard = Hoard()
    #expect(hoard.take(1, of: pool))
    let twice = try unsafe #require(OpaquePointer(bitPattern: hoard.addresses[0]))
    unsafe Packets.feed(ring.ring, [twice, twice])
    let inventory = count([ring.ring])
    #expect(inventory.doubled == 1)
    #expect(sum(inventory.counts[0]) == 3000)
    _ = unsafe Packets.take(ring.ring)
    let within = try unsafe #require(OpaquePointer(bitPattern: hoard.addresses[0] + 8))
    unsafe Packets.feed(ring.ring, [within])
    #expect(count([ring.ring]).foreign == 1)
    while unsafe Packets.take(ring.ring) != nil {}
    hoard.giveBack()
  }

  // MARK: Standing still

  /// A worker that counts its turns: one without a pipeline does not. Who starts it stops it.
  private func worker() throws -> Worker {
    let worker = Worker(try LcoreID(1), journal: journal, mode: .resting(microseconds: 50))
    try worker.start()
    #expect(worker.adopt(Pipeline([])))
    return worker
  }

  private func hold<Value>(
    patience: UInt64 = 5_000_000_000, lease: UInt64 = 2_000_000_000, watch: () -> Void = {},
    _ body: () -> Value
  ) throws -> Value {
    try Standstill(journal).hold(patience: patience, lease: lease, watch: watch, body).value
  }

  @Test func `a worker stands while it is looked at, and works on`() throws {
    let fixture = try EALFixture.get()
    let input = try TestRing(0)
    let output = try TestRing(1)
    let bridge = try Bridge(kind: .forward, from: [input], to: [output])
    let worker = try worker()
    defer { worker.stop() }
    #expect(worker.adopt(Pipeline([bridge.stage])))
    for round in 0..<50 {
      unsafe Packets.feed(
        input.ring, try unsafe (0..<40).map { _ in try unsafe Packets.make([Frame().bytes]) })
      let (before, after, found) = try hold {
        let before = (worker.turns, input.ring.takenCount, output.ring.putCount)
        let found = Inventory(
          journal, [fixture.pool], [input.ring, output.ring], BufferTable([fixture.pool]))
        usleep(500)
        return (before, (worker.turns, input.ring.takenCount, output.ring.putCount), found)
      }
      #expect(before == after, "round \(round)")
      #expect(found.counts[0].rings.values.reduce(0, +) == 40, "round \(round)")
      #expect(found.counts[0].unseen == 0, "round \(round)")
      #expect(found.doubled == 0)
      try Rig.wait { output.ring.count == 40 }
      _ = Packets.drain(output.ring)
    }
  }

  @Test func `an lcore that does not stand is named, and the others work on`() throws {
    let worker = try worker()
    defer { worker.stop() }
    let spin = Spin()
    let journal = self.journal
    let hung = try LcoreID(2)
    try LcoreTask.start(2) {
      journal.halt(hung).begin()
      spin.wait()
    }
    defer {
      spin.end()
      _ = try? LcoreTask.wait(2)
    }
    try Rig.wait { journalSays(atWork: hung) }
    let failure = #expect(throws: Standstill.Failure.self) {
      try hold(patience: 1_000_000_000) {}
    }
    #expect(failure == .moving([hung]))
    let turns = worker.turns
    try Rig.wait { worker.turns > turns + 10 }
    spin.end()
    try LcoreTask.wait(2)
    // It has died without a word: whoever buries it says that it stands.
    let undertaker = Undertaker(journal, pools: [pool]) { _ in nil }
    #expect(throws: Never.self) { try hold(watch: { _ = undertaker.bury(hung) }, {}) }
  }

  @Test func `lcores work on by themselves when whoever asked is gone`() throws {
    let worker = try worker()
    defer { worker.stop() }
    let failure = #expect(throws: Standstill.Failure.self) {
      try hold(patience: 1_000_000_000, lease: 50_000_000) {
        let turns = worker.turns
        // Nobody lets them go: their time is over.
        do { try Rig.wait { worker.turns > turns + 10 } } catch { Issue.record(error) }
      }
    }
    #expect(failure == .overdue)
  }

  @Test func `a moment too far away stops nobody`() throws {
    let until = try unsafe #require(Memzone.lookup("SPP_JOURNAL")).address + 128 * 9920
    unsafe until.storeBytes(of: UInt64.max, as: UInt64.self)
    defer { unsafe until.storeBytes(of: 0, as: UInt64.self) }
    let worker = try worker()
    defer { worker.stop() }
    let turns = worker.turns
    try Rig.wait { worker.turns > turns + 10 }
  }

  private func journalSays(atWork lcore: LcoreID) -> Bool {
    guard let zone = Memzone.lookup("SPP_JOURNAL") else { return false }
    let mark = 128 * 9920 + 64 * (1 + Int(lcore.number))
    return unsafe (zone.address + mark).load(as: UInt64.self) == 1
  }
}

/// Keeps an lcore until it is told to end.
private final class Spin: Sendable {
  private let isStopping = Atomic(false)
  func wait() { while !isStopping.load(ordering: .relaxed) { usleep(100) } }
  func end() { isStopping.store(true, ordering: .relaxed) }
}
