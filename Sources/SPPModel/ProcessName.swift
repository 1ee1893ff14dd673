// SPDX-License-Identifier: BSD-3-Clause

/// A process of a group by kind and number: `primary`, `vf-1`.
package struct ProcessName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let kind: ProcessKind
  /// `ClientID.primary` for the primary, and for nobody else.
  package let client: ClientID

  package static let primary = ProcessName(unchecked: .primary, .primary)

  private init(unchecked kind: ProcessKind, _ client: ClientID) {
    self.kind = kind
    self.client = client
  }

  package init(_ hello: Hello) { self.init(unchecked: hello.kind, hello.client) }

  /// Reads `primary`, or `KIND-NUMBER` of a secondary.
  ///
  /// - Throws: `ValueError` for anything else.
  package init(parsing text: String) throws(ValueError) {
    if text == ProcessKind.primary.rawValue {
      self = .primary
      return
    }
    let expected = "'primary', or a kind and a client id, such as 'vf-1'"
    let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, let kind = ProcessKind(rawValue: String(halves[0])), kind != .primary,
      let client = try? ClientID(parsing: String(halves[1])), "\(kind)-\(client)" == text
    else { throw ValueError("process", given: text, expected: expected) }
    self.init(unchecked: kind, client)
  }

  /// The words before the `;` of its commands in the shell, such as `vf 1`.
  package var address: String { self == .primary ? "pri" : "\(kind.rawValue) \(client)" }

  package var description: String {
    self == .primary ? kind.rawValue : "\(kind.rawValue)-\(client)"
  }

  /// By client id, the primary first.
  package static func < (a: ProcessName, b: ProcessName) -> Bool {
    (a.client, a.kind.rawValue) < (b.client, b.kind.rawValue)
  }
}
