// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

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

  /// Written at once, so that nothing is lost when the shell is killed.
  package func append(_ line: String) {
    guard let path else { return }
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    guard let file = FileHandle(forWritingAtPath: path) else { return }
    defer { try? file.close() }
    _ = try? file.seekToEnd()
    try? file.write(contentsOf: Data("\(line)\n".utf8))
  }
}
