// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Glibc
import SPPDataPlane
import SPPModel
import Testing

/// What a port does not take.
@Suite(.eal, .serialized)
struct DropTests {
  private let frames = (0..<100).map { Frame(number: $0, payload: 46 + $0).bytes }

  @Test(arguments: ComponentKind.allCases)
  func `a full ring takes what fits, and the rest is counted`(kind: ComponentKind) throws {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let input = try TestRing(0)
    let output = try TestRing(1, capacity: 64)
    // Where a copy goes, there is room.
    let other = kind == .mirror ? [try TestRing(2)] : []
    let copied = kind == .mirror || kind == .capture ? frames : []
    let bridge = try Bridge(
      kind: kind, from: [input], to: [output] + other, entries: [("52:54:00:00:00:01", 0)])
    try Packets.feed(input.ring, frames)
    try bridge.work { bridge.book.read().received.packets == 100 }
    let counters = bridge.book.read()
    counters.expectBalance()
    #expect(counters.drops == [.txFull: 37])
    #expect(bridge.lost.value == 37)
    #expect(counters.copies == UInt64(copied.count))
    #expect(counters.sent == Traffic(of: Array(frames.prefix(63)) + copied))
    #expect(Packets.drain(output.ring) == Array(frames.prefix(63)))
    #expect(other.flatMap { Packets.drain($0.ring) } == (kind == .mirror ? frames : []))
    #expect(pool.available == before)
  }

  @Test func `chains that find the ring full go back to the pool with all their segments`() throws {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let input = try TestRing(0)
    let output = try TestRing(1, capacity: 8)
    let bridge = try Bridge(kind: .forward, from: [input], to: [output])
    let piece = Frame().bytes
    let packets = try unsafe (0..<20).map { _ in try unsafe Packets.make([piece, piece, piece]) }
    unsafe Packets.feed(input.ring, packets)
    try bridge.work { bridge.book.read().received.packets == 20 }
    #expect(bridge.book.read().drops == [.txFull: 13])
    #expect(bridge.book.read().sent == Traffic(packets: 7, bytes: UInt64(7 * 3 * piece.count)))
    #expect(Packets.drain(output.ring).count == 7)
    #expect(pool.available == before)
  }

  @Test func `without a guest frames are dropped as no_guest`() throws {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let input = try TestRing(0)
    let guest = try unsafe GuestDevice(
      path: "/tmp/spp-test-\(getpid())-absent.sock", clientMode: false, pool: pool.raw)
    let book = ComponentBook(name: try ComponentName("tested"))
    let toGuest = StageSpecification(
      kind: .forward, book: book,
      inlets: [Inlet(.ring(input.ring), vlan: .none, book: book.book(ResourceUID(.ring, 0), .rx))],
      outlets: [
        Outlet(.guest(guest.queue(nil)), vlan: .none, book: book.book(ResourceUID(.vhost, 0), .tx))
      ])
    let silent = ComponentBook(name: try ComponentName("silent"))
    let fromGuest = StageSpecification(
      kind: .forward, book: silent,
      inlets: [
        Inlet(.guest(guest.queue(nil)), vlan: .none, book: silent.book(ResourceUID(.vhost, 0), .rx))
      ],
      outlets: [
        Outlet(
          .ring(input.ring, lost: LostCounter().counter), vlan: .none,
          book: silent.book(ResourceUID(.ring, 0), .tx))
      ])
    try Packets.feed(input.ring, frames)
    try Rig.work([toGuest, fromGuest]) { book.read().received.packets == 100 }
    book.read().expectBalance()
    #expect(book.read().drops == [.noGuest: 100])
    #expect(silent.read().received == Traffic())
    #expect(pool.available == before)
  }

  /// A device whose queue is a ring: what is sent stays in it until it is received again.
  private func loop(_ body: (UInt16) throws -> Void) throws {
    let (device, _) = try EthernetDevice.plug(
      "net_ring77", arguments: "", label: "phy:77", setup: EthernetDeviceSetup(),
      pool: EALFixture.get().pool)
    defer { try? device.unplug() }
    try body(device.id)
  }

