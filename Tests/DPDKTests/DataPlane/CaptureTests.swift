// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import SPPDataPlane
import SPPModel
import Testing

/// A capture on lcore 1, from a file to a ring and perhaps to another file.
@Suite(.eal, .serialized)
struct CaptureComponentTests {
  private func run(_ frames: [[UInt8]], to ring: CaptureRing, passing: Bool) throws -> (
    sent: [[UInt8]], counters: ComponentCounters
  ) {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let source = try CaptureFile(frames)
    let target = CaptureFile()
    let reader = try PcapFileReader(path: source.path)
    let writer = try PcapFileWriter(path: target.path)
    let book = ComponentBook(name: try ComponentName("cap"))
    let inlet = Inlet(
      .capture(reader.source, into: pool), vlan: .none, book: book.book(ResourceUID(.pcap, 0), .rx))
    let outlet = Outlet(
      .capture(writer.sink), vlan: .none, book: book.book(ResourceUID(.pcap, 1), .tx))
    let stage = StageSpecification(
      kind: .capture, book: book, inlets: [inlet], outlets: passing ? [outlet] : [], recorder: ring)
    try Rig.work([stage]) { reader.isAtEnd }
    let counters = book.read()
    counters.expectBalance()
    #expect(pool.available == before, "buffers of the pool")
    return (try target.frames(), counters)
  }

  private func drain(_ ring: CaptureRing) -> [(time: UInt64, frame: [UInt8])] {
    var records: [(UInt64, [UInt8])] = []
    while let record = ring.front {
      var frame: [UInt8] = []
      ring.takeFront(into: &frame)
      #expect(frame.count == record.length)
      records.append((record.time, frame))
    }
    return records
  }

  private let frames: [[UInt8]] = [60, 61, 1514, 9000, 14, 1, 2048, 2049].flatMap { length in
    (0..<20).map { number -> [UInt8] in
      (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) }
    }
  }

  @Test(arguments: [true, false])
  func `every frame is recorded byte for byte and in order, whether or not it passes on`(
    passing: Bool
  ) throws {
    let ring = CaptureRing(size: 1 << 20)
    let (sent, counters) = try run(frames, to: ring, passing: passing)
    let records = drain(ring)
    #expect(records.map(\.frame) == frames)
    #expect(sent == (passing ? frames : []))
    #expect(counters.recorded == Traffic(of: frames))
    #expect(counters.copies == (passing ? UInt64(frames.count) : 0))
    #expect(counters.drops.isEmpty)
  }

  @Test func `times are those of reception and never go back`() throws {
    let ring = CaptureRing(size: 1 << 20)
    let before = CaptureClock.now
    _ = try run(frames, to: ring, passing: false)
    let times = drain(ring).map(\.time)
    #expect(times == times.sorted())
    #expect(try #require(times.first) >= before)
    #expect(try #require(times.last) <= CaptureClock.now)
  }

  @Test func `what finds no room is counted, and passes on all the same`() throws {
    let ring = CaptureRing(size: 1 << 20)
    let many = (0..<1000).map { Frame(number: $0, payload: 1486).bytes }
    let (sent, counters) = try run(many, to: ring, passing: true)
    let recorded = drain(ring).map(\.frame)
    #expect(sent == many)
    #expect(recorded == Array(many.prefix(recorded.count)))
    // A record of 1,500 bytes takes 1,520.
    #expect(recorded.count == (1 << 20) / 1520)
    #expect(counters.drops == [.captureFull: UInt64(1000 - recorded.count)])
  }

  @Test func `the memory is used round and round`() throws {
    let ring = CaptureRing(size: 1 << 20)
    for _ in 0..<20 {
      _ = try run(frames, to: ring, passing: false)
      #expect(drain(ring).map(\.frame) == frames)
    }
  }
}

/// Nanoseconds since 1970.
private enum CaptureClock {
  static var now: UInt64 { cdpdk_wall_clock() }
}
