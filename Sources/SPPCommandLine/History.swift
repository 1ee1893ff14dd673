// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import Glibc

/// The lines typed before, one a line in a file of the user's; losing it is no error.
package struct History: Sendable {
  private let path: String?
  /// Lines that are kept when the file is read.
  static let limit = 1000

  /// `.spp_history` in the home directory, or none without one.
  static var standard: History {
    History(path: ProcessInfo.processInfo.environment["HOME"].map { "\($0)/.spp_history" })
  }

  package init(path: String?) { self.path = path }

  /// The file.
  var place: String? { path }

  /// Whether a line is not kept: it leaves the shell, or is about the history itself.
  static func isLeftOut(_ line: String) -> Bool {
    let word = line.split(whereSeparator: \.isWhitespace).first ?? ""
    return ["bye", "exit", "history", "redo"].contains(word)
  }

  /// The newest lines, oldest first; cuts the file down to them when it has grown to twice as many.
  package func load() -> [String] {
    guard let path, let text = try? TextFile.read(path) else { return [] }
    let all = text.split(whereSeparator: \.isNewline).map(String.init)
    let lines = Array(all.suffix(Self.limit))
    if all.count > 2 * Self.limit {
      let shorter = lines.joined(separator: "\n") + "\n"
      try? shorter.write(toFile: path, atomically: true, encoding: .utf8)
    }
    return lines
  }

  /// Written at once, so that nothing is lost when the shell is killed, and in one piece at the end of the file,
  /// so that lines of two shells stay whole.
  ///
  /// The corresponding C functions are `open` with `O_APPEND` and `write`.
  package func append(_ line: String) {
    guard let path else { return }
    let file = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    try? FileHandle(fileDescriptor: file, closeOnDealloc: true).write(
      contentsOf: Data("\(line)\n".utf8))
  }
}
