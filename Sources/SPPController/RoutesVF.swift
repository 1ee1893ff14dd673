// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

extension Route.Call {
  /// The secondary that the path names, once it is connected: SPP looks for it before it reads the body.
  ///
  /// - Throws: 404 `Not found: '…'` for what is no number, 404 `sec_id 9 not found.` for nobody and for another kind.
  func secondary(_ kind: ProcessKind, _ controller: Controller) async throws(RESTError) -> ClientID
  {
    let text = parameters["id"] ?? ""
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw .notFound(path)
    }
    guard let client = try? ClientID(parsing: text) else { throw .noSecondary(text) }
    let hello = try await asking { () async throws(ControllerError) in
      try await controller.hello(of: client)
    }
    guard hello.kind == kind else { throw .noSecondary(text) }
    return client
  }
}

/// What SPP's clients ask of processes with components, `/vfs` or `/mirrors`.
func componentRoutes(_ kind: ProcessKind, _ controller: Controller) -> [Route] {
  let base = "/\(kind.rawValue)s/{id}"
  /// Makes a change of one command from a body and what its path says: the command as it stands on the wire.
  @Sendable func change(
    _ call: Route.Call, _ members: [(String, JSON)], body: Fields
  ) async throws(RESTError) {
    let client = try await call.secondary(kind, controller)
    var fields = body
    for (name, value) in members { fields.object[name] = value }
    let command = try reading { () throws(ParameterError) in try VFCommand(fields) }
    try await asking { () async throws(ControllerError) in
      try await controller.change(client, [kind == .mirror ? command.withoutVLAN : command])
    }
  }

  let routes = [
    Route(
      version: .v1, .get, base, "Ports and components of a \(kind).",
      gives: .json(schema: kind.statusSchema)
    ) { call throws(RESTError) in
      let client = try await call.secondary(kind, controller)
      let text = try await asking { () async throws(ControllerError) in
        try await controller.sharedStatus(of: client).text { reply throws(ControllerError) in
          try VFStatus(reply, of: client).restJSON(kind).serialized()
        }
      }
      return .bytes(text, "application/json")
    },
    exitRoute(kind, controller),
    Route(.post, base + "/components", "Starts a component.", body: "Component") {
      call throws(RESTError) in
      _ = try await call.secondary(kind, controller)
      try await change(
        call, [("command", "component"), ("action", "start")], body: try call.fields())
      return nil
    },
    Route(
      .delete, base + "/components/{name}", "Stops a component; one that does not exist is fine."
    ) {
      call throws(RESTError) in
      let name = JSON.string(call.parameters["name"] ?? "")
      try await change(
        call, [("command", "component"), ("action", "stop"), ("name", name)],
        body: Fields(JSON.Object()))
      return nil
    },
    Route(
      .put, base + "/components/{name}/ports", "Attaches a port to a component, or detaches it.",
      body: "Attachment"
    ) { call throws(RESTError) in
      _ = try await call.secondary(kind, controller)
      let name = JSON.string(call.parameters["name"] ?? "")
      try await change(call, [("command", "port"), ("name", name)], body: try call.fields())
      return nil
    },
  ]
  guard kind == .vf else { return routes }
  return routes + [
    Route(
      .put, base + "/classifier_table", "Adds an entry to the classifier table, or deletes one.",
      body: "Entry"
    ) { call throws(RESTError) in
      _ = try await call.secondary(kind, controller)
      try await change(call, [("command", "classifier_table")], body: try call.fields())
      return nil
    }
  ]
}

/// Ends a secondary of this kind.
func exitRoute(_ kind: ProcessKind, _ controller: Controller) -> Route {
  Route(.delete, "/\(kind.rawValue)s/{id}", "Ends a \(kind), and forgets its plan.") {
    call throws(RESTError) in
    let client = try await call.secondary(kind, controller)
    try await asking { () async throws(ControllerError) in try await controller.exit(client) }
    return nil
  }
}

extension ProcessKind {
  /// Name of the schema of its status.
  fileprivate var statusSchema: String { self == .mirror ? "MirrorStatus" : "VFStatus" }
}

extension VFCommand {
  /// SPP's clients may say a VLAN to a mirror, which copies frames as they are.
  fileprivate var withoutVLAN: VFCommand {
    if case .attach(let port, let direction, let name, _) = self {
      return .attach(port, direction, to: name, vlan: .none)
    }
    return self
  }
}

extension VFStatus {
  /// - Throws: `ControllerError.command` for a refusal, `.badAnswer` for what is no status.
  fileprivate init(_ reply: Reply, of client: ClientID) throws(ControllerError) {
    if let sentence = reply.failure { throw .command(sentence, index: nil) }
    do throws(WireError) { self = try VFStatus(reply.info ?? .null) } catch {
      throw .badAnswer(client, error)
    }
  }

  /// With the keys of SPP's interface.
  fileprivate func restJSON(_ kind: ProcessKind) -> JSON {
    var object = JSON.Object([
      ("client-id", JSON(Int(client.number))),
      ("ports", .array(ports.map { .string($0.description) })),
      ("master-lcore", JSON(Int(mainLcore.number))), ("components", components),
    ])
    if kind == .vf { object["classifier_table"] = .array(plan.entries.map(\.json)) }
    return .object(object)
  }
}
