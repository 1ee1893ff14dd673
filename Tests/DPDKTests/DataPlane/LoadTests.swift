// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import Glibc
import SPPDataPlane
import SPPModel
import Testing

/// Components that work while control looks at them and changes them.
@Suite(.eal, .serialized)
struct LoadTests {
  private static let destinations: [UInt64] = [
    0x5254_0000_0001, 0x5254_0000_0002, 0x5254_0000_0099, 0xffff_ffff_ffff, 0x0100_5e00_0001,
  ]
  /// A bit of everything: known, unknown, multicast with and without listeners, tagged, runts, cut tags.
  private static let mixture: [[UInt8]] =
    destinations.flatMap { destination in
      [[], [.vlan(101)], [.vlan(0)], [.vlan(200)], [.service(3)]].map { tags in
        Frame(destination: destination, tags: tags, payload: 50).bytes
      }
    } + [[UInt8](repeating: 0, count: 12), Array(Frame(tags: [.vlan(1)]).bytes.prefix(16))]

  private static let entries = [
    ("52:54:00:00:00:01", 0), ("52:54:00:00:00:02", 1), ("101/52:54:00:00:00:01", 1),
    ("101/default", 2),
    ("default", 0), ("01:00:5E:00:00:01", 2),
  ]

  @Test(arguments: ComponentKind.allCases)
  func `under load, received and copies are sent and drops, at every reading`(kind: ComponentKind)
    throws
  {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let inputs = try (0..<UInt8(kind == .merge ? 3 : 1)).map { try TestRing($0) }
    // The second is small, so that some find it full.
    let targets: UInt8 = kind == .classifier ? 3 : kind == .mirror ? 2 : 1
    let outputs = try (0..<targets).map {
      try TestRing(10 + $0, capacity: $0 == 1 ? 16 : 1024)
    }
    let bridge = try Bridge(kind: kind, from: inputs, to: outputs, entries: Self.entries)
    let load = Load()
    try load.start(Self.mixture, to: inputs, from: outputs)
    let worker = try self.worker()
    // Neither may work on when this ends early: its memory goes.
    defer {
      worker.stop()
      _ = try? load.stop()
    }
    #expect(worker.adopt(Pipeline([bridge.stage])))
    var last = bridge.book.read()
    var readings = 0
    try Rig.wait {
      for _ in 0..<20 {
        let now = bridge.book.read()
        now.expectBalance()
        #expect(now.received.packets >= last.received.packets)
        last = now
        readings += 1
      }
      return readings > 4000 && last.received.packets > 200_000
    }
    worker.stop()
    let seen = try load.stop()
    let counters = bridge.book.read()
    counters.expectBalance()
    let waiting = inputs.map { Packets.drain($0.ring).count }.reduce(0, +)
    let left = outputs.map { Packets.drain($0.ring).count }.reduce(0, +)
    #expect(seen.put == counters.received.packets + UInt64(waiting))
    #expect(counters.sent.packets == seen.got + UInt64(left) + counters.recorded.packets)
    if kind == .classifier {
      #expect(counters.copies > 0)
      #expect((counters.drops[.runt] ?? 0) > 0)
      #expect((counters.drops[.malformedTag] ?? 0) > 0)
    }
    #expect(pool.available == before)
  }

  @Test func `a hundred changes of the pipeline cost no packet and no count`() throws {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let input = try TestRing(0)
    let output = try TestRing(1)
    let bridge = try Bridge(kind: .forward, from: [input], to: [output])
    let load = Load()
    try load.start([Frame().bytes], to: [input], from: [output], isOrdered: true)
    let worker = try self.worker()
    defer {
      worker.stop()
      _ = try? load.stop()
    }
    var last: UInt64 = 0
    for change in 0..<100 {
      // Every fifth time the component goes, and comes back.
      let stages = change % 5 == 4 ? [] : [bridge.stage]
      #expect(worker.adopt(Pipeline(stages)))
      let counters = bridge.book.read()
      #expect(counters.received.packets >= last)
      last = counters.received.packets
      usleep(300)
    }
    #expect(worker.adopt(Pipeline([bridge.stage])))
    let some = bridge.book.read().sent.packets
    try Rig.wait { bridge.book.read().sent.packets > some + 10_000 }
    worker.stop()
    let seen = try load.stop()
    let waiting = Packets.drain(input.ring).count
    let left = Packets.drain(output.ring).count
    #expect(seen.outOfOrder == 0)
    #expect(seen.put == seen.got + UInt64(waiting + left))
    #expect(bridge.book.read().received.packets == seen.got + UInt64(left))
    #expect(bridge.book.read().drops.isEmpty)
    #expect(pool.available == before)
  }

  @Test func `a component keeps its place beside another that comes and goes`() throws {
    let rings = try (0..<4).map { try TestRing($0) }
    let steady = try Bridge(kind: .forward, from: [rings[0]], to: [rings[1]])
    let guest = try Bridge(kind: .forward, from: [rings[2]], to: [rings[3]])
    let load = Load()
    try load.start([Frame().bytes], to: [rings[0]], from: [rings[1]], isOrdered: true)
    let worker = try self.worker()
    defer {
      worker.stop()
      _ = try? load.stop()
    }
    for change in 0..<40 {
      #expect(
        worker.adopt(Pipeline(change % 2 == 0 ? [steady.stage] : [guest.stage, steady.stage])))
      try Packets.feed(rings[2].ring, [Frame(number: change).bytes])
    }
    #expect(worker.adopt(Pipeline([steady.stage, guest.stage])))
    try Rig.wait {
      guest.book.read().received.packets == 40 && steady.book.read().received.packets > 10_000
    }
    worker.stop()
    let seen = try load.stop()
    #expect(seen.outOfOrder == 0)
    #expect(Packets.drain(rings[3].ring) == (0..<40).map { Frame(number: $0).bytes })
    for ring in rings { _ = Packets.drain(ring.ring) }
  }

  @Test func `a worker polls flat out or rests, and starts once`() throws {
    for mode in [PollMode.busy, .resting(microseconds: 500)] {
      let ring = try TestRing(0)
      let bridge = try Bridge(kind: .forward, from: [ring], to: [try TestRing(1)])
      let worker = Worker(try LcoreID(1), journal: try EALFixture.get().journal, mode: mode)
      try worker.start()
      defer { worker.stop() }
      #expect(throws: DPDKError.self) { try worker.start() }
      #expect(worker.adopt(Pipeline([bridge.stage])))
      let before = worker.turns
      usleep(50_000)
      let turns = worker.turns - before
      // 50 ms are at most 100 rests of 500 us; polling, it turns millions of times.
      if mode == .busy { #expect(turns > 10_000) } else { #expect(turns < 200) }
    }
  }

  private func worker() throws -> Worker {
    let worker = Worker(
      try LcoreID(1), journal: try EALFixture.get().journal, mode: .resting(microseconds: 50))
    try worker.start()
    return worker
  }
}