  private func receive(_ device: UInt16) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    var packet: OpaquePointer?
    while unsafe cdpdk_rx_burst(device, 0, &packet, 1) == 1, let received = unsafe packet {
      unsafe frames.append(ChecksumPackets.bytes(received))
      unsafe Packets.free(received)
    }
    return frames
  }

  @Test func `a device that stops at a long frame gets the others, and its queue's end is tx_full`()
    throws
  {
    let pool = try EALFixture.get().pool
    let before = pool.available
    try loop { device in
      // The queue takes 1,023 or 1,024; filled with short frames, it stops at whatever comes next.
      let input = try TestRing(0, capacity: 2048)
      let short = (0..<1200).map { Frame(number: $0).bytes }
      try Packets.feed(input.ring, short)
      let book = ComponentBook(name: try ComponentName("tested"))
      let stage = StageSpecification(
        kind: .forward, book: book,
        inlets: [
          Inlet(.ring(input.ring), vlan: .none, book: book.book(ResourceUID(.ring, 0), .rx))
        ],
        outlets: [
          Outlet(
            .device(device, queue: 0), vlan: .none, longest: 100,
            book: book.book(ResourceUID(.phy, 7), .tx))
        ])
      try Rig.work([stage]) { book.read().received.packets == 1200 }
      let sent = book.read().sent.packets
      #expect((1020...1024).contains(sent))
      #expect(book.read().drops == [.txFull: 1200 - sent])
      try Packets.feed(input.ring, [200, 50, 300, 300, 50].map { Frame(payload: $0).bytes })
      try Rig.work([stage]) { book.read().received.packets == 1205 }
      book.read().expectBalance()
      // The first is too long; the second is not, and the queue is full for it and all behind it.
      #expect(book.read().drops == [.txFull: 1200 - sent + 4, .tooLong: 1])
      let received = receive(device)
      #expect(received == Array(short.prefix(Int(sent))))
      #expect(book.read().sent == Traffic(of: received))
    }
    #expect(pool.available == before)
  }

  @Test func `frames and chains from a device to a device leave the pool whole`() throws {
    let pool = try EALFixture.get().pool
    let before = pool.available
    let (null, _) = try EthernetDevice.plug(
      "eth_null79", arguments: "size=64,copy=1", label: "nullpmd:79", setup: EthernetDeviceSetup(),
      pool: pool)
    defer { try? null.unplug() }
    let input = try TestRing(0)
    let book = ComponentBook(name: try ComponentName("tested"))
    let chains = ComponentBook(name: try ComponentName("chains"))
    func outlet(_ book: ComponentBook) -> Outlet {
      Outlet(
        .device(null.id, queue: 0), vlan: .delete, book: book.book(ResourceUID(.nullpmd, 1), .tx))
    }
    let stages = [
      StageSpecification(
        kind: .forward, book: book,
        inlets: [
          Inlet(
            .device(null.id, queue: 0), vlan: try .add(5),
            book: book.book(ResourceUID(.nullpmd, 1), .rx))
        ], outlets: [outlet(book)]),
      StageSpecification(
        kind: .forward, book: chains,
        inlets: [
          Inlet(.ring(input.ring), vlan: .none, book: chains.book(ResourceUID(.ring, 0), .rx))
        ],
        outlets: [outlet(chains)]),
    ]
    let piece = Frame().bytes
    let packets = try unsafe (0..<100).map { number in
      try unsafe Packets.make(Array(repeating: piece, count: 1 + number % 40))
    }
    unsafe Packets.feed(input.ring, packets)
    try Rig.work(stages) {
      book.read().expectBalance()
      return book.read().received.packets > 10_000 && chains.read().received.packets == 100
    }
    let counters = book.read()
    #expect(counters.drops.isEmpty)
    #expect(
      counters.received
        == Traffic(packets: counters.sent.packets, bytes: 64 * counters.sent.packets))
    #expect(counters.sent.bytes == counters.received.bytes)
    #expect(chains.read().sent == chains.read().received)
    #expect(pool.available == before)
  }
}
