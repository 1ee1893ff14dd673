// SPDX-License-Identifier: BSD-3-Clause

/// An EAL lcore id, 0 to 127 (`RTE_MAX_LCORE` of Debian's build is 128); not a CPU number.
package struct LcoreID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let number: UInt8
  package static let count = 128

  /// - Throws: `ValueError` when `number` is outside `0...127`.
  package init(_ number: Int) throws(ValueError) {
    guard (0..<Self.count).contains(number) else {
      throw ValueError("core", given: "\(number)", expected: "an lcore id from 0 to 127")
    }
    self.number = UInt8(number)
  }

  /// - Throws: `ValueError` when `text` is not a decimal number in `0...127`.
  package init(parsing text: String) throws(ValueError) {
    guard let number = decimal(text) else {
      throw ValueError("core", given: text, expected: "an lcore id from 0 to 127")
    }
    try self.init(number)
  }

  package static func < (a: LcoreID, b: LcoreID) -> Bool { a.number < b.number }
  package var description: String { "\(number)" }
}
