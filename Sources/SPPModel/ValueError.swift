// SPDX-License-Identifier: BSD-3-Clause

/// A text or number that is not a value of the type asked for.
///
/// The description says what was given and what would be right, in one sentence.
package struct ValueError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The parameter's name as SPP's interface calls it, such as `port`, `mac address` or `core`.
  package let parameter: String
  /// The text as it was given, cut after 256 bytes.
  package let given: String
  /// What would be right, such as `expected TYPE:NUMBER, such as 'phy:0' or 'vhost:1'`.
  package let expected: String

  package init(_ parameter: String, given: String, expected: String) {
    self.parameter = parameter
    self.given = Self.cut(given, to: 256)
    self.expected = Self.cut(expected, to: 512)
  }

  /// A sentence may quote what was given, but is not to be as long as that was.
  private static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "..."
  }

  package var description: String { "\(parameter) '\(given)': expected \(expected)" }
}

/// Reads a decimal number of ASCII digits, and nothing else: no sign, no blank, no underscore.
func decimal(_ text: some StringProtocol) -> Int? {
  guard !text.isEmpty, text.utf8.count <= 10, text.utf8.allSatisfy({ (48...57).contains($0) })
  else { return nil }
  return Int(text)
}
