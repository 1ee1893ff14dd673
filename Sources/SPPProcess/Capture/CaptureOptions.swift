// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Where captures go.
package struct CaptureOptions: Hashable, Sendable {
  package var directory = "/tmp"
  /// Bytes of a file before compression; the next one is begun before they are exceeded.
  package var fileSize = 1 << 30

  package init() {}

  /// The path of a capture file, as SPP names them.
  ///
  /// - Parameters:
  ///   - stamp: `YYYYMMDDhhmmss`, local time, when the recording began.
  ///   - sequence: From 1.
  package func path(of port: ResourceUID, stamp: String, sequence: Int) -> String {
    let queue = port.queue.map { "nq\($0)" } ?? ""
    // All packets come in order through one writer, so its number is 1.
    return
      "\(directory)/spp_pcap.\(stamp).\(port.type.rawValue)\(port.index)\(queue).1.\(sequence).pcap.lz4"
  }
}

/// Why nothing can be recorded, in one sentence.
struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
  let description: String
}
