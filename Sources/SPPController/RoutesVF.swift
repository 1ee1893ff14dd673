// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

extension Route.Call {
  /// The vf that the path names, once it is connected: SPP looks for it before it reads the body.
  ///
  /// - Throws: 404 `Not found: '…'` for what is no number, 404 `sec_id 9 not found.` for nobody.
  func vf(_ controller: Controller) async throws(RESTError) -> ClientID {
    let text = parameters["id"] ?? ""
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw .notFound(path)
    }
    guard let client = try? ClientID(parsing: text) else { throw .noSecondary(text) }
    _ = try await asking { () async throws(ControllerError) in
      try await controller.hello(of: client)
    }
    return client
  }
}

/// What SPP's clients ask of vfs.
func vfRoutes(_ controller: Controller) -> [Route] {
  /// Makes a change of one command from a body and what its path says: the command as it stands on the wire.
  @Sendable func change(
    _ call: Route.Call, _ members: [(String, JSON)], body: Fields
  ) async throws(RESTError) {
    let client = try await call.vf(controller)
    var fields = body
    for (name, value) in members { fields.object[name] = value }
    let command = try reading { () throws(ParameterError) in try VFCommand(fields) }
    try await asking { () async throws(ControllerError) in
      try await controller.change(client, [command])
    }
  }

  return [
    Route(.get, "/vfs/{id}", "A vf's ports, components and classifier table.", gives: "VFStatus") {
      call throws(RESTError) in
      let client = try await call.vf(controller)
      return try await asking { () async throws(ControllerError) in
        try await controller.status(of: client).restJSON
      }
    },
    Route(.delete, "/vfs/{id}", "Ends a vf, and forgets its plan.") { call throws(RESTError) in
      let client = try await call.vf(controller)
      try await asking { () async throws(ControllerError) in try await controller.exit(client) }
      return nil
    },
    Route(.post, "/vfs/{id}/components", "Starts a component.", body: "Component") {
      call throws(RESTError) in
      _ = try await call.vf(controller)
      try await change(
        call, [("command", "component"), ("action", "start")], body: try call.fields())
      return nil
    },
    Route(
      .delete, "/vfs/{id}/components/{name}", "Stops a component; one that does not exist is fine."
    ) {
      call throws(RESTError) in
      let name = JSON.string(call.parameters["name"] ?? "")
      try await change(
        call, [("command", "component"), ("action", "stop"), ("name", name)],
        body: Fields(JSON.Object()))
      return nil
    },
    Route(
      .put, "/vfs/{id}/components/{name}/ports", "Attaches a port to a component, or detaches it.",
      body: "Attachment"
    ) { call throws(RESTError) in
      _ = try await call.vf(controller)
      let name = JSON.string(call.parameters["name"] ?? "")
      try await change(call, [("command", "port"), ("name", name)], body: try call.fields())
      return nil
    },
    Route(
      .put, "/vfs/{id}/classifier_table", "Adds an entry to the classifier table, or deletes one.",
      body: "Entry"
    ) { call throws(RESTError) in
      _ = try await call.vf(controller)
      try await change(call, [("command", "classifier_table")], body: try call.fields())
      return nil
    },
  ]
}

extension VFStatus {
  /// With the keys of SPP's interface.
  fileprivate var restJSON: JSON {
    [
      "client-id": JSON(Int(client.number)), "ports": .array(ports.map { .string($0.description) }),
      "master-lcore": JSON(Int(mainLcore.number)), "components": components,
      "classifier_table": .array(plan.entries.map(\.json)),
    ]
  }
}
