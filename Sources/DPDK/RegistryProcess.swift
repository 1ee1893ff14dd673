// SPDX-License-Identifier: BSD-3-Clause
internal import Glibc

/// A process for ever: a pid alone is given again, a pid and a start time are not.
package struct RegistryProcess: Hashable, Sendable {
  package let pid: Int32
  /// Clock ticks from boot to its start, field 22 of `/proc/PID/stat` (proc(5)).
  package let startTime: UInt64

  package init(pid: Int32, startTime: UInt64) {
    self.pid = pid
    self.startTime = startTime
  }

  package static var current: RegistryProcess {
    RegistryProcess(pid: getpid(), startTime: startTime(of: getpid()) ?? 0)
  }

  /// Whether it runs. A look at a moment: a pidfd says for certain when one has died.
  package var isAlive: Bool { Self.startTime(of: pid) == startTime }

  /// nil when there is no such process.
  package static func startTime(of pid: Int32) -> UInt64? {
    guard let bytes = contents(of: "/proc/\(pid)/stat") else { return nil }
    // The name in field 2 may hold blanks and parentheses itself.
    guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = bytes[bytes.index(after: end)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19 else { return nil }
    return UInt64(String(decoding: fields[19], as: UTF8.self))
  }

  private static func contents(of path: String) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // Longer than any stat line: 52 numbers of at most 20 digits and a name of 16 bytes.
    var buffer = [UInt8](repeating: 0, count: 2048)
    let count = unsafe read(file, &buffer, buffer.count)
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }
}
