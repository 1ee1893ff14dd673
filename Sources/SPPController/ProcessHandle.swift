// SPDX-License-Identifier: BSD-3-Clause
import CLinux
import Glibc

/// A process that cannot be mistaken for a later one with its pid: a pidfd, and when it was started.
///
/// It need not be a child of this one: what an earlier controller has started is watched in the same way.
final class ProcessHandle: Sendable {
  let pid: Int32
  /// Clock ticks since boot, as the kernel tells it.
  let startTime: UInt64
  let descriptor: Int32

  /// - Parameter startTime: Of the process that is meant; nil takes the one that has the pid now.
  /// - Returns: nil when that process does not run any more.
  init?(pid: Int32, startTime expected: UInt64? = nil) {
    guard pid > 0 else { return nil }
    let descriptor = pidfd_open(pid, 0)
    guard descriptor >= 0 else { return nil }
    // Looked up after the pidfd was opened: if it fits, the pidfd is that process's.
    guard let startTime = Self.startTime(of: pid), expected == nil || expected == startTime else {
      close(descriptor)
      return nil
    }
    self.pid = pid
    self.startTime = startTime
    self.descriptor = descriptor
  }

  /// A child that has just been started: its pid stays its own until it is reaped, even if it has ended already.
  ///
  /// - Returns: nil when the kernel gives no pidfd.
  init?(child pid: Int32) {
    let descriptor = pidfd_open(pid, 0)
    guard descriptor >= 0 else { return nil }
    self.pid = pid
    startTime = Self.startTime(of: pid) ?? 0
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Whether it has ended, reaped or not.
  var hasEnded: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }

  /// Sends a signal; to a process that has ended, none.
  func send(_ signal: Int32) { unsafe pidfd_send_signal(descriptor, signal, nil, 0) }

  /// The ending of a program of the suite that was given wrong options; started again, it would end the same way.
  static let wrongOptions = "exited with 64"

  /// How it ended, once it has: `exited with 1`, `was killed by signal 9`.
  var ending: String {
    var (status, isSignal): (Int32, Int32) = (0, 0)
    let code = unsafe clinux_ending(descriptor, &status, &isSignal)
    guard code == 0 else {
      return "ended; how is not known, because an earlier spp-ctl had started it"
    }
    return isSignal == 0 ? "exited with \(status)" : "was killed by signal \(status)"
  }

  /// When the process with this pid was started, nil when there is none, or only its corpse.
  static func startTime(of pid: Int32) -> UInt64? {
    guard let text = text("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else {
      return nil
    }
    // proc(5): after the name come the state, and 18 fields later the start time.
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return UInt64(fields[19])
  }

  /// The words that a process was started with; none when it cannot be told.
  static func words(of pid: Int32) -> [String] {
    guard let text = text("/proc/\(pid)/cmdline") else { return [] }
    return text.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Whether it runs as the same user as this one, so that what we start has its rights.
  static func isOurs(_ pid: Int32) -> Bool {
    var status = stat()
    return unsafe stat("/proc/\(pid)", &status) == 0 && status.st_uid == geteuid()
  }

  /// A running process that was started with exactly these words.
  static func find(_ words: [String]) -> ProcessHandle? {
    for pid in DurableFile.names(in: "/proc").compactMap({ Int32($0) }) {
      if self.words(of: pid) == words, let handle = ProcessHandle(pid: pid) { return handle }
    }
    return nil
  }

  private static func text(_ path: String) -> String? {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let file = DurableFile(String(path[path.index(after: slash)...]), in: String(path[..<slash]))
    guard let bytes = try? file.read() else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
