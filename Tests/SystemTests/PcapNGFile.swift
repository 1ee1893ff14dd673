// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

/// A pcapng file, read by its definition (draft-ietf-opsawg-pcapng), little-endian.
struct PcapNGFile {
  struct Packet {
    /// Nanoseconds since 1970.
    let time: UInt64
    let frame: [UInt8]
  }

  private(set) var interface = ""
  private(set) var packets: [Packet] = []
  let size: Int

  /// - Throws: When it is not whole, or no LZ4 frame.
  init(compressed path: String, _ group: Group) throws {
    let (status, _, complaints) = try group.run(["lz4", "-d", "-f", "-q", path, path + ".ng"])
    try #require(status == 0, "\(path): \(complaints)")
    defer { unlink(path + ".ng") }
    try self.init([UInt8](Data(contentsOf: URL(fileURLWithPath: path + ".ng"))))
  }

  private init(_ bytes: [UInt8]) throws {
    size = bytes.count
    func word(_ place: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
    try #require(bytes.count >= 28 && word(0) == 0x0a0d_0d0a && word(8) == 0x1a2b_3c4d)
    var place = 0
    while place < bytes.count {
      try #require(place + 12 <= bytes.count)
      let length = Int(word(place + 4))
      try #require(length >= 12 && length % 4 == 0 && place + length <= bytes.count)
      #expect(word(place + length - 4) == UInt32(length))
      switch word(place) {
      case 1:
        #expect(word(place + 8) == 1, "link type Ethernet")
        // if_name comes first, if_tsresol second.
        let count = Int(word(place + 16) >> 16)
        #expect(word(place + 16) & 0xffff == 2)
        interface = String(decoding: bytes[(place + 20)..<(place + 20 + count)], as: UTF8.self)
        let next = place + 20 + (count + 3) / 4 * 4
        #expect(word(next) == 1 << 16 | 9 && bytes[next + 4] == 9, "nanoseconds")
      case 6:
        let captured = Int(word(place + 20))
        #expect(word(place + 24) == UInt32(captured))
        try #require(28 + captured + 4 <= length)
        packets.append(
          Packet(
            time: UInt64(word(place + 12)) << 32 | UInt64(word(place + 16)),
            frame: Array(bytes[(place + 28)..<(place + 28 + captured)])))
      default: break
      }
      place += length
    }
  }
}
