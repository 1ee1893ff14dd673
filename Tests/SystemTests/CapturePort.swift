// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A `pcap` port with its two files, which belong to the whole host; removed with their owner.
final class CapturePort: CustomStringConvertible {
  let index: Int
  var description: String { "pcap:\(index)" }
  var rxFile: String { "/tmp/spp-rx\(index).pcap" }
  var txFile: String { "/tmp/spp-tx\(index).pcap" }

  /// One from 100 to 255 whose files nobody has.
  init() {
    func isFree(_ index: Int) -> Bool {
      ["/tmp/spp-rx\(index).pcap", "/tmp/spp-tx\(index).pcap"].allSatisfy {
        !FileManager.default.fileExists(atPath: $0)
      }
    }
    let start = Numbers.next()
    index = (0..<156).map { 100 + (start + $0) % 156 }.first(where: isFree) ?? 100
    // Taken from now on.
    _ = FileManager.default.createFile(atPath: rxFile, contents: nil)
  }

  deinit { for path in [rxFile, txFile] { unlink(path) } }
}
