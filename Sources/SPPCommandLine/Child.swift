// SPDX-License-Identifier: BSD-3-Clause
internal import Glibc

/// Programs that a command starts; directly, never through a shell.
enum Child {
  /// Starts a program with this terminal and waits for its end.
  ///
  /// - Parameters:
  ///   - words: The program, by path or looked up in PATH, and its arguments.
  ///   - environment: Variables added to this process's.
  ///   - output: The file to which standard output goes, instead of this process's.
  /// - Returns: The exit status, or 128 and the number of the signal that ended it.
  ///
  /// The corresponding C function is `posix_spawnp`.
  static func run(
    _ words: [String], environment: [String: String] = [:], output: String? = nil
  ) throws(CommandFailure) -> Int32 {
    guard let program = words.first else { return 0 }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    if let output {
      let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
      unsafe _ = posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o666)
    }
    // This process notes ^C, and ignores broken pipes as its libraries ask; a child does neither.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    var pid: pid_t = 0
    let code = unsafe withStrings(words) { argv in
      unsafe withStrings(variables(environment)) { envp in
        unsafe posix_spawnp(&pid, program, &actions, &attributes, argv, envp)
      }
    }
    guard code == 0 else { throw .program(program, reason: reason(code)) }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { throw .program(program, reason: reason(errno)) }
    }
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }

  /// Where PATH has a program of this name.
  static func find(_ name: String) -> String? {
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").lazy.map { "\($0)/\(name)" }.first(where: isExecutable)
  }

  static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  private static func variables(_ added: [String: String]) -> [String] {
    var lines: [String] = []
    var next = unsafe environ
    while let variable = unsafe next.pointee {
      let line = unsafe String(cString: variable)
      if !added.keys.contains(where: { line.hasPrefix("\($0)=") }) { lines.append(line) }
      unsafe next += 1
    }
    return lines + added.map { "\($0.key)=\($0.value)" }
  }

  /// The strings as C's arrays have them, with a null at the end.
  private static func withStrings(
    _ strings: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    let array = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: strings.count + 1)
    for (index, string) in strings.enumerated() {
      unsafe (array + index).initialize(to: strdup(string))
    }
    unsafe (array + strings.count).initialize(to: nil)
    defer {
      for index in strings.indices { unsafe free(array[index]) }
      unsafe array.deallocate()
    }
    return unsafe body(array)
  }

  private static func reason(_ code: Int32) -> String {
    code == ENOENT ? "is not installed" : unsafe String(cString: strerror(code)).lowercased()
  }
}
