// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import Glibc
import SPPDataPlane
import SPPModel
import Testing

/// A component on lcore 1 with a capture file at each port.
struct Rig {
  var kind = ComponentKind.forward
  /// One inlet for each.
  var rx: [VLANOperation] = [.none]
  /// One outlet for each.
  var tx: [VLANOperation] = [.none]
  /// A classifier's keys, as statuses print them, and the outlet each leads to.
  var entries: [(String, Int)] = []
  /// Where the frames are put; the suite's pool unless told.
  var pool: PacketPool?

  /// What came out.
  struct Outcome {
    /// The frames at each outlet.
    let sent: [[[UInt8]]]
    let counters: ComponentCounters

    func drops(_ reason: DropReason) -> UInt64 { counters.drops[reason] ?? 0 }
  }

  /// Lets the component work through all frames, one list for each inlet.
  ///
  /// Each run also proves that no buffer is lost and that the counters say what the files say.
  func run(_ input: [[UInt8]]...) throws -> Outcome {
    try #require(input.count == rx.count)
    let pool = try pool ?? EALFixture.get().pool
    let before = pool.available
    let sources = try input.map { try Replay(CaptureFile($0)) }
    let sinks = try tx.map { _ in try Record(CaptureFile()) }
    let book = ComponentBook(name: try ComponentName("tested"))
    let inlets = zip(sources, rx).enumerated().map { index, port in
      Inlet(
        .capture(port.0.reader.source, into: pool), vlan: port.1,
        book: book.book(ResourceUID(.pcap, UInt8(index)), .rx))
    }
    let outlets = zip(sinks, tx).enumerated().map { index, port in
      Outlet(
        .capture(port.0.writer.sink), vlan: port.1,
        book: book.book(ResourceUID(.pcap, UInt8(index)), .tx))
    }
    let stage = StageSpecification(
      kind: kind, book: book, inlets: inlets, outlets: outlets,
      entries: try entries.map { (try ClassifierKey($0.0), $0.1) })
    try Self.work([stage]) { sources.allSatisfy { $0.reader.isAtEnd } }
    let outcome = Outcome(sent: try sinks.map { try $0.file.frames() }, counters: book.read())
    outcome.counters.expectBalance()
    for (index, frames) in input.enumerated() {
      outcome.counters.expect(.rx, index, Traffic(of: frames))
    }
    for (index, frames) in outcome.sent.enumerated() {
      outcome.counters.expect(.tx, index, Traffic(of: frames))
    }
    #expect(pool.available == before, "buffers of the pool")
    return outcome
  }

  /// Walks the stages on lcore 1 until the work is done, and two turns more.
  static func work(
    _ stages: [StageSpecification], until isDone: () throws -> Bool
  ) throws {
    let worker = Worker(
      try LcoreID(1), journal: try EALFixture.get().journal, mode: .resting(microseconds: 20))
    try worker.start()
    defer { worker.stop() }
    #expect(worker.adopt(Pipeline(stages)))
    try wait(until: isDone)
    let turns = worker.turns
    try wait { worker.turns > turns + 2 }
  }

  /// - Throws: When it does not happen within ten seconds.
  static func wait(until isDone: () throws -> Bool) throws {
    for _ in 0..<100_000 {
      if try isDone() { return }
      usleep(100)
    }
    throw Overdue()
  }

  struct Overdue: Error {}

  // Owners of what cannot be copied.
  private final class Replay {
    let file: CaptureFile
    let reader: PcapFileReader
    init(_ file: CaptureFile) throws {
      self.file = file
      reader = try PcapFileReader(path: file.path)
    }
  }
  private final class Record {
    let file: CaptureFile
    let writer: PcapFileWriter
    init(_ file: CaptureFile) throws {
      self.file = file
      writer = try PcapFileWriter(path: file.path)
    }
  }
}

extension Traffic {
  init(of frames: [[UInt8]]) {
    self.init(packets: UInt64(frames.count), bytes: UInt64(frames.reduce(0) { $0 + $1.count }))
  }
}

extension ComponentCounters {
  /// What went in and was copied is what went out and was dropped, at every moment.
  func expectBalance(_ comment: Comment? = nil) {
    #expect(received.packets + copies == sent.packets + dropped, comment)
  }

  func expect(_ direction: Direction, _ index: Int, _ traffic: Traffic) {
    let port = ResourceUID(.pcap, UInt8(index))
    let found = attachments.first { $0.port == port && $0.direction == direction }
    #expect(found?.traffic == traffic, "\(port) \(direction)")
  }
}
