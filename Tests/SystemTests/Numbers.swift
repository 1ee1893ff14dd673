// SPDX-License-Identifier: BSD-3-Clause
import Synchronization

/// Numbers that occur once in a run of the tests.
enum Numbers {
  private static let last = Atomic(0)
  static func next() -> Int { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
