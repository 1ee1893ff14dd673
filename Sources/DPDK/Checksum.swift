// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK

/// Checksums that a guest leaves to whoever sends its packet on.
///
/// Such a packet carries a request: `RTE_MBUF_F_TX_…` with the lengths of its link and network headers. Towards another
/// guest the request travels on (librte_vhost says NEEDS_CSUM there); before any other port `finish` answers it. Adding
/// or removing a tag must move the request along, as `cdpdk_mbuf_move_start` does.
public enum Checksum {
  /// Whether one of the packets still carries a request.
  @inlinable @inline(__always) @_noLocks
  public static func isRequested(_ objects: UnsafeMutablePointer<OpaquePointer?>, _ count: Int)
    -> Bool
  {
    unsafe cdpdk_mbuf_needs_checksum(objects, UInt32(truncatingIfNeeded: count))
  }

  /// Answers the requests of the packets in software and clears them. A header that contradicts its request, or does
  /// not lie in the frame, is left as it is: the receiver's checksum then finds it.
  @inline(never) @_noLocks
  public static func finish(_ objects: UnsafeMutablePointer<OpaquePointer?>, _ count: Int) {
    for i in 0..<count {
      guard let packet = unsafe objects[i] else { continue }
      let flags = unsafe cdpdk_mbuf_flags(packet)
      guard flags & CDPDK_TX_REQUEST != 0 else { continue }
      unsafe cdpdk_mbuf_set_flags(packet, flags & ~CDPDK_TX_REQUEST)
      let l2 = unsafe Int(cdpdk_mbuf_l2_length(packet))
      let l3 = unsafe Int(cdpdk_mbuf_l3_length(packet))
      let frame = unsafe ChecksumFrame(packet)
      if flags & CDPDK_TX_IP_CHECKSUM != 0 { finishNetwork(frame, l2, l3) }
      finishTransport(frame, l2, l3, flags & CDPDK_TX_TRANSPORT_MASK)
    }
  }

  /// Turns what librte_vhost says of packets from a guest (NEEDS_CSUM as `RX_L4_CKSUM_NONE`) into requests.
  ///
  /// All other flags go: a hostile guest may ask for segmentation that it never negotiated. Requests whose pseudo header
  /// `rte_net_intel_cksum_prepare` would get wrong (IPv6 with extensions) are answered at once.
  @inline(never) @_noLocks @usableFromInline
  package static func adopt(_ objects: UnsafeMutablePointer<OpaquePointer?>, _ count: Int) {
    for i in 0..<count {
      guard let packet = unsafe objects[i] else { continue }
      let isAsked =
        unsafe cdpdk_mbuf_flags(packet) & CDPDK_RX_TRANSPORT_MASK == CDPDK_RX_TRANSPORT_NONE
      unsafe cdpdk_mbuf_set_flags(packet, 0)
      guard isAsked else { continue }
      var l2: UInt32 = 0
      var l3: UInt32 = 0
      let transport = unsafe cdpdk_mbuf_transport(packet, &l2, &l3)
      let frame = unsafe ChecksumFrame(packet)
      guard let part = Transport(frame, Int(l2), Int(l3), transport) else { continue }
      // The request's fields take 7 and 9 bits.
      if l2 < 128, part.isIPv4 || l3 == 40 {
        unsafe cdpdk_mbuf_set_request(
          packet, transport | (part.isIPv4 ? CDPDK_TX_IPV4 : CDPDK_TX_IPV6), l2, l3)
      } else {
        finishTransport(frame, Int(l2), Int(l3), transport)
      }
    }
  }

  @inline(__always) @_noLocks
  static func fold(_ sum: UInt32) -> UInt32 {
    let once = sum & 0xffff &+ sum >> 16
    return once & 0xffff &+ once >> 16
  }

  @_noLocks
  private static func finishNetwork(_ frame: ChecksumFrame, _ l2: Int, _ l3: Int) {
    guard l3 >= 20, l2 &+ l3 <= frame.length, frame.byte(l2) == 0x40 | l3 / 4 else { return }
    frame.store(0, at: l2 &+ 10)
    frame.store(UInt16(truncatingIfNeeded: ~frame.sum(l2, l3)), at: l2 &+ 10)
  }

  @_noLocks
  private static func finishTransport(
    _ frame: ChecksumFrame, _ l2: Int, _ l3: Int, _ request: UInt64
  ) {
    guard let part = Transport(frame, l2, l3, request) else { return }
    guard request != CDPDK_TX_SCTP_CHECKSUM else {
      let crc = frame.crc32c(part.start, part.length, hole: part.field)
      // Stored least significant byte first.
      frame.store(UInt16(truncatingIfNeeded: crc).byteSwapped, at: part.field)
      frame.store(UInt16(truncatingIfNeeded: crc >> 16).byteSwapped, at: part.field &+ 2)
      return
    }
    frame.store(0, at: part.field)
    var sum =
      frame.sum(part.start, part.length) &+ part.number &+ UInt32(truncatingIfNeeded: part.length)
    sum = sum &+ (part.isIPv4 ? frame.sum(l2 &+ 12, 8) : frame.sum(l2 &+ 8, 32))
    let checksum = UInt16(truncatingIfNeeded: ~fold(sum))
    // For UDP zero means none (RFC 768).
    frame.store(
      checksum == 0 && request == CDPDK_TX_UDP_CHECKSUM ? 0xffff : checksum, at: part.field)
  }

  /// Where the transport header and its checksum lie, when all of it lies in the frame.
  private struct Transport {
    let isIPv4: Bool
    let start: Int
    /// As the IP header says: padding behind it does not count.
    let length: Int
    let field: Int
    /// IANA protocol number.
    let number: UInt32

    @_noLocks
    init?(_ frame: ChecksumFrame, _ l2: Int, _ l3: Int, _ request: UInt64) {
      guard l2 >= 14, l3 >= 20, l2 &+ l3 <= frame.length else { return nil }
      let first = frame.byte(l2)
      start = l2 &+ l3
      switch first >> 4 {
      case 4 where first & 15 == l3 / 4:
        isIPv4 = true
        length = frame.number(l2 &+ 2) &- l3
      case 6 where l3 >= 40:
        isIPv4 = false
        length = frame.number(l2 &+ 4) &+ 40 &- l3
      default: return nil
      }
      let place: Int
      let smallest: Int
      switch request {
      case CDPDK_TX_TCP_CHECKSUM: (number, place, smallest) = (6, 16, 20)
      case CDPDK_TX_UDP_CHECKSUM: (number, place, smallest) = (17, 6, 8)
      case CDPDK_TX_SCTP_CHECKSUM: (number, place, smallest) = (132, 8, 12)
      default: return nil
      }
      field = start &+ place
      guard length >= smallest, start &+ length <= frame.length else { return nil }
    }
  }
}
