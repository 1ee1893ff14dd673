// SPDX-License-Identifier: BSD-3-Clause
import Glibc

/// The file that a program's output goes to. It is appended to, and put aside as `NAME.log.1` when it is long and the
/// program is started anew.
struct ProgramLog: Hashable, Sendable {
  let path: String
  /// A longer file is put aside at the next start.
  static let limit = 16 << 20

  /// Opens it for a program that starts.
  ///
  /// - Returns: The descriptor, which the caller closes.
  func open() throws(StoreError) -> Int32 {
    if let slash = path.lastIndex(of: "/") {
      try DurableFile.makeDirectory(String(path[..<slash]))
    }
    if length > Self.limit { _ = unsafe rename(path, path + ".1") }
    let file = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard file >= 0 else {
      throw StoreError("opening the log '\(path)'", reason: systemReason(errno))
    }
    return file
  }

  /// The last lines that have something to say, at most a few kilobytes of them. The list of all its options that EAL
  /// prints behind the reason for which it refuses them does not count.
  ///
  /// - Parameter begin: Where those of interest begin in the file.
  func lastLines(_ count: Int = 3, from begin: Int = 0) -> [String] {
    let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let length = length
    // A file that is shorter than it was has been put aside.
    let first = begin <= length ? begin : 0
    let start = max(first, length - bytes.count)
    let got = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe pread(file, buffer.baseAddress, buffer.count, off_t(start))
    }
    guard got > 0 else { return [] }
    let lines = String(decoding: bytes[..<got], as: UTF8.self).split(whereSeparator: \.isNewline)
    // The first may be the end of a line.
    return lines.dropFirst(start > first ? 1 : 0).prefix { !$0.hasPrefix("Usage: ") }
      .filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count).map { String($0.prefix(400)) }
  }

  /// Bytes of it now.
  var length: Int {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return 0 }
    return Int(status.st_size)
  }
}
