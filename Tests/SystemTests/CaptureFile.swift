// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

/// pcap files, written and read by their definition (draft-ietf-opsawg-pcap).
enum CaptureFile {
  static func write(_ frames: [[UInt8]], to path: String) throws {
    var bytes = [0xa1b2_c3d4, 4 << 16 | 2, 0, 0, 262_144, 1].flatMap(little)
    for (index, frame) in frames.enumerated() {
      let length = UInt32(frame.count)
      bytes += [1, UInt32(index), length, length].flatMap(little) + frame
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// - Throws: When the file is missing or cut.
  static func frames(_ path: String) throws -> [[UInt8]] {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    var frames: [[UInt8]] = []
    var place = 24
    while place < bytes.count {
      try #require(place + 16 <= bytes.count)
      let length = Int(word(bytes, place + 8))
      try #require(place + 16 + length <= bytes.count)
      frames.append(Array(bytes[(place + 16)..<(place + 16 + length)]))
      place += 16 + length
    }
    return frames
  }

  private static func little(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
  }
}
