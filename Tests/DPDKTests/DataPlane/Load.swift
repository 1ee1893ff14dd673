// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import SPPModel
import Synchronization
import Testing

/// Lcore 2 as the world around a component: fills its rx rings without end, and empties its tx rings.
final class Load: Sendable {
  /// What the world saw, once it has stopped.
  struct Seen: Sendable {
    var put: UInt64 = 0
    var got: UInt64 = 0
    /// Packets whose number was not the one after that of the packet before.
    var outOfOrder = 0
  }

  private let isStopping = Atomic(false)
  private let seen = Mutex(Seen())

  /// - Parameters:
  ///   - frames: Are sent in turn, each with its number in its last four bytes.
  ///   - isOrdered: Whether numbers are looked at; for one way from one ring to another.
  func start(
    _ frames: [[UInt8]], to inputs: [TestRing], from outputs: [TestRing], isOrdered: Bool = false
  )
    throws
  {
    let fixture = try EALFixture.get()
    let rings = (inputs.map(\.ring), outputs.map(\.ring))
    let lcore = try LcoreID(2)
    try LcoreTask.start(2) { [self] in
      var hand = fixture.journal.left(lcore)
      var seen = Seen()
      while !isStopping.load(ordering: .relaxed) {
        for ring in rings.0 where ring.count < 512 {
          Self.put(frames, &hand, fixture.pool, ring, &seen)
        }
        for ring in rings.1 { Self.take(&hand, ring, isOrdered, &seen) }
      }
      self.seen.withLock { $0 = seen }
    }
  }

  private static func put(
    _ frames: [[UInt8]], _ hand: inout Hand, _ pool: PacketPool, _ ring: Ring, _ seen: inout Seen
  ) {
    guard hand.allocate(Hand.burst, from: pool) else { return }
    for index in 0..<hand.count {
      let number = seen.put + UInt64(index)
      let frame = frames[Int(number % UInt64(frames.count))]
      let packet = unsafe hand.packet(index).pointer
      unsafe cdpdk_mbuf_fill(packet, frame, UInt32(frame.count))
      guard frame.count > 24, let data = unsafe cdpdk_mbuf_data(packet) else { continue }
      let place = unsafe data + frame.count - 4
      unsafe place.storeBytes(of: UInt32(truncatingIfNeeded: number), as: UInt32.self)
    }
    seen.put += UInt64(hand.count)
    // There is room: nobody else puts.
    _ = hand.give(hand.count, to: ring)
  }

  private static func take(_ hand: inout Hand, _ ring: Ring, _ isOrdered: Bool, _ seen: inout Seen)
  {
    hand.take(from: ring)
    for index in 0..<hand.count where isOrdered {
      let packet = hand.packet(index)
      let place = unsafe cdpdk_mbuf_data(packet.pointer).unsafelyUnwrapped + packet.length - 4
      let number = unsafe place.loadUnaligned(as: UInt32.self)
      if number != UInt32(truncatingIfNeeded: seen.got + UInt64(index)) { seen.outOfOrder += 1 }
    }
    seen.got += UInt64(hand.count)
    if hand.count > 0 { hand.free(hand.count, chained: false) }
  }

  /// Stops lcore 2; what is in the rings stays there.
  func stop() throws -> Seen {
    isStopping.store(true, ordering: .relaxed)
    try LcoreTask.wait(2)
    return seen.withLock { $0 }
  }
}
