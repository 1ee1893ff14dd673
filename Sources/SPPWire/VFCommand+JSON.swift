// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

private enum StartStop: String, CaseIterable { case start, stop }
private enum AttachDetach: String, CaseIterable { case attach, detach }
private enum AddDelete: String, CaseIterable { case add, del }

extension VFCommand: WireChange {
  /// The words that are commands of a change.
  package static let words = ["component", "port", "classifier_table"]

  /// Reads a command of a change.
  ///
  /// - Throws: `ParameterError` for a command or parameter that is missing or wrong.
  package init(_ fields: Fields) throws(ParameterError) {
    let expected = "one of 'component', 'port', 'classifier_table'"
    switch try fields.string("command", expected) {
    case "component": try self.init(component: fields)
    case "port": try self.init(port: fields)
    case "classifier_table": try self.init(entry: fields)
    case let word: throw fields.invalid("command", word, expected)
    }
  }

  private init(component fields: Fields) throws(ParameterError) {
    let action: StartStop = try fields.word("action")
    let name = try fields.componentName()
    switch action {
    case .stop: self = .stopComponent(name)
    case .start:
      let core = try fields.lcore("core")
      let kinds = ComponentKind.allCases.map(\.rawValue).joined(separator: ", ")
      self = .startComponent(
        name, core: core,
        kind: try fields.parsed("type", "one of \(kinds)", ComponentKind.init(parsing:)))
    }
  }

  private init(port fields: Fields) throws(ParameterError) {
    let action: AttachDetach = try fields.word("action")
    let port = try fields.port()
    let direction = try fields.direction()
    let name = try fields.componentName()
    switch action {
    case .detach: self = .detach(port, direction, from: name)
    case .attach:
      let vlan: VLANOperation =
        fields.has("vlan") ? try VLANOperation(fields.fields("vlan")) : .none
      self = .attach(port, direction, to: name, vlan: vlan)
    }
  }

  private init(entry fields: Fields) throws(ParameterError) {
    let action: AddDelete = try fields.word("action")
    let entry = try ClassifierEntry(command: fields)
    self = action == .add ? .addEntry(entry) : .deleteEntry(entry)
  }

  package var json: JSON {
    switch self {
    case .startComponent(let name, let core, let kind):
      [
        "command": "component", "action": "start", "name": .string(name.text),
        "core": JSON(Int(core.number)),
        "type": .string(kind.rawValue),
      ]
    case .stopComponent(let name):
      ["command": "component", "action": "stop", "name": .string(name.text)]
    case .attach(let port, let direction, let name, let vlan):
      [
        "command": "port", "action": "attach", "port": .string(port.description),
        "dir": .string(direction.rawValue), "name": .string(name.text), "vlan": vlan.json,
      ]
    case .detach(let port, let direction, let name):
      [
        "command": "port", "action": "detach", "port": .string(port.description),
        "dir": .string(direction.rawValue), "name": .string(name.text),
      ]
    case .addEntry(let entry):
      .object(.init([("command", "classifier_table"), ("action", "add")] + entry.commandMembers))
    case .deleteEntry(let entry):
      .object(.init([("command", "classifier_table"), ("action", "del")] + entry.commandMembers))
    }
  }
}
