// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A process that a test has started, with what it says in files. Whoever starts one ends it.
final class Program {
  let name: String
  let pid: pid_t
  private let standardOutput: String
  private let standardError: String
  private var ending: Int32?

  struct CannotStart: Error, CustomStringConvertible {
    let description: String
  }

  /// - Parameters:
  ///   - name: Unique in `directory`, where the files of its output are made.
  ///   - words: The program and its arguments.
  init(_ name: String, in directory: String, _ words: [String]) throws {
    self.name = name
    standardOutput = "\(directory)/\(name).out"
    standardError = "\(directory)/\(name).err"
    guard let path = words.first.flatMap(Host.path(of:)) else {
      throw CannotStart(
        description: "\(words.first ?? "''") is not installed; 'tools/setup' installs it")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, standardOutput, flags, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, standardError, flags, 0o644)
    // The test runner's threads block signals, which children would inherit.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { for word in arguments { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, &attributes, arguments, environ)
    guard code == 0 else {
      throw CannotStart(description: "\(path): \(String(cString: strerror(code)))")
    }
    self.pid = pid
  }

  /// What it wrote to standard output so far.
  var output: String { Self.contents(standardOutput) }
  /// What it wrote to standard error so far.
  var complaints: String { Self.contents(standardError) }

  private static func contents(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The exit status, or minus the signal that ended it; nil while it runs.
  var status: Int32? {
    if let ending { return ending }
    var word: Int32 = 0
    guard waitpid(pid, &word, WNOHANG) == pid else { return nil }
    ending = word & 0x7f == 0 ? word >> 8 & 0xff : -(word & 0x7f)
    return ending
  }

  func send(_ signal: Int32) {
    // Never to a number that may be another process by now.
    if status == nil { kill(pid, signal) }
  }

  /// - Throws: `NotInTime` when it runs on.
  func wait(within time: Duration = .seconds(30)) throws -> Int32 {
    try eventually(within: time, "\(name) should end") { status }
  }

  /// Asks it to end, waits, insists.
  ///
  /// - Returns: Its status, -9 when it had to be killed.
  @discardableResult func end(within time: Duration = .seconds(40)) -> Int32 {
    send(SIGTERM)
    if let status = try? wait(within: time) { return status }
    let children = Self.children(of: pid)
    send(SIGKILL)
    for child in children { kill(child, SIGKILL) }
    return (try? wait()) ?? -SIGKILL
  }

  /// Kills what a script has started, but not the script.
  func killChildren() { for child in Self.children(of: pid) { kill(child, SIGKILL) } }

  /// Those of a script that can no longer end them itself.
  private static func children(of pid: pid_t) -> [pid_t] {
    contents("/proc/\(pid)/task/\(pid)/children").split(separator: " ").compactMap { pid_t($0) }
      .flatMap { [$0] + children(of: $0) }
  }

  deinit {
    guard status == nil else { return }
    kill(pid, SIGKILL)
    _ = waitpid(pid, nil, 0)
  }
}
