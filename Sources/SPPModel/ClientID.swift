// SPDX-License-Identifier: BSD-3-Clause

/// Number of a process in its group: 0 is the primary, secondaries are 1 to 127.
package struct ClientID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let number: UInt8

  /// The primary's id.
  package static let primary = ClientID(unchecked: 0)
  /// Ids of secondaries.
  package static let secondaries = 1...127

  private init(unchecked number: UInt8) { self.number = number }

  /// - Throws: `ValueError` when `number` is outside `1...127`.
  package init(_ number: Int) throws(ValueError) {
    guard Self.secondaries.contains(number) else {
      throw ValueError("client id", given: "\(number)", expected: "a number from 1 to 127")
    }
    self.number = UInt8(number)
  }

  /// - Throws: `ValueError` when `text` is not a decimal number in `1...127`.
  package init(parsing text: String) throws(ValueError) {
    guard let number = decimal(text) else {
      throw ValueError("client id", given: text, expected: "a number from 1 to 127")
    }
    try self.init(number)
  }

  package static func < (a: ClientID, b: ClientID) -> Bool { a.number < b.number }
  package var description: String { "\(number)" }
}
