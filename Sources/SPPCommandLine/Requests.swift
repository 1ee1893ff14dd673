// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

// Each command as the one request that carries it out.

extension APIRequest {
  /// Every process that is connected.
  static let processes = APIRequest(.get, "processes")

  init(_ command: PrimaryCommand) {
    switch command {
    case .hello, .status: self.init(.get, "primary/status")
    case .clear: self.init(.delete, "primary/status")
    case .add(let port): self.init(.put, "primary/ports", body: Self.port("add", port))
    case .delete(let port): self.init(.put, "primary/ports", body: Self.port("del", port))
    case .addPipe(let pipe):
      self.init(
        .put, "primary/ports",
        body: .object(JSON.Object([("action", "add")] + pipe.members)))
    case .deletePipe(let index):
      self.init(
        .put, "primary/ports", body: ["action": "del", "port": .string(Pipe.name(index))])
    case .patch(let patch):
      self.init(
        .put, "primary/patches",
        body: ["src": .string(patch.source.word), "dst": .string(patch.destination.word)])
    case .resetPatches: self.init(.delete, "primary/patches")
    case .forward: self.init(.put, "primary/forward", body: ["action": "start"])
    case .stop: self.init(.put, "primary/forward", body: ["action": "stop"])
    case .flow(let flow): self.init(flow)
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

  init(_ flow: FlowRequest) {
    func rules(_ port: ResourceUID) -> String { "port_id/\(port.index)" }
    switch flow {
    case .validate(let port, let rule):
      self.init(
        .post, "primary/flow_rules/\(rules(port))/validate", body: ["rule": rule.json])
    case .create(let port, let rule):
      self.init(.post, "primary/flow_rules/\(rules(port))", body: ["rule": rule.json])
    case .destroy(let port, let id):
      self.init(.delete, "primary/flow_rules/\(id)/\(rules(port))")
    case .flush(let port): self.init(.delete, "primary/flow_rules/\(rules(port))")
    }
  }

  init(_ command: VFCommand, to client: ClientID) {
    let vf = "vfs/\(client)"
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
