// SPDX-License-Identifier: BSD-3-Clause

import CDPDK
import DPDK
import Testing

@Suite(.eal, .serialized)
struct ChecksumTests {
  let tcp4 = CDPDK_TX_TCP_CHECKSUM | CDPDK_TX_IPV4
  let udp4 = CDPDK_TX_UDP_CHECKSUM | CDPDK_TX_IPV4

  @Test(arguments: [0, 1, 2], [0, 1, 2, 7, 64, 1001])
  func `a TCP request over IPv4 is answered behind any number of tags`(tags: Int, length: Int)
    throws
  {
    let packets = try ChecksumPackets()
    let frame = ChecksumFrames.frame(
      tags: tags, number: 6, transport: ChecksumFrames.tcp(ChecksumFrames.payload(length)))
    #expect(!ChecksumFrames.isRight(frame, l2: 14 + 4 * tags, l3: 20))
    let done = try packets.finish([frame], flags: tcp4, l2: 14 + 4 * tags, l3: 20)
    #expect(ChecksumFrames.isRight(done.bytes, l2: 14 + 4 * tags, l3: 20))
    #expect(done.flags == 0)
  }

  @Test func `a UDP request over IPv6 is answered`() throws {
    let packets = try ChecksumPackets()
    let frame = ChecksumFrames.frame(
      ipv6: true, number: 17, transport: ChecksumFrames.udp(ChecksumFrames.payload(333)))
    let done = try packets.finish(
      [frame], flags: CDPDK_TX_UDP_CHECKSUM | CDPDK_TX_IPV6, l2: 14, l3: 40)
    #expect(ChecksumFrames.isRight(done.bytes, l2: 14, l3: 40, ipv6: true))
  }

  @Test func `a packet of several segments, cut anywhere, gets the checksum of the whole`() throws {
    let packets = try ChecksumPackets()
    let frame = ChecksumFrames.frame(
      number: 6, transport: ChecksumFrames.tcp(ChecksumFrames.payload(51)))
    let whole = try packets.finish([frame], flags: tcp4, l2: 14, l3: 20).bytes
    for place in 1..<frame.count - 3 {
      let pieces = ChecksumFrames.cut(frame, [place, place + 1, place + 3])
      let done = try packets.finish(pieces, flags: tcp4, l2: 14, l3: 20)
      #expect(done.bytes == whole, "cut at \(place)")
    }
    #expect(packets.available == 63)
  }

  @Test func `a UDP checksum that comes out as zero is sent as ones`() throws {
    let packets = try ChecksumPackets()
    var frame = ChecksumFrames.frame(number: 17, transport: ChecksumFrames.udp([0, 0]))
    let first = try packets.finish([frame], flags: udp4, l2: 14, l3: 20).bytes
    // The payload takes up what the checksum was.
    frame[42] = first[40]
    frame[43] = first[41]
    let done = try packets.finish([frame], flags: udp4, l2: 14, l3: 20).bytes
    #expect(done[40...41] == [0xff, 0xff])
  }

  @Test func `padding behind the IP packet does not count`() throws {
    let packets = try ChecksumPackets()
    let frame = ChecksumFrames.frame(number: 6, transport: ChecksumFrames.tcp([1]))
    let padded = frame + Array(repeating: 0xaa, count: 60 - frame.count)
    let done = try packets.finish([padded], flags: tcp4, l2: 14, l3: 20).bytes
    #expect(ChecksumFrames.isRight(done, l2: 14, l3: 20))
    #expect(done.suffix(5) == padded.suffix(5))
  }

  @Test func `an SCTP request gets a CRC32c`() throws {
    let packets = try ChecksumPackets()
    let transport: [UInt8] = [0, 1, 0, 2, 0, 0, 0, 9, 1, 2, 3, 4] + ChecksumFrames.payload(41)
    let frame = ChecksumFrames.frame(number: 132, transport: transport)
    let pieces = ChecksumFrames.cut(frame, [43, 44])
    let done = try packets.finish(
      pieces, flags: CDPDK_TX_SCTP_CHECKSUM | CDPDK_TX_IPV4, l2: 14, l3: 20
    ).bytes
    let zeroed = Array(transport[0..<8]) + [0, 0, 0, 0] + transport[12...]
    let crc = Self.crc32c(zeroed)
    #expect(done[42..<46].elementsEqual((0..<4).map { UInt8(truncatingIfNeeded: crc >> (8 * $0)) }))
    // RFC 3720, B.4: the check value of the polynomial.
    #expect(Self.crc32c(Array("123456789".utf8)) == 0xe306_9283)
  }

  @Test func `an IPv4 header checksum is answered, options included`() throws {
    let packets = try ChecksumPackets()
    let frame = ChecksumFrames.frame(number: 6, transport: ChecksumFrames.tcp([1, 2]), options: 3)
    let flags = tcp4 | CDPDK_TX_IP_CHECKSUM
    let done = try packets.finish([frame], flags: flags, l2: 14, l3: 32).bytes
    let sum = unsafe done.withUnsafeBytes {
      unsafe rte_raw_cksum($0.baseAddress.unsafelyUnwrapped + 14, 32)
    }
    #expect(sum == 0xffff)
    #expect(ChecksumFrames.isRight(done, l2: 14, l3: 32))
  }

  @Test(arguments: [
    (l2: 14, l3: 0), (14, 16), (14, 24), (14, 511), (127, 511), (0, 20), (13, 20), (18, 20),
    (14, 40),
  ])
  func `a request that contradicts the frame changes nothing but itself`(l2: Int, l3: Int) throws {
    let packets = try ChecksumPackets()
    let frame = ChecksumFrames.frame(number: 6, transport: ChecksumFrames.tcp([1, 2, 3]))
    for flags in [tcp4, udp4, tcp4 | CDPDK_TX_IP_CHECKSUM, CDPDK_TX_TCP_CHECKSUM | CDPDK_TX_IPV6] {
      let done = try packets.finish([frame], flags: flags, l2: l2, l3: l3)
      #expect(done.bytes == frame)
      #expect(done.flags == 0)
    }
  }

  @Test func `a frame shorter than its IP header says is left alone, whatever lies behind it`()
    throws
  {
    let packets = try ChecksumPackets()
    let frame = ChecksumFrames.frame(
      number: 6, transport: ChecksumFrames.tcp(ChecksumFrames.payload(30)))
    for length in 1..<frame.count {
      let done = try packets.finish(
        [Array(frame.prefix(length))], flags: tcp4 | CDPDK_TX_IP_CHECKSUM, l2: 14, l3: 20)
      // The IP header has a checksum of its own, which is answered once the header is whole.
      #expect(done.bytes.prefix(24) == frame.prefix(min(24, length)))
      #expect(done.bytes.dropFirst(26) == frame.prefix(length).dropFirst(26))
    }
  }

  /// By a table, unlike the code under test.
  private static func crc32c(_ bytes: [UInt8]) -> UInt32 {
    var table: [UInt32] = []
    for byte in 0..<UInt32(256) {
      var crc = byte
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
      table.append(crc)
    }
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes { crc = crc >> 8 ^ table[Int((crc ^ UInt32(byte)) & 0xff)] }
    return ~crc
  }
}
