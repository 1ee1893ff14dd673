// SPDX-License-Identifier: BSD-3-Clause
import Glibc

/// The word by which the users of the REST interface are known.
package struct Token: Hashable, Sendable {
  /// Fewer bytes could be guessed.
  static let minimumLength = 16

  private let bytes: [UInt8]

  package init?(_ word: String) {
    let bytes = Array(word.utf8)
    guard bytes.count >= Self.minimumLength, bytes.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      return nil
    }
    self.bytes = bytes
  }

  /// Reads the first line of a file that nobody but its owner may read.
  ///
  /// - Throws: `ListenError` with what is wrong with the file.
  package init(file path: String) throws(ListenError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw ListenError(description: "--token-file '\(path)': \(systemReason(errno))")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw ListenError(
        description:
          "--token-file '\(path)': others than its owner may read it; 'chmod 600 \(path)' mends that"
      )
    }
    let slash = path.lastIndex(of: "/")
    let file = DurableFile(
      slash.map { String(path[path.index(after: $0)...]) } ?? path,
      in: slash.map { String(path[..<$0]) } ?? ".")
    let content: [UInt8]?
    do throws(StoreError) { content = try file.read(limit: 64 << 10) } catch {
      throw ListenError(description: "--token-file: \(error)")
    }
    let line = String(decoding: content ?? [], as: UTF8.self).split(whereSeparator: \.isNewline)
      .first.map(String.init)
    guard let token = Token(line ?? "") else {
      throw ListenError(
        description:
          "--token-file '\(path)': expected a word of at least \(Self.minimumLength) characters in "
          + "the first line, such as 'openssl rand -hex 32' prints")
    }
    self = token
  }

  /// Whether the value of an Authorization header has it; takes as long for every wrong token.
  func isIn(_ header: String?) -> Bool {
    guard let header, header.utf8.count >= 7, header.prefix(7).lowercased() == "bearer " else {
      return false
    }
    let said = Array(header.utf8.dropFirst(7).drop { $0 == 32 })
    var difference = said.count ^ bytes.count
    for (index, byte) in bytes.enumerated() {
      difference |= Int(byte ^ (said.isEmpty ? 0 : said[index % said.count]))
    }
    return difference == 0
  }
}
