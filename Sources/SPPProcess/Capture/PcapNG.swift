// SPDX-License-Identifier: BSD-3-Clause
package import DPDK

/// The blocks of a pcapng file (draft-ietf-opsawg-pcapng) with one interface and time stamps in nanoseconds.
package enum PcapNG {
  /// The section's header, and the description of the interface.
  package static func header(interface: String, program: String) -> [UInt8] {
    let section =
      words([0x1a2b_3c4d, 1]) + [UInt8](repeating: 0xff, count: 8) + option(4, Array(program.utf8))
      + option(0, [])
    // Link type Ethernet, no limit of length; if_name, if_tsresol 10^-9.
    let description =
      words([1, 0]) + option(2, Array(interface.utf8)) + option(9, [9]) + option(0, [])
    return block(0x0a0d_0d0a, section) + block(1, description)
  }

  /// Bytes of the block of a frame.
  package static func size(of length: Int) -> Int { 32 + (length + 3) & ~3 }

  /// Appends the block of the ring's oldest frame, which is taken.
  package static func append(
    _ record: CaptureRing.Record, of ring: CaptureRing, to bytes: inout [UInt8]
  ) {
    let size = UInt32(size(of: record.length))
    let length = UInt32(record.length)
    bytes += words([
      6, size, 0, UInt32(record.time >> 32), UInt32(truncatingIfNeeded: record.time), length,
      length,
    ])
    ring.takeFront(into: &bytes)
    bytes += [UInt8](repeating: 0, count: -record.length & 3)
    bytes += words([size])
  }

  private static func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
    let size = UInt32(12 + body.count)
    return words([type, size]) + body + words([size])
  }

  private static func option(_ code: UInt16, _ value: [UInt8]) -> [UInt8] {
    words([UInt32(code) | UInt32(value.count) << 16]) + value
      + [UInt8](repeating: 0, count: -value.count & 3)
  }

  /// Little-endian, which the section's header says.
  private static func words(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
  }
}
