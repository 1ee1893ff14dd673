// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Glibc
import SPPModel
import Synchronization
import Testing

@Suite(.eal, .serialized)
struct PacketPoolTests {
  @Test func `a pool says what it is`() throws {
    let pool = try EALFixture.get().pool
    #expect(pool.name == "tests")
    #expect(pool.size == 8191)
    #expect(pool.dataRoom == 2048)
    #expect(PacketPool.lookup("tests")?.size == 8191)
    #expect(PacketPool.lookup("none") == nil)
    #expect(throws: DPDKError.self) { try PacketPool.create(name: "tests", count: 100) }
  }

  @Test func `untouched, it holds every buffer once`() throws {
    for pool in [try EALFixture.get().pool, try SmallPool.get()] {
      try DepotWalk(pool).expectWhole()
    }
  }

  @Test func `taken buffers differ, and come back from whichever lcore`() throws {
    let pool = try EALFixture.get().pool
    let (taken, other) = (Hoard(), Hoard())
    for (giver, taker) in [(1, 2), (2, 1), (1, 1)] {
      var sizes = Generator(seed: UInt64(giver * 10 + taker))
      try LcoreTask.run(taker) {
        while taken.count < 3000 {
          guard taken.take(Int(sizes.next() % 300), of: pool) else { break }
        }
      }
      #expect(taken.count >= 3000)
      _ = other.take(100, of: pool)
      #expect(pool.available == pool.size - taken.count - 100)
      #expect(Set(taken.addresses + other.addresses).count == taken.count + 100)
      let walk = try DepotWalk(pool)
      #expect(walk.buffers.isDisjoint(with: taken.addresses))
      #expect(walk.doubled == 0)
      try LcoreTask.run(giver) { taken.giveBack() }
      other.giveBack()
      try DepotWalk(pool).expectWhole()
    }
  }

  @Test func `an empty pool refuses, and what it had taken in part is back`() throws {
    let pool = try SmallPool.get()
    let (hoard, extra) = (Hoard(), Hoard())
    try LcoreTask.run(1) { hoard.takeAll(of: pool) }
    #expect(pool.available < 600)
    #expect(pool.available == pool.size - hoard.count)
    for left in [0, 1, 255, 256, 257, 500] {
      let before = pool.available
      let refused = Atomic(0)
      try LcoreTask.run(1) {
        hoard.giveBack(left)
        // Twice, because the first rollback is where the second starts.
        for _ in 0..<2 where !extra.take(left + 1, of: pool) {
          refused.wrappingAdd(1, ordering: .relaxed)
        }
      }
      let count = refused.load(ordering: .relaxed)
      #expect(count == 2)
      #expect(pool.available == before + left)
      #expect(try DepotWalk(pool).doubled == 0)
      try LcoreTask.run(1) { _ = hoard.take(left, of: pool) }
      #expect(pool.available == before)
    }
    try LcoreTask.run(2) { hoard.giveBack() }
    try DepotWalk(pool).expectWhole()
  }

  @Test func `what one lcore keeps to itself is at most two magazines`() throws {
    let pool = try SmallPool.get()
    let hoard = Hoard()
    try LcoreTask.run(2) {
      hoard.takeAll(of: pool)
      hoard.giveBack()
    }
    let other = Hoard()
    try LcoreTask.run(1) { other.takeAll(of: pool) }
    // The main lcore and lcore 2 keep two each.
    #expect(other.count >= pool.size - 4 * 256)
    try LcoreTask.run(1) { other.giveBack() }
    try DepotWalk(pool).expectWhole()
  }

  @Test func `a thread that is no lcore gets nothing and changes nothing`() throws {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let (hoard, mine) = (Hoard(), Hoard())
    #expect(mine.take(1, of: pool))
    let codes = Mutex<[Int32]>([])
    let buffer = mine.addresses[0]
    let thread = ForeignThread {
      let got: Int32 = hoard.take(1, of: pool) ? 0 : -1
      var list = unsafe [UnsafeMutableRawPointer(bitPattern: buffer)]
      let put = unsafe rte_mempool_ops_enqueue_bulk(pool.raw, &list, 1)
      codes.withLock { $0 = [got, put] }
    }
    thread.join()
    #expect(codes.withLock { $0 } == [-1, -ENOTSUP])
    #expect(pool.available == before - 1)
    mine.giveBack()
    #expect(pool.available == before)
    try DepotWalk(pool).expectWhole()
  }

  @Test func `three lcores at once lose nothing and never share a buffer`() throws {
    let pool = try SmallPool.get()
    let isShared = Atomic(false)
    let refusals = Atomic(0)
    func churn(_ seed: UInt64) {
      var random = Generator(seed: seed)
      let hoard = Hoard()
      for _ in 0..<30_000 {
        let count = Int(random.next() % 64)
        if hoard.count < 400, random.next() % 2 == 0 {
          guard hoard.take(count, of: pool) else {
            refusals.wrappingAdd(1, ordering: .relaxed)
            continue
          }
          hoard.sign(count, seed)
        } else {
          guard hoard.isSigned(min(count, hoard.count), seed) else {
            return isShared.store(true, ordering: .relaxed)
          }
          hoard.giveBack(count)
        }
      }
      hoard.giveBack()
    }
    try LcoreTask.start(1) { churn(1) }
    try LcoreTask.start(2) { churn(2) }
    churn(3)
    for lcore in [1, 2] { try LcoreTask.wait(lcore) }
    let shared = isShared.load(ordering: .relaxed)
    #expect(!shared)
    try DepotWalk(pool).expectWhole()
  }
}

extension Hoard {
  /// Writes a mark into the last `count` buffers.
  func sign(_ count: Int, _ mark: UInt64) {
    for address in addresses.suffix(count) {
      let data = unsafe cdpdk_mbuf_data(OpaquePointer(bitPattern: address).unsafelyUnwrapped)
      unsafe data.unsafelyUnwrapped.storeBytes(of: mark, as: UInt64.self)
    }
  }

  func isSigned(_ count: Int, _ mark: UInt64) -> Bool {
    addresses.suffix(count).allSatisfy { address in
      let data = unsafe cdpdk_mbuf_data(OpaquePointer(bitPattern: address).unsafelyUnwrapped)
      return unsafe data.unsafelyUnwrapped.load(as: UInt64.self) == mark
    }
  }
}

/// A thread that EAL does not know.
@safe
private final class ForeignThread {
  private var thread = pthread_t()

  init(_ body: @escaping () -> Void) {
    let box = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
    unsafe pthread_create(
      &thread, nil,
      { raw in
        unsafe raw.map { unsafe Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
        return nil
      }, box)
  }

  func join() { pthread_join(thread, nil) }

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }
}
