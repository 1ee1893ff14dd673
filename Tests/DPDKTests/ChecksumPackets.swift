// SPDX-License-Identifier: BSD-3-Clause

import CDPDK
import DPDK
import Testing

/// A pool of its own for one test, with small buffers so that chains are easily made.
@safe
struct ChecksumPackets: ~Copyable {
  let pool: OpaquePointer

  /// - Parameter room: Bytes of frame that a buffer takes.
  init(count: UInt32 = 63, room: UInt16 = 2048) throws {
    let name = "test\(rte_rdtsc() & 0xffff_ffff)"
    unsafe pool = try #require(
      unsafe rte_pktmbuf_pool_create_by_ops(name, count, 0, 0, room + 128, -1, "ring_mp_mc"))
  }

  deinit { unsafe rte_mempool_free(pool) }

  var available: Int { unsafe Int(rte_mempool_avail_count(pool)) }

  /// A packet of the given pieces, one segment each, which ask for a checksum.
  func packet(
    _ pieces: [[UInt8]], flags: UInt64 = 0, l2: Int = 0, l3: Int = 0
  ) throws -> OpaquePointer {
    var head: OpaquePointer?
    var last: OpaquePointer?
    for piece in pieces {
      let segment = try unsafe #require(rte_pktmbuf_alloc(pool))
      unsafe cdpdk_mbuf_fill(segment, piece, UInt32(piece.count))
      if let head = unsafe head { unsafe cdpdk_mbuf_append(head, last, segment) }
      if unsafe head == nil { unsafe head = segment }
      unsafe last = segment
    }
    let packet = try unsafe #require(head)
    unsafe cdpdk_mbuf_set_request(packet, flags, UInt32(l2), UInt32(l3))
    return unsafe packet
  }

  /// The bytes of all segments.
  static func bytes(_ packet: OpaquePointer) -> [UInt8] {
    var bytes: [UInt8] = []
    var segment: OpaquePointer? = unsafe packet
    while let current = unsafe segment {
      let data = unsafe UnsafeRawBufferPointer(
        start: cdpdk_mbuf_data(current), count: Int(cdpdk_mbuf_data_length(current)))
      bytes += unsafe Array(data)
      unsafe segment = cdpdk_mbuf_next(current)
    }
    return bytes
  }

  /// What `Checksum.finish` makes of a packet of the given pieces.
  func finish(
    _ pieces: [[UInt8]], flags: UInt64, l2: Int, l3: Int
  ) throws -> (bytes: [UInt8], flags: UInt64) {
    let packet = try unsafe packet(pieces, flags: flags, l2: l2, l3: l3)
    var packets: [OpaquePointer?] = unsafe [packet]
    unsafe Checksum.finish(&packets, 1)
    let result = unsafe (Self.bytes(packet), cdpdk_mbuf_flags(packet))
    unsafe rte_pktmbuf_free(packet)
    return result
  }
}

/// Frames with a wrong transport checksum.
enum ChecksumFrames {
  static let addresses: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]

  /// Ethernet, VLAN tags if any, an IP header and the transport bytes.
  static func frame(
    tags: Int = 0, ipv6: Bool = false, number: UInt8, transport: [UInt8], options: Int = 0
  ) -> [UInt8] {
    var frame = addresses
    for _ in 0..<tags { frame += [0x81, 0, 0, 7] }
    if ipv6 {
      frame += [0x86, 0xdd, 0x60, 0, 0, 0] + big(transport.count) + [number, 64]
      frame += (1...32).map { UInt8($0) }
    } else {
      frame += [0x08, 0, UInt8(0x45 + options), 0] + big(20 + options * 4 + transport.count)
      frame +=
        [0, 1, 0x40, 0, 64, number, 0, 0, 10, 9, 0, 1, 10, 9, 0, 2]
        + Array(repeating: 1, count: options * 4)
    }
    return frame + transport
  }

  static func tcp(_ payload: [UInt8]) -> [UInt8] {
    [0x1f, 0x90, 0, 80, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x18, 0x10, 0, 0xde, 0xad, 0, 0] + payload
  }

  static func udp(_ payload: [UInt8]) -> [UInt8] {
    [0, 53, 0x13, 0x88] + big(8 + payload.count) + [0xbe, 0xef] + payload
  }

  static func big(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 0xff), UInt8(number & 0xff)] }

  /// Bytes that differ from each other.
  static func payload(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
  }

  /// What DPDK's own functions say of a whole frame: the sum over a right checksum is all ones, its complement zero.
  static func isRight(_ frame: [UInt8], l2: Int, l3: Int, ipv6: Bool = false) -> Bool {
    let checksum = unsafe frame.withUnsafeBytes { bytes in
      let network = unsafe bytes.baseAddress.unsafelyUnwrapped + l2
      return unsafe ipv6
        ? rte_ipv6_udptcp_cksum(network.assumingMemoryBound(to: rte_ipv6_hdr.self), network + l3)
        : rte_ipv4_udptcp_cksum(network.assumingMemoryBound(to: rte_ipv4_hdr.self), network + l3)
    }
    // For UDP zero is turned into ones.
    return checksum == 0 || checksum == 0xffff
  }

  /// The bytes cut at the given places.
  static func cut(_ bytes: [UInt8], _ places: [Int]) -> [[UInt8]] {
    zip([0] + places, places + [bytes.count]).map { Array(bytes[$0..<$1]) }
  }
}
