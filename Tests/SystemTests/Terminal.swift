// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A program on a terminal of its own, as a person has it before them: keys go in, and what is shown comes out.
final class Terminal {
  /// `POSIX_SPAWN_SETSID`, which the headers show to GNU programs only.
  private static let newSession: Int16 = 0x80
  /// `TIOCSPTLCK` and `TIOCGPTN`: macros that are not imported.
  private static let (unlock, askNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
  private let master: Int32
  private let pid: pid_t
  private var shown = ""
  private var ending: Int32?
  /// Up to here `wait` has looked.
  private var seen: String.Index

  /// - Parameters:
  ///   - words: The program, by path, and its arguments.
  ///   - environment: Variables added to this process's.
  init(
    _ words: [String], environment: [String: String] = [:], columns: UInt16 = 100, rows: UInt16 = 40
  ) throws {
    seen = shown.startIndex
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (number, isLocked): (Int32, Int32) = (0, 0)
    guard master >= 0, ioctl(master, Self.unlock, &isLocked) == 0,
      ioctl(master, Self.askNumber, &number) == 0
    else { throw Program.CannotStart(description: "there is no terminal: errno \(errno)") }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens is the session's.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Self.newSession)
    var variables = ProcessInfo.processInfo.environment
    variables["TERM"] = "dumb"
    variables.merge(environment) { $1 }
    var arguments = words.map { strdup($0) } + [nil]
    var lines = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in arguments + lines { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &lines)
    guard code == 0 else {
      close(master)
      throw Program.CannotStart(description: "\(words[0]): \(String(cString: strerror(code)))")
    }
    self.pid = pid
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  /// Presses keys; control keys are characters such as `\u{3}`.
  func type(_ keys: String) throws {
    var rest = Array(keys.utf8)[...]
    try eventually("the terminal should take keys") {
      read()
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      return rest.isEmpty
    }
  }

  /// Waits until a text is shown, after what was waited for before.
  func wait(for text: String, within time: Duration = .seconds(30)) throws {
    do {
      try eventually(within: time, "") {
        read()
        guard let found = shown[seen...].range(of: text) else { return false }
        seen = found.upperBound
        return true
      }
    } catch is NotInTime {
      throw NotInTime(
        description:
          "'\(text)' was not shown within \(time) after \(String(shown[seen...]).debugDescription)")
    }
  }

  /// Types a line, and waits for the prompt after its answer.
  ///
  /// - Returns: What was shown between.
  @discardableResult func run(
    _ line: String, prompt: String = "spp > ", within time: Duration = .seconds(60)
  ) throws -> String {
    try type("\(line)\r")
    try wait(for: "\(line)\r\n")
    let start = seen
    try wait(for: prompt, within: time)
    let end = shown.index(seen, offsetBy: -prompt.count)
    return String(shown[start..<end]).replacingOccurrences(of: "\r\n", with: "\n")
  }

  /// Whether a text comes to be shown after what was waited for before, in whatever order with others.
  func shows(_ text: String, within time: Duration = .seconds(30)) throws -> Bool {
    try eventually(within: time, "'\(text)' should be shown") {
      read()
      return shown[seen...].contains(text)
    }
    return true
  }

  /// All that was shown so far.
  var text: String {
    read()
    return shown
  }

  private func read() {
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(master, &bytes, bytes.count)
      guard count > 0 else { return }
      let place = shown.distance(from: shown.startIndex, to: seen)
      shown += String(decoding: bytes[..<count], as: UTF8.self)
      seen = shown.index(shown.startIndex, offsetBy: place)
    }
  }

  /// The exit status, or minus the signal that ended it.
  func status(within time: Duration = .seconds(30)) throws -> Int32 {
    try eventually(within: time, "the program on the terminal should end") {
      read()
      return poll()
    }
  }

  private func poll() -> Int32? {
    if let ending { return ending }
    var word: Int32 = 0
    guard waitpid(pid, &word, WNOHANG) == pid else { return nil }
    ending = word & 0x7f == 0 ? word >> 8 & 0xff : -(word & 0x7f)
    return ending
  }

  deinit {
    if poll() == nil {
      kill(pid, SIGKILL)
      _ = waitpid(pid, nil, 0)
    }
    close(master)
  }
}
