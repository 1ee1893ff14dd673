// SPDX-License-Identifier: BSD-3-Clause

/// A VLAN identifier, 1 to 4094 (IEEE 802.1Q, 9.6: 0 is a priority tag, 4095 is reserved).
package struct VLANID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let number: UInt16

  /// - Throws: `ValueError` when `number` is outside `1...4094`.
  package init(_ number: Int) throws(ValueError) {
    guard (1...4094).contains(number) else {
      throw ValueError("vlan id", given: "\(number)", expected: "a VLAN id from 1 to 4094")
    }
    self.number = UInt16(number)
  }

  /// - Throws: `ValueError` when `text` is not a decimal number in `1...4094`.
  package init(parsing text: String) throws(ValueError) {
    guard let number = decimal(text) else {
      throw ValueError("vlan id", given: text, expected: "a VLAN id from 1 to 4094")
    }
    try self.init(number)
  }

  package static func < (a: VLANID, b: VLANID) -> Bool { a.number < b.number }
  package var description: String { "\(number)" }
}

/// The priority code point of a VLAN tag, 0 to 7 (IEEE 802.1Q, 9.6).
package struct PriorityCodePoint: Hashable, Sendable, CustomStringConvertible {
  package let number: UInt8

  /// - Throws: `ValueError` when `number` is outside `0...7`.
  package init(_ number: Int) throws(ValueError) {
    guard (0...7).contains(number) else {
      throw ValueError("pcp", given: "\(number)", expected: "a priority from 0 to 7")
    }
    self.number = UInt8(number)
  }

  /// - Throws: `ValueError` when `text` is not a decimal number in `0...7`.
  package init(parsing text: String) throws(ValueError) {
    guard let number = decimal(text) else {
      throw ValueError("pcp", given: text, expected: "a priority from 0 to 7")
    }
    try self.init(number)
  }

  package var description: String { "\(number)" }
}
