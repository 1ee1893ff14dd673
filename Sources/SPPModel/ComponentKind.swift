// SPDX-License-Identifier: BSD-3-Clause

/// What a component does with packets.
package enum ComponentKind: String, CaseIterable, Hashable, Sendable {
  /// One rx to one tx.
  case forward
  /// Several rx to one tx.
  case merge
  /// One rx to several tx, by VLAN and destination MAC.
  case classifier
  /// One rx to two tx: every frame to the first, a copy of it to the second.
  case mirror
  /// One rx to a capture file; with a tx, frames pass on and a copy is recorded.
  case capture

  /// Reads a kind's word; `classifier_mac` is the classifier's former name and means the same.
  ///
  /// - Throws: `ValueError` for any other word.
  package init(parsing text: String) throws(ValueError) {
    guard let kind = Self(rawValue: text == "classifier_mac" ? "classifier" : text) else {
      let kinds = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValueError("component type", given: text, expected: "one of \(kinds)")
    }
    self = kind
  }

  /// Most ports it may have in a direction.
  package func limit(_ direction: Direction) -> Int {
    switch (self, direction) {
    case (.forward, _), (.merge, .tx), (.classifier, .rx), (.mirror, .rx), (.capture, _): 1
    case (.mirror, .tx): 2
    case (.merge, .rx), (.classifier, .tx): Self.manyPorts
    }
  }

  /// Bound of "several" ports.
  package static let manyPorts = 256

  /// The noun in sentences.
  package var noun: String {
    switch self {
    case .forward: "forwarder"
    case .merge: "merger"
    case .classifier: "classifier"
    case .mirror: "mirror"
    case .capture: "capture"
    }
  }
}
