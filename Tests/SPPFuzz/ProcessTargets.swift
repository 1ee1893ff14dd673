// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import Glibc
import SPPModel
import SPPProcess

extension FuzzTarget {
  /// Command lines of processes, as they come from a launch or a site.
  static let options: FuzzTarget = {
    let words = [
      "--client-id", "1", "-s", "127.0.0.1:6666", "-n", "8", "-p", "0x3", "--port-num", "0", "rxq",
      "2", "txq", "--mbufs",
      "16384", "--ring-size", "1024", "--pool", "spp_mag", "--log-dir", "/tmp", "--guests", "16",
      "--disp-stats",
      "--vhost-client", "--vhost-dir", "--vhost-mode", "0660", "--vhost-owner", "root:root",
      "--vhost-queues", "--poll",
      "busy", "--rest", "20", "-c", "phy:0", "nq", "--out-dir", "--fsize", "--capture-dir",
      "--capture-size",
      "unix:/run/spp.sock", "[::1]:5555", "--rest=20", "--client-id=7",
    ]
    return FuzzTarget("options", "the words after '--' of each program") { random in
      var text =
        random.oneIn(2) ? "--client-id 1 -s 127.0.0.1:6666 " : "-p 0x1 -n 2 -s unix:/run/a "
      for _ in 0..<random.below(10) {
        text += random.oneIn(4) ? random.pick(Tokens.values) : random.pick(words)
        if !random.oneIn(12) { text += " " }
      }
      return Mutator(limit: 1000).mutated(
        Array(text.utf8), &random, others: words.map { Array($0.utf8) })
    } read: { bytes in
      let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
      do throws(UsageError) { _ = try PrimaryOptions(words) } catch {
        try holdSentence(error, limit: 3000)
      }
      for kind in ProcessKind.allCases where kind != .primary {
        do throws(UsageError) { _ = try SecondaryOptions(kind, words) } catch {
          try holdSentence(error, limit: 3000)
        }
      }
    }
  }()

  /// Capture files that a pcap port replays.
  static let pcap = FuzzTarget("pcap", "a capture file as input, pcap or pcapng", epoch: 1000) {
    random in
    var bytes = random.oneIn(2) ? captureFile(&random) : captureFileNG(&random)
    let samples = [bytes]
    if !random.oneIn(8) { bytes = Mutator().mutated(bytes, &random, others: samples) }
    return bytes
  } begin: {
    // In memory: an input is a file for a moment.
    let path = "/dev/shm/spp-fuzz-\(getpid())-\(UInt64.random(in: 0 ... .max)).pcap"
    let file = CaptureFile(path: path)
    return .plain { bytes in try file.read(bytes) }
  }

  private static func little(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
  }

  private static func frame(_ random: inout Random) -> [UInt8] {
    (0..<random.pick([0, 1, 13, 14, 18, 60, 64, 1514])).map { _ in
      UInt8(truncatingIfNeeded: random.next())
    }
  }

  private static func captureFile(_ random: inout Random) -> [UInt8] {
    var bytes = little([
      random.pick([0xa1b2_c3d4, 0xa1b2_c3d4, 0xa1b2_3c4d, 0xd4c3_b2a1, 0xa1b2_cd34]), 4 << 16 | 2,
      0, 0,
      random.pick([262_144, 65_535, 0, .max, 64]), random.pick([1, 1, 1, 1, 0, 113, 147, .max]),
    ])
    for _ in 0..<random.below(5) {
      let frame = frame(&random)
      let length =
        random.oneIn(8) ? random.pick([0, 1, 65_536, 262_145, .max]) : UInt32(frame.count)
      bytes += little([1, 2, length, random.oneIn(8) ? .max : UInt32(frame.count)]) + frame
    }
    return bytes
  }

  private static func captureFileNG(_ random: inout Random) -> [UInt8] {
    func block(_ type: UInt32, _ body: [UInt8], _ random: inout Random) -> [UInt8] {
      let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
      let length = random.oneIn(16) ? random.pick([0, 8, 12, 13, .max]) : UInt32(12 + padded.count)
      return little([type, length]) + padded + little([length])
    }
    var bytes = block(0x0a0d_0d0a, little([0x1a2b_3c4d, 1, .max, .max]), &random)
    bytes += block(
      1,
      little([random.pick([1, 1, 113]), 262_144, 9 | 1 << 16, random.pick([6, 9, 0x83, 0xff]), 0]),
      &random)
    for _ in 0..<random.below(5) {
      let frame = frame(&random)
      let length = UInt32(frame.count)
      bytes +=
        random.oneIn(3)
        ? block(3, little([length]) + frame, &random)
        : block(6, little([random.pick([0, 0, 1, .max]), 1, 2, length, length]) + frame, &random)
    }
    return bytes
  }
}

/// A file that holds one input after another.
private final class CaptureFile {
  private let path: String
  private let file: Int32

  init(path: String) {
    self.path = path
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  }

  deinit {
    close(file)
    unlink(path)
  }

  func read(_ bytes: [UInt8]) throws {
    try hold(ftruncate(file, 0) == 0, "the file is not emptied")
    let written = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    try hold(written == bytes.count, "the file is not written")
    let frames: Int
    do throws(DPDKError) { frames = try PcapFileReader(path: path).frames } catch {
      return try holdSentence(error, limit: 1000)
    }
    try hold(frames * 16 <= bytes.count, "more frames than bytes for them")
  }
}
