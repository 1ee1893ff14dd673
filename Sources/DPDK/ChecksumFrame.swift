// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK

/// The bytes of a packet, however many segments they lie in. Nothing outside the frame is read or written.
@safe
struct ChecksumFrame {
  private let packet: OpaquePointer
  let length: Int

  @_noLocks
  init(_ packet: OpaquePointer) {
    unsafe self.packet = packet
    length = unsafe Int(cdpdk_mbuf_packet_length(packet))
  }

  /// Calls for each piece of `offset..<offset + count`; false when the frame ends before.
  @inline(__always) @_noLocks
  private func pieces(_ offset: Int, _ count: Int, _ body: (UnsafeMutableRawPointer, Int) -> Void)
    -> Bool
  {
    guard offset >= 0, count >= 0, offset &+ count <= length else { return false }
    var skip = offset
    var left = count
    var segment: OpaquePointer? = unsafe packet
    while left > 0, let current = unsafe segment {
      let size = unsafe Int(cdpdk_mbuf_data_length(current))
      if skip < size {
        let here = min(left, size &- skip)
        unsafe body(cdpdk_mbuf_data(current).unsafelyUnwrapped + skip, here)
        left &-= here
        skip = 0
      } else {
        skip &-= size
      }
      unsafe segment = cdpdk_mbuf_next(current)
    }
    return left == 0
  }

  /// The byte at `offset`, or 0 beyond the end.
  @_noLocks
  func byte(_ offset: Int) -> Int {
    var value = 0
    _ = unsafe pieces(offset, 1) { bytes, _ in value = unsafe Int(bytes.load(as: UInt8.self)) }
    return value
  }

  /// The 16-bit number at `offset`, network order.
  @_noLocks
  func number(_ offset: Int) -> Int { byte(offset) << 8 | byte(offset &+ 1) }

  /// Stores 16 bits, the first byte from bits 8 to 15; not at all when they do not lie in the frame.
  @_noLocks
  func store(_ value: UInt16, at offset: Int) {
    var rest = UInt32(value)
    _ = unsafe pieces(offset, 2) { bytes, count in
      for i in 0..<count {
        unsafe (bytes + i).storeBytes(of: UInt8(truncatingIfNeeded: rest >> 8), as: UInt8.self)
        rest = rest << 8
      }
    }
  }

  /// The one's complement sum of 16-bit numbers in network order (RFC 1071), folded; an odd last byte counts high.
  @_noLocks
  func sum(_ offset: Int, _ count: Int) -> UInt32 {
    var sum: UInt32 = 0
    var done = 0
    _ = unsafe pieces(offset, count) { bytes, size in
      var part = unsafe UInt16(
        truncatingIfNeeded: cdpdk_sum(bytes, UInt32(truncatingIfNeeded: size))
      ).bigEndian
      if done & 1 == 1 { part = part.byteSwapped }
      sum = sum &+ UInt32(part)
      done &+= size
    }
    return Checksum.fold(sum)
  }

  /// CRC32c (RFC 9260, appendix A) of the bytes, those of `hole..<hole + 4` taken as zero.
  @_noLocks
  func crc32c(_ offset: Int, _ count: Int, hole: Int) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    var position = offset
    _ = unsafe pieces(offset, count) { bytes, size in
      for i in 0..<size {
        let isHole = position >= hole && position < hole &+ 4
        crc ^= isHole ? 0 : unsafe UInt32((bytes + i).load(as: UInt8.self))
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
        position &+= 1
      }
    }
    return ~crc
  }
}
