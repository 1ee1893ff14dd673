// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import SPPDataPlane
import SPPModel
import Testing

@Suite(.eal, .serialized)
struct VLANTests {
  /// Every kind of tag that a frame can have.
  private static let tags: [[Frame.Tag]] = [
    [], [.vlan(5, pcp: 3)], [.vlan(5, pcp: 7, dei: 1)], [.vlan(0, pcp: 6)], [.vlan(4095)],
    [.vlan(9), .vlan(10, pcp: 2)], [.service(8), .vlan(9)], [.service(8)],
  ]
  private static let operations: [VLANOperation] = {
    let added = try? [VLANOperation.add(1), .add(4094, pcp: 7), .add(101, pcp: 3)]
    return [.none, .delete] + (added ?? [])
  }()

  @Test(arguments: operations, operations)
  func `every frame is what the standard says after rx and tx`(
    rx: VLANOperation, tx: VLANOperation
  ) throws {
    let frames = Self.tags.flatMap { tags in
      [46, 50, 1500, 8000].map { Frame(tags: tags, number: $0, payload: $0) }
    }
    let outcome = try Rig(rx: [rx], tx: [tx]).run(frames.map(\.bytes))
    #expect(outcome.sent == [frames.map { $0.after(rx).after(tx).bytes }])
    #expect(outcome.counters.drops.isEmpty)
  }

  @Test func `a tag is four bytes in network byte order, and DEI becomes 0`() throws {
    let frame = Frame(tags: [.vlan(5, pcp: 1, dei: 1)]).bytes
    let outcome = try Rig(tx: [try .add(0xabc, pcp: 5)]).run([frame, Frame().bytes])
    for sent in outcome.sent[0] { #expect(Array(sent[12..<16]) == [0x81, 0x00, 0xaa, 0xbc]) }
  }

  /// Frames of 14 bytes and more with the tag's type that end within it.
  private var cut: [[UInt8]] {
    (14...17).map { Array(Frame(tags: [.vlan(5)]).bytes.prefix($0)) }
  }

  @Test(arguments: [VLANOperation.delete, (try? .add(7)) ?? .none], Direction.allCases)
  func `runts and cut tags are dropped for what they are, the others stay in order`(
    operation: VLANOperation, direction: Direction
  ) throws {
    let good = (0..<64).map { Frame(tags: $0 % 2 == 0 ? [] : [.vlan(3)], number: $0) }
    let runts = [0, 1, 12, 13].map { Array(Frame().bytes.prefix($0)) }.filter { !$0.isEmpty }
    var frames: [[UInt8]] = []
    for (index, frame) in good.enumerated() {
      frames.append(frame.bytes)
      if index % 3 == 0 { frames.append(runts[index % runts.count]) }
      if index % 5 == 0 { frames.append(cut[index % cut.count]) }
    }
    let rig = Rig(
      rx: [direction == .rx ? operation : .none], tx: [direction == .tx ? operation : .none])
    let outcome = try rig.run(frames)
    #expect(outcome.sent == [good.map { $0.after(operation).bytes }])
    #expect(outcome.counters.drops == [.runt: 22, .malformedTag: 13])
    let attachment = outcome.counters.attachments.first { $0.direction == direction }
    #expect(attachment?.drops == [.runt: 22, .malformedTag: 13])
  }

  @Test func `a burst of nothing but runts leaves nothing to send`() throws {
    let outcome = try Rig(rx: [.delete]).run(Array(repeating: [1, 2, 3], count: 70))
    #expect(outcome.sent == [[]])
    #expect(outcome.counters.drops == [.runt: 70])
  }

  /// Packets through a ring, a forwarder with these operations and another ring; the bytes that came out.
  private func pass(
    _ packets: [OpaquePointer], rx: VLANOperation = .none, tx: VLANOperation = .none
  ) throws -> (frames: [[UInt8]], counters: ComponentCounters) {
    let input = try TestRing(0)
    let output = try TestRing(1)
    let book = ComponentBook(name: try ComponentName("tested"))
    let lost = LostCounter()
    let count = unsafe UInt64(packets.count)
    unsafe Packets.feed(input.ring, packets)
    let stage = StageSpecification(
      kind: .forward, book: book,
      inlets: [
        Inlet(.ring(input.ring), vlan: rx, book: book.book(ResourceUID(.ring, 0), .rx))
      ],
      outlets: [
        Outlet(
          .ring(output.ring, lost: lost.counter), vlan: tx,
          book: book.book(ResourceUID(.ring, 1), .tx))
      ])
    try Rig.work([stage]) { book.read().received.packets == count }
    book.read().expectBalance()
    return (Packets.drain(output.ring), book.read())
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 128])
  func `a tag goes where four bytes are free, and nowhere else`(headroom: Int) throws {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let frame = Frame(number: 9)
    let tagged = Frame(tags: [.vlan(2)], number: 10)
    for isRx in [true, false] {
      let operation = try VLANOperation.add(77, pcp: 2)
      let packets = try unsafe [frame, tagged, frame].map {
        try unsafe Packets.make([$0.bytes], headroom: headroom)
      }
      let result = try unsafe pass(
        packets, rx: isRx ? operation : .none, tx: isRx ? .none : operation)
      // A tag that is there already needs no room.
      let sent = headroom >= 4 ? [frame, tagged, frame] : [tagged]
      #expect(result.frames == sent.map { $0.after(operation).bytes })
      #expect(result.counters.drops == (headroom >= 4 ? [:] : [.noHeadroom: 2]))
    }
    #expect(pool.available == before)
  }

  @Test func `a header that is not whole in the first segment is dropped, not read beyond it`()
    throws
  {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let plain = Frame().bytes
    let tagged = Frame(tags: [.vlan(5)]).bytes
    func cut(_ bytes: [UInt8], _ place: Int) throws -> OpaquePointer {
      try unsafe Packets.make([Array(bytes[..<place]), Array(bytes[place...])])
    }
    for operation in [VLANOperation.delete, try .add(9)] {
      let packets = try unsafe [
        cut(plain, 1), cut(plain, 13), cut(tagged, 14), cut(tagged, 17), cut(plain, 14),
        cut(tagged, 18), Packets.make([Array(plain.prefix(6)), Array(plain[6..<13])]),
      ]
      let result = try unsafe pass(packets, rx: operation)
      let whole = [Frame(), Frame(tags: [.vlan(5)])].map { $0.after(operation).bytes }
      #expect(result.frames == whole)
      #expect(result.counters.drops == [.malformedTag: 4, .runt: 1])
    }
    #expect(pool.available == before)
  }
}
