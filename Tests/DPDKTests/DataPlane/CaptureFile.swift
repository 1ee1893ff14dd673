// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import Synchronization
import Testing

/// A pcap file, written and read here by its definition (draft-ietf-opsawg-pcap); removed with its owner.
final class CaptureFile {
  let path: String
  private static let made = Atomic(0)

  init() {
    let number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
    path = "/tmp/spp-test-\(getpid())-\(number).capture"
  }

  /// A file of these frames.
  convenience init(_ frames: [[UInt8]]) throws {
    self.init()
    var bytes = [0xa1b2_c3d4, 4 << 16 | 2, 0, 0, 262_144, 1].flatMap(Self.little)
    for (index, frame) in frames.enumerated() {
      let length = UInt32(frame.count)
      bytes += [1, UInt32(index), length, length].flatMap(Self.little) + frame
    }
    let file = try unsafe #require(fopen(path, "w"))
    #expect(unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count)
    unsafe fclose(file)
  }

  deinit { _ = unsafe unlink(path) }

  /// The frames of a file with time stamps in nanoseconds.
  func frames() throws -> [[UInt8]] {
    let bytes = try contents()
    try #require(bytes.count >= 24)
    #expect(Self.word(bytes, 0) == 0xa1b2_3c4d)
    #expect(Self.word(bytes, 20) == 1)
    var frames: [[UInt8]] = []
    var place = 24
    while place < bytes.count {
      try #require(place + 16 <= bytes.count)
      let length = Int(Self.word(bytes, place + 8))
      #expect(Self.word(bytes, place + 12) == Self.word(bytes, place + 8))
      try #require(place + 16 + length <= bytes.count)
      frames.append(Array(bytes[(place + 16)..<(place + 16 + length)]))
      place += 16 + length
    }
    return frames
  }

  private func contents() throws -> [UInt8] {
    let file = try unsafe #require(fopen(path, "r"))
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&part, 1, part.count, file)
      guard count > 0 else { return bytes }
      bytes += part.prefix(count)
    }
  }

  private static func little(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
  }
}
