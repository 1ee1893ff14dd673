// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension ProcessPlan {
  /// Reads the plan of a process of this kind.
  package init(of kind: ProcessKind, _ fields: Fields) throws(ParameterError) {
    switch kind {
    case .primary:
      _ = try fields.value("ports", "an array of ports")
      self = .primary(try PrimaryPlan(plan: fields))
    case .vf, .nfv, .mirror, .pcap: self = .secondary(try SecondaryPlan(of: kind, fields))
    }
  }

  package var json: JSON {
    switch self {
    case .primary(let plan): .object(JSON.Object(plan.members))
    case .secondary(let plan): plan.json
    }
  }
}

extension GroupPlan {
  /// Reads `{"processes":{"vf-1":{…}}}`.
  package init(_ fields: Fields) throws(ParameterError) {
    let processes = try fields.fields("processes")
    self.init()
    for member in processes.object.members {
      let name: ProcessName
      do throws(ValueError) { name = try ProcessName(parsing: member.name) } catch {
        throw .invalid(
          ValueError("processes", given: member.name, expected: error.expected))
      }
      plans[name] = try ProcessPlan(of: name.kind, processes.fields(member.name))
    }
  }

  /// By name, in order.
  package var json: JSON {
    .object(JSON.Object(names.compactMap { name in plans[name].map { ("\(name)", $0.json) } }))
  }

  /// The differences, of each process that has some: `[{"process":"vf-1","changes":[{"change":"added",…}]}]`.
  package func changes(to next: GroupPlan) -> JSON {
    .array(
      next.names.compactMap { name in
        guard let old = plans[name], let new = next.plans[name] else { return nil }
        let differences = old.differences(to: new)
        guard !differences.isEmpty else { return nil }
        return [
          "process": .string("\(name)"), "changes": .array(differences.map(\.json)),
        ]
      })
  }
}

extension PlanDifference {
  /// Words of `change`.
  package static let words = ["added", "removed", "changed"]

  package var json: JSON {
    switch self {
    case .added(let item): Self.json("added", item, before: .null, after: item.json)
    case .removed(let item): Self.json("removed", item, before: item.json, after: .null)
    case .changed(let old, let new): Self.json("changed", new, before: old.json, after: new.json)
    }
  }

  private static func json(_ word: JSON, _ item: PlanItem, before: JSON, after: JSON) -> JSON {
    ["change": word, "what": .string(item.word), "before": before, "after": after]
  }
}

extension PlanItem {
  /// Words of `what`.
  package static let words = [
    "component", "attachment", "entry", "port", "pipe", "patch", "forwarding", "recording",
  ]

  fileprivate var word: String {
    switch self {
    case .component: "component"
    case .attachment: "attachment"
    case .entry: "entry"
    case .port: "port"
    case .pipe: "pipe"
    case .patch: "patch"
    case .forwarding: "forwarding"
    case .recording: "recording"
    }
  }

  fileprivate var json: JSON {
    switch self {
    case .component(let component): return component.json
    case .attachment(let attachment, let direction, let name):
      return [
        "component": .string(name.text), "dir": .string(direction.rawValue),
        "port": .string(attachment.port.description), "vlan": attachment.vlan.json,
      ]
    case .entry(let entry): return entry.json
    case .port(let port): return .string(port.description)
    case .pipe(let pipe): return .object(JSON.Object(pipe.members))
    case .patch(let patch): return patch.json
    case .forwarding, .recording: return true
    }
  }
}
