// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// What came of giving a process its stored state back.
struct RestoreReport: Hashable, Sendable {
  /// Nil when it was given back.
  var failure: String?
  /// Where what it holds is not what was given.
  var differences: [String] = []

  init(failure: String? = nil) { self.failure = failure }

  /// After a plan was given: what the process holds instead.
  init(_ given: SecondaryPlan, became held: SecondaryPlan) {
    if case .components(let given) = given, case .components(let held) = held {
      compare(given, held)
    } else if given != held {
      differences.append("it holds another configuration than the one that was given")
    }
  }

  private mutating func compare(_ given: VFPlan, _ held: VFPlan) {
    for component in given.components where held[component.name] != component {
      let what = held[component.name] == nil ? "is missing" : "has other ports, lcore or type"
      differences.append("component '\(component.name)' \(what)")
    }
    for component in held.components where given[component.name] == nil {
      differences.append("component '\(component.name)' is there, and was not")
    }
    let (before, after) = (Set(given.entries), Set(held.entries))
    for entry in before.subtracting(after).sorted() {
      differences.append("classifier entry \(entry.key) for \(entry.port) is missing")
    }
    for entry in after.subtracting(before).sorted() {
      differences.append("classifier entry \(entry.key) for \(entry.port) is there, and was not")
    }
  }

  func json(_ client: ClientID) -> JSON {
    [
      "client_id": JSON(Int(client.number)), "restored": .bool(failure == nil),
      "reason": failure.map { .string($0) } ?? .null,
      "differences": .array(differences.map { .string($0) }),
    ]
  }
}

extension Controller {
  /// Of each process that has returned since this controller runs.
  var restoreReports: [JSON] {
    restores.sorted { $0.key < $1.key }.map { $0.value.json($0.key) }
  }
}
