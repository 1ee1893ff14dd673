// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPModel
import Testing

@Suite(.eal, .serialized)
struct ClassifierTableTests {
  /// A key of the reference: VID 0 for untagged.
  private struct Key: Hashable {
    let vid: UInt16
    let mac: UInt64
  }

  @Test func `a hundred thousand entries lead where a dictionary says`() throws {
    var random = Generator(seed: 20_261_122)
    var table: [Key: Int] = [:]
    var entries: [(String, Int)] = []
    while table.count < 100_000 {
      // Half of them neighbours, as a host's guests are, half at random; group addresses among them.
      let mac: UInt64 =
        table.count % 2 == 0
        ? 0x5254_0000_0000 + UInt64(table.count) : random.next() & 0xffff_ffff_ffff
      let vid: UInt16 = random.next() % 3 == 0 ? 0 : UInt16(1 + random.next() % 4094)
      let key = Key(vid: vid, mac: mac)
      guard table[key] == nil else { continue }
      let outlet = Int(random.next() % 4)
      table[key] = outlet
      let address = MACAddress(bits: mac).description
      entries.append((vid == 0 ? address : "\(vid)/\(address)", outlet))
    }
    let known = Array(table.keys)
    var expected: [[[UInt8]]] = [[], [], [], [], []]
    var frames: [[UInt8]] = []
    for number in 0..<60_000 {
      var key = known[Int(random.next() % UInt64(known.count))]
      // Strangers: near misses and any address; never a group, which is another test's.
      if number % 3 == 0 { key = Key(vid: key.vid, mac: (key.mac ^ 1 << (random.next() % 40))) }
      if number % 7 == 0 { key = Key(vid: UInt16(random.next() % 4095), mac: key.mac) }
      let isGroup = key.mac & 0x0100_0000_0000 != 0
      guard table[key] != nil || !isGroup else { continue }
      let tags = key.vid == 0 ? [] : [Frame.Tag.vlan(key.vid, pcp: UInt16(number % 8))]
      let frame = Frame(destination: key.mac, tags: tags, number: number).bytes
      frames.append(frame)
      expected[table[key] ?? 4].append(frame)
    }
    let rig = Rig(
      kind: .classifier, tx: [.none, .none, .none, .none, .none], entries: entries)
    let outcome = try rig.run(frames)
    for outlet in 0..<4 {
      #expect(outcome.sent[outlet] == expected[outlet], "outlet \(outlet)")
    }
    #expect(outcome.counters.drops == [.unknownDestination: UInt64(expected[4].count)])
    #expect(expected[4].count > 1000)
  }

  @Test func `every VLAN has a default of its own`() throws {
    let vlans = [1, 2, 1000, 4093, 4094]
    let entries = vlans.enumerated().map { ("\($1)/default", $0 % 3) }
    let frames = (0..<4096).map { vid in
      Frame(destination: 0x0200_0000_0001, tags: [.vlan(UInt16(vid))], number: vid)
    }
    let outcome = try Rig(kind: .classifier, tx: [.none, .none, .none], entries: entries)
      .run(frames.map(\.bytes))
    for outlet in 0..<3 {
      let expected = entries.indices.filter { entries[$0].1 == outlet }.map {
        frames[vlans[$0]].bytes
      }
      #expect(outcome.sent[outlet] == expected)
    }
    #expect(outcome.drops(.unknownDestination) == 4091)
  }

  @Test func `256 ports are told apart, and a broadcast reaches each of them`() throws {
    let entries = (0..<256).map {
      (MACAddress(bits: 0x5254_0000_0000 + UInt64($0)).description, $0)
    }
    let unicast = (0..<256).map {
      Frame(destination: 0x5254_0000_0000 + UInt64($0), number: $0).bytes
    }
    let broadcast = Frame(destination: 0xffff_ffff_ffff).bytes
    let rig = Rig(
      kind: .classifier, tx: Array(repeating: .none, count: 256), entries: entries)
    let outcome = try rig.run(unicast + [broadcast])
    for port in 0..<256 { #expect(outcome.sent[port] == [unicast[port], broadcast]) }
    #expect(outcome.counters.copies == 255)
  }
}

/// Random numbers that are the same in each run (Vigna, xorshift64*).
struct Generator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_f491_4f6c_dd1d
  }
}
