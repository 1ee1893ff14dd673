// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel
internal import SPPWire

/// What came of giving a process its stored state back.
package struct RestoreReport: Hashable, Sendable {
  /// Nil when it was given back.
  var failure: String?
  /// Where what it holds is not what was given.
  package internal(set) var differences: [String] = []

  init(failure: String? = nil) { self.failure = failure }

  /// After a plan was given: where the process holds something else.
  package init(_ given: SecondaryPlan, became held: SecondaryPlan) {
    differences = ProcessPlan.secondary(given).differences(to: .secondary(held)).map {
      switch $0 {
      case .removed(let item): "\(Self.name(item)) is missing"
      case .added(let item): "\(Self.name(item)) is there, and was not"
      case .changed(let item, to: _): "\(Self.name(item)) is not as it was given"
      }
    }
  }

  private static func name(_ item: PlanItem) -> String {
    switch item {
    case .component(let component): "component '\(component.name)'"
    case .attachment(let attachment, let direction, let component):
      "\(direction.rawValue) port \(attachment.port) of component '\(component)'"
    case .entry(let entry): "classifier entry \(entry.key) for \(entry.port)"
    case .port(let port): "port \(port)"
    case .pipe(let pipe): Pipe.name(pipe.index)
    case .patch(let patch): "patch \(patch.source) -> \(patch.destination)"
    case .forwarding: "forwarding"
    case .recording: "recording"
    }
  }

  /// One sentence about what is not as it was, nil when all is.
  var problem: String? {
    if let failure { return "it has not got its configuration back: \(failure)" }
    return differences.isEmpty
      ? nil : "it is not as it was: " + differences.joined(separator: "; ")
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
  /// Of each process that has returned since this controller runs, and was not changed since.
  var restoreReports: [JSON] {
    restores.sorted { $0.key < $1.key }.map { $0.value.json($0.key) }
  }
}
