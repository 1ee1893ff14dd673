// SPDX-License-Identifier: BSD-3-Clause
internal import Synchronization

/// What a process tells whoever started it: one sentence a line, on standard error, after the program's name.
package enum Log {
  private static let program = Mutex("spp")

  /// Sets the program's name.
  package static func begin(_ name: String) { program.withLock { $0 = name } }

  package static func note(_ sentence: String) {
    Descriptor.complain("\(program.withLock { $0 }): \(sentence)\n")
  }
}
