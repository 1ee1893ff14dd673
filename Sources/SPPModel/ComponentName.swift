// SPDX-License-Identifier: BSD-3-Clause

/// Name of a component, unique in its process: 1 to 31 printable ASCII characters without blanks, `/`, `;`, quotes or backslash.
package struct ComponentName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let text: String
  package static let maximumLength = 31

  /// - Throws: `ValueError` when `text` is empty, too long, or has a character that is not allowed.
  package init(_ text: String) throws(ValueError) {
    let allowed = text.utf8.allSatisfy { byte in
      (33...126).contains(byte) && !"/;'\"\\".utf8.contains(byte)
    }
    guard allowed, (1...Self.maximumLength).contains(text.utf8.count) else {
      throw ValueError(
        "component name", given: text,
        expected: "1 to 31 printable characters without blanks, '/', ';' or quotes")
    }
    self.text = text
  }

  package static func < (a: ComponentName, b: ComponentName) -> Bool { a.text < b.text }
  package var description: String { text }
}
