// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import Glibc
import SPPModel
import Testing

/// Packets made and looked at by the main lcore, which is the other end of rings.
enum Packets {
  /// A packet of these segments, the first with this much headroom.
  static func make(
    _ pieces: [[UInt8]], headroom: Int = 128, from pool: PacketPool? = nil
  ) throws -> OpaquePointer {
    let pool = try pool ?? EALFixture.get().pool
    var segments: [OpaquePointer] = unsafe []
    for piece in pieces {
      var buffer: OpaquePointer?
      try #require(unsafe cdpdk_alloc_bulk(pool.raw, &buffer, 1) == 0)
      let segment = try unsafe #require(buffer)
      if unsafe segments.isEmpty { unsafe cdpdk_mbuf_move_start(segment, Int32(headroom - 128)) }
      unsafe cdpdk_mbuf_fill(segment, piece, UInt32(piece.count))
      if let head = unsafe segments.first, let last = unsafe segments.last {
        unsafe cdpdk_mbuf_append(head, last, segment)
      }
      unsafe segments.append(segment)
    }
    return try unsafe #require(segments.first)
  }

  static func free(_ packet: OpaquePointer) { unsafe rte_pktmbuf_free(packet) }

  /// Puts packets on a ring, as DPDK's own programs do; all of them fit.
  static func feed(_ ring: Ring, _ packets: [OpaquePointer]) {
    let list: [UnsafeMutableRawPointer?] = unsafe packets.map { unsafe UnsafeMutableRawPointer($0) }
    #expect(
      unsafe rte_ring_sp_enqueue_bulk(ring.raw, list, UInt32(list.count), nil)
        == UInt32(packets.count))
  }

  static func feed(_ ring: Ring, _ frames: [[UInt8]]) throws {
    for frame in frames { unsafe feed(ring, [try make([frame])]) }
  }

  /// Takes all packets of a ring and gives them back to their pool; their bytes.
  static func drain(_ ring: Ring) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    while let packet = unsafe take(ring) {
      unsafe frames.append(ChecksumPackets.bytes(packet))
      unsafe free(packet)
    }
    return frames
  }

  static func take(_ ring: Ring) -> OpaquePointer? {
    var packet: UnsafeMutableRawPointer?
    guard unsafe rte_ring_sc_dequeue_bulk(ring.raw, &packet, 1, nil) == 1 else { return nil }
    return unsafe packet.map { OpaquePointer($0) }
  }
}

/// A ring that goes with its owner.
final class TestRing {
  let ring: Ring

  init(_ index: UInt8, capacity: UInt32 = 1024) throws {
    ring = try Ring.create(index, capacity: capacity)
  }

  deinit { ring.free() }
}

/// Runs a closure as an lcore.
@safe
final class LcoreTask {
  private let body: () -> Void
  private init(_ body: @escaping () -> Void) { self.body = body }

  /// Starts it; `wait` waits for its end.
  static func start(_ number: Int, _ body: @escaping () -> Void) throws {
    let task = unsafe Unmanaged.passRetained(LcoreTask(body)).toOpaque()
    unsafe try Lcore.launch(lcoreMain, task, on: LcoreID(number))
  }

  static func run(_ number: Int, _ body: @escaping () -> Void) throws {
    try start(number, body)
    try wait(number)
  }

  /// Waits in sleep: DPDK's own waiting spins, and may keep the lcore from the CPU that it needs.
  static func wait(_ number: Int) throws {
    while rte_eal_get_lcore_state(UInt32(number)) == RUNNING { usleep(20) }
    Lcore.wait(for: try LcoreID(number))
  }

  fileprivate func work() { body() }
}

private func lcoreMain(_ raw: UnsafeMutableRawPointer?) -> Int32 {
  guard let raw = unsafe raw else { return -1 }
  unsafe Unmanaged<LcoreTask>.fromOpaque(raw).takeRetainedValue().work()
  return 0
}
