// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

// Each command as the one request that carries it out.

extension APIRequest {
  /// Every process that is connected.
  static let processes = APIRequest(.get, "processes")

  init(_ action: PrimaryAction) {
    switch action {
    case .status: self.init(.get, "primary/status")
    case .pool(.count): self.init(.get, "primary/pool")
    case .pool(let action):
      self.init(.put, "primary/pool", body: ["action": .string(action.rawValue)])
    case .clear: self.init(.delete, "primary/status")
    case .patches(let action): self.init(action, of: "primary")
    case .addPipe(let number, let rx, let tx):
      self.init(
        .put, "primary/ports",
        body: [
          "action": "add", "port": .string("pipe:\(number)"), "rx": .string(rx.word),
          "tx": .string(tx.word),
        ])
    case .deletePipe(let number):
      self.init(.put, "primary/ports", body: ["action": "del", "port": .string("pipe:\(number)")])
    case .flow(let action): self.init(action)
    case .exit: self.init(.delete, "primary")
    case .launch(let request):
      self.init(
        .put, "primary/launch",
        body: [
          "client_id": .string(request.client.description), "proc_name": .string(request.program),
          "eal": LaunchOptions(request.eal).json, "app": LaunchOptions(request.application).json,
        ])
    }
  }

  /// - Parameter process: Such as `primary` or `nfvs/1`.
  init(_ action: PatchAction, of process: String) {
    switch action {
    case .add(let port): self.init(.put, "\(process)/ports", body: Self.port("add", port))
    case .delete(let port): self.init(.put, "\(process)/ports", body: Self.port("del", port))
    case .patch(let source, let destination):
      self.init(
        .put, "\(process)/patches",
        body: ["src": .string(source.word), "dst": .string(destination.word)])
    case .resetPatches: self.init(.delete, "\(process)/patches")
    case .forward: self.init(.put, "\(process)/forward", body: ["action": "start"])
    case .stop: self.init(.put, "\(process)/forward", body: ["action": "stop"])
    }
  }

  private init(_ action: FlowAction) {
    switch action {
    case .validate(let rule, let port):
      self.init(
        .post, "primary/flow_rules/port_id/\(port.index)/validate", body: ["rule": rule.json])
    case .create(let rule, let port):
      self.init(.post, "primary/flow_rules/port_id/\(port.index)", body: ["rule": rule.json])
    case .destroy(nil, let port):
      self.init(.delete, "primary/flow_rules/port_id/\(port.index)")
    case .destroy(let rule?, let port):
      self.init(.delete, "primary/flow_rules/\(rule)/port_id/\(port.index)")
    case .list, .status: self.init(.get, "primary/status")
    }
  }

  /// - Parameter vf: Such as `vfs/1` or `mirrors/2`.
  init(_ command: VFCommand, of vf: String) {
    switch command {
    case .startComponent(let name, let core, let kind):
      self.init(
        .post, "\(vf)/components",
        body: [
          "name": .string(name.text), "core": JSON(Int(core.number)),
          "type": .string(kind.rawValue),
        ])
    case .stopComponent(let name):
      self.init(.delete, "\(vf)/components/\(percentEncoded(name.text))")
    case .attach(let port, let direction, let name, let vlan):
      self.init(
        .put, "\(vf)/components/\(percentEncoded(name.text))/ports",
        body: [
          "action": "attach", "port": .string(port.word), "dir": .string(direction.rawValue),
          "vlan": vlan.json,
        ])
    case .detach(let port, let direction, let name):
      self.init(
        .put, "\(vf)/components/\(percentEncoded(name.text))/ports",
        body: [
          "action": "detach", "port": .string(port.word), "dir": .string(direction.rawValue),
        ])
    case .addEntry(let entry):
      self.init(.put, "\(vf)/classifier_table", body: Self.entry("add", entry))
    case .deleteEntry(let entry):
      self.init(.put, "\(vf)/classifier_table", body: Self.entry("del", entry))
    }
  }

  private static func port(_ action: JSON, _ port: ResourceUID) -> JSON {
    ["action": action, "port": .string(port.word)]
  }

  private static func entry(_ action: JSON, _ entry: ClassifierEntry) -> JSON {
    .object(JSON.Object([("action", action)] + entry.commandMembers))
  }
}
