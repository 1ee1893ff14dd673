// SPDX-License-Identifier: BSD-3-Clause

/// What a component does with packets.
package enum ComponentKind: String, CaseIterable, Hashable, Sendable {
  /// One rx to one tx.
  case forward
  /// Several rx to one tx.
  case merge
  /// One rx to several tx, by VLAN and destination MAC.
  case classifier
  /// The same by its former name, which clients that used it want to see again.
  case formerClassifier = "classifier_mac"
  /// One rx to two tx: every frame to the first, a copy of it to the second.
  case mirror
  /// One rx to a capture file; with a tx, frames pass on and a copy is recorded.
  case capture

  /// The kinds by their names of today.
  package static let allCases: [ComponentKind] = [.forward, .merge, .classifier, .mirror, .capture]

  /// Whether it has a table.
  package var isClassifier: Bool { self == .classifier || self == .formerClassifier }

  /// Reads a kind's word.
  ///
  /// - Throws: `ValueError` for any other word.
  package init(parsing text: String) throws(ValueError) {
    guard let kind = Self(rawValue: text) else {
      let kinds = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValueError("component type", given: text, expected: "one of \(kinds)")
    }
    self = kind
  }

  /// Most ports it may have in a direction.
  package func limit(_ direction: Direction) -> Int {
    switch (self, direction) {
    case (.forward, _), (.merge, .tx), (.classifier, .rx), (.formerClassifier, .rx), (.mirror, .rx),
      (.capture, _):
      1
    case (.mirror, .tx): 2
    case (.merge, .rx), (.classifier, .tx), (.formerClassifier, .tx): Self.manyPorts
    }
  }

  /// Bound of "several" ports.
  package static let manyPorts = 256

  /// The noun in sentences.
  package var noun: String {
    switch self {
    case .forward: "forwarder"
    case .merge: "merger"
    case .classifier, .formerClassifier: "classifier"
    case .mirror: "mirror"
    case .capture: "capture"
    }
  }
}
