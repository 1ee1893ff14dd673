// SPDX-License-Identifier: BSD-3-Clause

/// A command line that cannot be meant, in one sentence.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }

  /// Exit status for it (sysexits.h, EX_USAGE).
  package static let exitStatus: Int32 = 64
}
