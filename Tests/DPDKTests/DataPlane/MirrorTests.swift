// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPDataPlane
import SPPModel
import Testing

@Suite(.eal, .serialized)
struct MirrorTests {
  @Test(arguments: [0, 1, 31, 32, 33, 1000])
  func `both ports get every frame, in order`(count: Int) throws {
    let frames = (0..<count).map { Frame(number: $0, payload: 46 + $0 % 1400).bytes }
    let outcome = try Rig(kind: .mirror, tx: [.none, .none]).run(frames)
    #expect(outcome.sent == [frames, frames])
    #expect(outcome.counters.copies == UInt64(count))
    #expect(outcome.counters.drops.isEmpty)
  }

  @Test func `a tag that one port adds is not seen at the other, whichever it is`() throws {
    let frames = (0..<50).map { Frame(number: $0) }
    let plain = frames.map(\.bytes)
    let tagged = try frames.map { try $0.after(.add(10)).bytes }
    for (first, second) in [(true, false), (false, true), (true, true)] {
      let operations: [VLANOperation] = try [first, second].map { $0 ? try .add(10) : .none }
      let outcome = try Rig(kind: .mirror, tx: operations).run(plain)
      #expect(outcome.sent == [first ? tagged : plain, second ? tagged : plain])
    }
  }

  @Test
  func `a chain that fits no buffer goes to the first port, and its copy is counted as too long`()
    throws
  {
    let frames = [100, 9000, 60, 2048, 2049].map { Frame(payload: $0 - 14).bytes }
    let outcome = try Rig(kind: .mirror, tx: [.none, .none]).run(frames)
    #expect(outcome.sent == [frames, [frames[0], frames[2], frames[3]]])
    #expect(outcome.drops(.tooLong) == 2)
    #expect(outcome.counters.copies == 5)
  }

  @Test(arguments: [(20, UInt64(20)), (21, 0)])
  func `with a buffer for one copy they go one by one, with none only the first port gets frames`(
    _ buffers: Int, _ missing: UInt64
  ) throws {
    let pool = try SmallPool.get()
    let before = pool.available
    let frames = (0..<20).map { Frame(number: $0).bytes }
    var rig = Rig(kind: .mirror, tx: [.none, .none])
    rig.pool = pool
    let hoard = Hoard()
    try LcoreTask.run(1) { hoard.takeAll(of: pool, but: buffers) }
    let outcome = try rig.run(frames)
    try LcoreTask.run(1) { hoard.giveBack() }
    #expect(outcome.sent == [frames, missing == 0 ? frames : []])
    #expect(outcome.drops(.noBuffer) == missing)
    #expect(pool.available == before)
  }

  @Test func `with one tx port it waits, and leaves the frames where they are`() throws {
    let book = ComponentBook(name: try ComponentName("waits"))
    let file = try CaptureFile([Frame().bytes])
    let reader = try PcapFileReader(path: file.path)
    let writer = try PcapFileWriter(path: CaptureFile().path)
    let stage = StageSpecification(
      kind: .mirror, book: book,
      inlets: [
        Inlet(
          .capture(reader.source, into: try EALFixture.get().pool), vlan: .none,
          book: book.book(ResourceUID(.pcap, 0), .rx))
      ],
      outlets: [
        Outlet(.capture(writer.sink), vlan: .none, book: book.book(ResourceUID(.pcap, 1), .tx))
      ])
    try Rig.work([stage]) { true }
    let isAtEnd = reader.isAtEnd
    #expect(!isAtEnd)
    #expect(book.read().received.packets == 0)
  }
}
