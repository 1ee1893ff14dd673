// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// Where the shell's words go: answers to one side, complaints to the other.
package struct Console {
  package let write: (String) -> Void
  package let complain: (String) -> Void

  package init(write: @escaping (String) -> Void, complain: @escaping (String) -> Void) {
    self.write = write
    self.complain = complain
  }

  /// Standard output and standard error, each line written at once, so that they keep their order.
  package static var standard: Console {
    // A reader that went away is no reason to stop.
    Console(
      write: { try? FileHandle.standardOutput.write(contentsOf: Data("\($0)\n".utf8)) },
      complain: { try? FileHandle.standardError.write(contentsOf: Data("\($0)\n".utf8)) })
  }

  func show(_ text: String) {
    if !text.isEmpty { write(text) }
  }
}
