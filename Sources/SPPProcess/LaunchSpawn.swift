// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import Glibc

/// Starts programs that are to live on their own.
enum LaunchSpawn {
  /// CPUs this process may use; remembered before EAL pins the calling thread to one, because children inherit that.
  static func affinity() -> clinux_affinity {
    var affinity = clinux_affinity()
    unsafe clinux_get_affinity(&affinity)
    return affinity
  }

  /// Starts `program` with its output in `log`, sharing nothing else with us.
  static func start(
    _ program: String, _ arguments: [String], log: String, affinity: clinux_affinity
  ) -> Result<Int32, Failure> {
    guard let output = Descriptor.open(log, O_WRONLY | O_CREAT | O_APPEND, mode: 0o644) else {
      return .failure(Failure(reason: "\(log): \(Descriptor.reason)"))
    }
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) }
    unsafe words.append(nil)
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var affinity = affinity
    var pid: Int32 = 0
    let code = unsafe clinux_spawn(&pid, program, words, output.number, &affinity)
    guard code == 0 else {
      return .failure(Failure(reason: "\(program): \(unsafe String(cString: strerror(code)))"))
    }
    return .success(pid)
  }

  struct Failure: Error { let reason: String }

  /// How a child ended, or nil while it runs: `exited with 1`, `was killed by signal 9`.
  static func ending(of pid: Int32) -> String? {
    var status: Int32 = 0
    guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return nil }
    // The W… macros are not imported; wait(2) gives the bits.
    return status & 0x7f == 0
      ? "exited with \(status >> 8 & 0xff)" : "was killed by signal \(status & 0x7f)"
  }
}
