// SPDX-License-Identifier: BSD-3-Clause

import CDPDK
import DPDK
import Testing

/// What becomes of a guest's NEEDS_CSUM, as librte_vhost hands it over.
@Suite(.eal, .serialized)
struct ChecksumRequestTests {
  /// As librte_vhost marks a packet whose guest set NEEDS_CSUM.
  static let asked = CDPDK_RX_TRANSPORT_NONE

  private func adopted(
    _ frame: [UInt8], flags: UInt64
  ) throws -> (bytes: [UInt8], flags: UInt64, l2: UInt32, l3: UInt32) {
    let packets = try ChecksumPackets()
    let packet = try unsafe packets.packet([frame], flags: flags)
    var list: [OpaquePointer?] = unsafe [packet]
    unsafe Checksum.adopt(&list, 1)
    let result = unsafe (
      ChecksumPackets.bytes(packet), cdpdk_mbuf_flags(packet), cdpdk_mbuf_l2_length(packet),
      cdpdk_mbuf_l3_length(packet)
    )
    unsafe rte_pktmbuf_free(packet)
    return result
  }

  @Test func `a tagged TCP packet asks on, for whoever sends it`() throws {
    let frame = ChecksumFrames.frame(tags: 1, number: 6, transport: ChecksumFrames.tcp([1, 2, 3]))
    let result = try adopted(frame, flags: Self.asked)
    #expect(result.flags == CDPDK_TX_TCP_CHECKSUM | CDPDK_TX_IPV4)
    #expect(result.l2 == 18)
    #expect(result.l3 == 20)
    #expect(result.bytes == frame)
  }

  @Test func `an IPv6 packet with extension headers is answered at once`() throws {
    let extension6: [UInt8] = [17, 0, 1, 4, 0, 0, 0, 0]
    let udp = ChecksumFrames.udp(ChecksumFrames.payload(21))
    let frame = ChecksumFrames.frame(ipv6: true, number: 0, transport: extension6 + udp)
    let result = try adopted(frame, flags: Self.asked)
    #expect(result.flags == 0)
    // The pseudo header names the transport, not the extension.
    let plain = ChecksumFrames.frame(
      ipv6: true, number: 17, transport: Array(result.bytes.dropFirst(62)))
    #expect(ChecksumFrames.isRight(plain, l2: 14, l3: 40, ipv6: true))
  }

  @Test func `segmentation that a guest never negotiated is not believed`() throws {
    let frame = ChecksumFrames.frame(number: 6, transport: ChecksumFrames.tcp([1, 2, 3]))
    // RTE_MBUF_F_RX_LRO and RTE_MBUF_F_TX_TCP_SEG.
    let result = try adopted(frame, flags: Self.asked | 1 << 16 | 1 << 50)
    #expect(result.flags == CDPDK_TX_TCP_CHECKSUM | CDPDK_TX_IPV4)
    #expect(try adopted(frame, flags: 1 << 16 | 1 << 50).flags == 0)
  }

  @Test func `a request on a frame that is no transport packet vanishes`() throws {
    for frame in [
      [], [1], ChecksumFrames.addresses + [8, 6, 0, 1], Array(repeating: 0xff, count: 64),
    ] {
      let result = try adopted(frame, flags: Self.asked)
      #expect(result.flags == 0)
      #expect(result.bytes == frame)
    }
  }
}
