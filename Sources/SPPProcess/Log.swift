// SPDX-License-Identifier: BSD-3-Clause
internal import Glibc

/// What a process tells whoever started it: one sentence a line, on standard error, after the program's name.
package enum Log {
  /// Set once, before any thread is started.
  nonisolated(unsafe) private static var program = "spp"

  package static func begin(_ program: String) { unsafe self.program = program }

  package static func note(_ sentence: String) {
    let line = unsafe "\(program): \(sentence)\n"
    // One write, so that lines of several threads and processes do not mix.
    _ = unsafe write(STDERR_FILENO, line, line.utf8.count)
  }
}
