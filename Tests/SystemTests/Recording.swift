// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import Testing

/// What comes in on a namespace's interface, whomever it is for.
struct Recording {
  private let program: Program
  private let path: String

  init(_ space: Namespace, in directory: String) throws {
    let number = Numbers.next()
    path = "\(directory)/recording\(number).pcap"
    // -p: a promiscuous interface would not show what a guest gets, as its own filter stands behind it.
    program = try space.start(
      "tcpdump\(number)", "tcpdump", "--immediate-mode", "-p", "-n", "-U", "-Q", "in", "-i", "eth0",
      "-w", path)
    let tcpdump = program
    try eventually("tcpdump should listen") { tcpdump.complaints.contains("listening on") }
  }

  /// Destinations of all frames, and the end of the recording.
  func destinations() throws -> [MACAddress] {
    usleep(200_000)
    // Told until it hears: libpcap sleeps on when the signal comes just before it waits for the next frame.
    try eventually("tcpdump should end") {
      program.send(SIGINT)
      return program.status
    }
    return try CaptureFile.frames(path).map { frame in
      MACAddress(bits: frame.prefix(6).reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}
