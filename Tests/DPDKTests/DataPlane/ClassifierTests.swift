// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPModel
import Testing

@Suite(.eal, .serialized)
struct ClassifierTests {
  static let one: UInt64 = 0x5254_0000_0001
  static let two: UInt64 = 0x5254_0000_0002
  static let stranger: UInt64 = 0x5254_0000_0099
  static let group: UInt64 = 0x0100_5e00_0005
  static let broadcast: UInt64 = 0xffff_ffff_ffff

  /// Three outlets: outlet 0 is `one`, outlet 1 is `two` and `one` in VLAN 101, outlet 2 hears what is added.
  private func rig(_ more: (String, Int)..., tx: [VLANOperation]? = nil) -> Rig {
    let entries = [
      ("52:54:00:00:00:01", 0), ("52:54:00:00:00:02", 1), ("101/52:54:00:00:00:01", 1),
    ]
    return Rig(
      kind: .classifier, tx: tx ?? [.none, .none, .none], entries: entries + more)
  }

  /// Sends frames, numbered in their order, and compares where each comes out.
  private func expect(
    _ rig: Rig, _ frames: [(Frame, outlets: [Int])], drops: [DropReason: UInt64] = [:],
    copies: UInt64 = 0
  ) throws {
    let numbered = frames.enumerated().map { index, pair in
      var frame = pair.0
      frame.number = index
      return (frame, pair.outlets)
    }
    let outcome = try rig.run(numbered.map(\.0.bytes))
    for outlet in 0..<3 {
      let expected = numbered.filter { $0.1.contains(outlet) }.map { $0.0.after(rig.tx[outlet]) }
      // Groups of a burst go out one after the other, so the order holds within a destination.
      #expect(
        outcome.sent[outlet].sorted(by: lexicographically)
          == expected.map(\.bytes).sorted(by: lexicographically), "outlet \(outlet)")
    }
    #expect(outcome.counters.drops == drops)
    #expect(outcome.counters.copies == copies)
  }

  private func lexicographically(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.lexicographicallyPrecedes(b)
  }

  @Test func `unicast goes where its address is registered, and in its VLAN only`() throws {
    try expect(
      rig(),
      [
        (Frame(destination: Self.one), [0]), (Frame(destination: Self.two), [1]),
        (Frame(destination: Self.one, tags: [.vlan(101)]), [1]),
        (Frame(destination: Self.one, tags: [.vlan(101, pcp: 7, dei: 1)]), [1]),
        (Frame(destination: Self.two, tags: [.vlan(101)]), []),
        (Frame(destination: Self.one, tags: [.vlan(102)]), []),
        (Frame(destination: Self.stranger), []),
      ], drops: [.unknownDestination: 3])
  }

  @Test func `a priority tag is untagged, and so is a provider's tag`() throws {
    try expect(
      rig(),
      [
        (Frame(destination: Self.one, tags: [.vlan(0)]), [0]),
        (Frame(destination: Self.one, tags: [.vlan(0, pcp: 7)]), [0]),
        (Frame(destination: Self.one, tags: [.service(101)]), [0]),
        (Frame(destination: Self.one, tags: [.service(101), .vlan(101)]), [0]),
        (Frame(destination: Self.one, tags: [.vlan(101), .vlan(7)]), [1]),
        (Frame(destination: Self.one, tags: [.vlan(0), .vlan(101)]), [0]),
      ])
  }

  @Test func `the reserved VLAN 4095 has no entries, and falls to the general default`() throws {
    let frames = [
      Frame(destination: Self.one, tags: [.vlan(4095)]),
      Frame(destination: Self.broadcast, tags: [.vlan(4095)]),
    ]
    try expect(
      rig(), frames.map { ($0, []) }, drops: [.unknownDestination: 1, .noReceiver: 1])
    try expect(rig(("default", 2)), frames.map { ($0, [2]) })
  }

  @Test func `unknown destinations go to their VLAN's default, then to the general one`() throws {
    let frames = [
      Frame(destination: Self.stranger), Frame(destination: Self.stranger, tags: [.vlan(101)]),
      Frame(destination: Self.stranger, tags: [.vlan(0)]),
      Frame(destination: Self.stranger, tags: [.vlan(300)]),
    ]
    try expect(
      rig(("101/default", 2)), zip(frames, [[], [2], [], []]).map { ($0, $1) },
      drops: [.unknownDestination: 3])
    try expect(rig(("default", 2)), zip(frames, [[2], [2], [2], [2]]).map { ($0, $1) })
    try expect(
      rig(("default", 2), ("101/default", 0)), zip(frames, [[2], [0], [2], [2]]).map { ($0, $1) })
  }

  @Test func `an exact multicast entry wins over all that listen`() throws {
    try expect(
      rig(("01:00:5E:00:00:05", 2), ("101/FF:FF:FF:FF:FF:FF", 2), ("default", 0)),
      [
        (Frame(destination: Self.group), [2]), (Frame(destination: Self.group + 1), [0, 1, 2]),
        (Frame(destination: Self.broadcast, tags: [.vlan(101)]), [2]),
        (Frame(destination: Self.group, tags: [.vlan(101)]), [0, 1, 2]),
      ], copies: 4)
  }

  @Test func `other multicast goes to every port with an entry in its VLAN, once`() throws {
    try expect(
      rig(("52:54:00:00:00:03", 2), ("52:54:00:00:00:04", 2), ("102/default", 2)),
      [
        (Frame(destination: Self.broadcast), [0, 1, 2]),
        (Frame(destination: Self.group), [0, 1, 2]),
        (Frame(destination: Self.broadcast, tags: [.vlan(0, pcp: 5)]), [0, 1, 2]),
        (Frame(destination: Self.broadcast, tags: [.service(101)]), [0, 1, 2]),
        (Frame(destination: Self.broadcast, tags: [.vlan(101)]), [1]),
        (Frame(destination: Self.broadcast, tags: [.vlan(102)]), [2]),
        (Frame(destination: Self.broadcast, tags: [.vlan(103)]), []),
      ], drops: [.noReceiver: 1], copies: 8)
  }

  @Test func `the general default hears the multicast of every VLAN`() throws {
    try expect(
      rig(("default", 2)),
      [
        (Frame(destination: Self.broadcast), [0, 1, 2]),
        (Frame(destination: Self.broadcast, tags: [.vlan(101)]), [1, 2]),
        (Frame(destination: Self.group, tags: [.vlan(4094)]), [2]),
      ], copies: 3)
  }

  @Test func `what has no whole header is dropped for what it is`() throws {
    let plain = Frame(destination: Self.one).bytes
    let tagged = Frame(destination: Self.one, tags: [.vlan(101)]).bytes
    let frames =
      [1, 5, 6, 13].map { Array(plain.prefix($0)) }
      + [14, 15, 16, 17].map { Array(tagged.prefix($0)) }
      + [Array(plain.prefix(14)), Array(tagged.prefix(18))]
    let outcome = try rig(("default", 2)).run(frames)
    #expect(outcome.counters.drops == [.runt: 4, .malformedTag: 4])
    #expect(outcome.sent == [[Array(plain.prefix(14))], [Array(tagged.prefix(18))], []])
  }

  @Test func `each receiver's operation works on a copy of its own`() throws {
    let operations = [try VLANOperation.add(500, pcp: 1), .delete, try .add(600, pcp: 6)]
    let rig = rig(("101/52:54:00:00:00:03", 2), ("101/52:54:00:00:00:04", 0), tx: operations)
    let frames = (0..<70).map {
      Frame(
        destination: $0 % 2 == 0 ? Self.broadcast : Self.group,
        tags: [.vlan(101, pcp: 3)], number: $0, payload: [46, 400, 1500][$0 % 3])
    }
    let outcome = try rig.run(frames.map(\.bytes))
    // All of them are flooded, so each receiver gets them in order.
    for outlet in 0..<3 {
      #expect(outcome.sent[outlet] == frames.map { $0.after(operations[outlet]).bytes })
    }
    #expect(outcome.counters.copies == 140)
  }

  @Test func `the operation on rx comes before the look into the table`() throws {
    var rig = rig(("default", 2))
    rig.rx = [try .add(101)]
    let outcome = try rig.run([
      Frame(destination: Self.one).bytes, Frame(destination: Self.two).bytes,
    ])
    #expect(outcome.sent[1] == [try Frame(destination: Self.one).after(.add(101)).bytes])
    #expect(outcome.sent[2] == [try Frame(destination: Self.two).after(.add(101)).bytes])
    rig.rx = [.delete]
    let untagged = try rig.run([Frame(destination: Self.one, tags: [.vlan(101)]).bytes])
    #expect(untagged.sent[0] == [Frame(destination: Self.one).bytes])
  }

  @Test func `long frames are classified, and copied when one buffer takes them`() throws {
    let unicast = [2000, 9000].map { Frame(destination: Self.one, payload: $0).bytes }
    let multicast = [2000, 2034, 2035, 9000].map {
      Frame(destination: Self.broadcast, payload: $0).bytes
    }
    let outcome = try rig().run(unicast + multicast)
    // The last receiver gets the original, whatever its length.
    #expect(outcome.sent == [unicast + multicast.prefix(2), multicast, []])
    #expect(outcome.counters.drops == [.tooLong: 2])
    #expect(outcome.counters.copies == 4)
  }

  @Test func `frames of one destination keep their order among all others`() throws {
    var random = SystemRandomNumberGenerator()
    let destinations = [Self.one, Self.two, Self.stranger]
    let frames = (0..<3000).map { number in
      Frame(destination: destinations[Int.random(in: 0..<3, using: &random)], number: number)
    }
    let outcome = try rig(("default", 2)).run(frames.map(\.bytes))
    for (outlet, destination) in destinations.enumerated() {
      #expect(outcome.sent[outlet] == frames.filter { $0.destination == destination }.map(\.bytes))
    }
  }

  @Test func `a copy that finds no buffer is a drop, and the original still arrives`() throws {
    let pool = try SmallPool.get()
    let before = pool.available
    let frames = (0..<20).map { Frame(destination: Self.broadcast, number: $0) }
    var rig = rig(("52:54:00:00:00:03", 2))
    rig.pool = pool
    let hoard = Hoard()
    try LcoreTask.run(1) { hoard.takeAll(of: pool, but: 20) }
    let outcome = try rig.run(frames.map(\.bytes))
    try LcoreTask.run(1) { hoard.giveBack() }
    // The burst holds every buffer until its first original is sent; from then on each copy finds one.
    #expect(
      outcome.sent
        == [Array(frames.dropFirst()), Array(frames.dropFirst()), frames].map { $0.map(\.bytes) })
    #expect(outcome.counters.drops == [.noBuffer: 2])
    #expect(outcome.counters.copies == 40)
    #expect(pool.available == before)
  }

  @Test func `without an entry a classifier leaves its frames in the port`() throws {
    let ring = try TestRing(0)
    try Packets.feed(ring.ring, [Frame().bytes])
    try Bridge(kind: .classifier, from: [ring], to: [TestRing(1)]).work { true }
    #expect(Packets.drain(ring.ring).count == 1)
  }
}
