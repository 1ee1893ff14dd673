// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPModel
import Testing

@Suite(.eal, .serialized)
struct ForwarderTests {
  @Test(arguments: [0, 1, 31, 32, 33, 1000])
  func `frames come out as they went in, in order`(count: Int) throws {
    let frames = (0..<count).map { Frame(number: $0, payload: 46 + $0 % 200).bytes }
    let outcome = try Rig().run(frames)
    #expect(outcome.sent == [frames])
    #expect(outcome.counters.drops.isEmpty)
  }

  @Test func `what a forwarder does not read it does not judge`() throws {
    var tagged = Frame(tags: [.vlan(7)]).bytes
    tagged.removeLast(tagged.count - 15)
    let frames = [[1], [UInt8](repeating: 2, count: 13), tagged, Frame().bytes]
    #expect(try Rig().run(frames).sent == [frames])
  }

  @Test(arguments: [1986, 2048, 2049, 4096, 9000, 16384])
  func `a jumbo frame in several buffers is sent whole`(length: Int) throws {
    let frames = (0..<40).map { Frame(number: $0, payload: length - 14).bytes }
    #expect(frames.allSatisfy { $0.count == length })
    #expect(try Rig().run(frames).sent == [frames])
  }
}

@Suite(.eal, .serialized)
struct MergerTests {
  @Test func `all frames of all ports come out, each port's in its order`() throws {
    let sources = [700, 0, 1, 333].enumerated().map { port, count in
      (0..<count).map { Frame(destination: UInt64(port), number: $0).bytes }
    }
    let rig = Rig(kind: .merge, rx: [.none, .none, .none, .none])
    let outcome = try rig.run(sources[0], sources[1], sources[2], sources[3])
    #expect(outcome.sent[0].count == 1034)
    for (port, frames) in sources.enumerated() {
      #expect(outcome.sent[0].filter { $0[5] == UInt8(port) } == frames)
    }
  }

  @Test func `each port has its own operation, and the outlet another after it`() throws {
    let frames = (0..<50).map { Frame(number: $0) }
    let rig = Rig(
      kind: .merge, rx: [try .add(10), .none, try .add(20, pcp: 7)], tx: [try .add(30, pcp: 1)])
    let outcome = try rig.run(frames.map(\.bytes), frames.map(\.bytes), frames.map(\.bytes))
    let expected = try frames.map { try $0.after(.add(30, pcp: 1)).bytes }
    #expect(
      outcome.sent[0].sorted { $0.lexicographicallyPrecedes($1) }
        == (expected + expected + expected).sorted { $0.lexicographicallyPrecedes($1) })
  }
}
