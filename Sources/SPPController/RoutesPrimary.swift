// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What concerns the primary.
func primaryRoutes(_ controller: Controller, _ supervisor: Supervisor) -> [Route] {
  /// SPP looks for the process before it reads the body.
  @Sendable func present() async throws(RESTError) {
    _ = try await asking { () async throws(ControllerError) in
      try await controller.hello(of: .primary)
    }
  }
  return [
    Route(
      .get, "/primary/status", "The primary's lcores, ports and counters.", gives: "PrimaryStatus"
    ) {
      _ throws(RESTError) in
      try await asking { () async throws(ControllerError) in try await controller.primaryStatus() }
    },
    Route(.delete, "/primary/status", "Sets the counters of all ports to zero.") {
      _ throws(RESTError) in
      try await asking { () async throws(ControllerError) in try await controller.clearCounters() }
      return nil
    },
    Route(
      .get, "/primary/pool",
      """
      Where every packet buffer is: counted one by one, while all lcores of the group stand still for about a \
      millisecond.
      """, gives: "PoolReport"
    ) {
      _ throws(RESTError) in
      try await asking { () async throws(ControllerError) in try await controller.pool(.count) }
    },
    Route(
      .put, "/primary/pool",
      "Counts all packet buffers, and gives back those that nobody has.", body: "PoolChange",
      gives: "PoolReport"
    ) {
      call throws(RESTError) in
      try await present()
      let fields = try call.fields()
      let action = try reading { () throws(ParameterError) -> PoolAction in
        try fields.word("action")
      }
      return try await asking { () async throws(ControllerError) in
        try await controller.pool(action)
      }
    },
    Route(.put, "/primary/ports", "Adds a port, or deletes one.", body: "PortChange") {
      call throws(RESTError) in
      try await present()
      let fields = try call.fields()
      let change = try reading { () throws(ParameterError) in try PrimaryCommand(port: fields) }
      try await asking { () async throws(ControllerError) in
        switch change {
        case .add(let port): try await controller.addPort(port)
        case .delete(let port): try await controller.deletePort(port)
        case .addPipe(let pipe): try await controller.addPipe(pipe)
        case .deletePipe(let index): try await controller.deletePipe(index)
        default: return
        }
      }
      return nil
    },
    Route(
      .put, "/primary/forward", "Starts or stops the primary's own forwarder.", body: "StartStop"
    ) {
      call throws(RESTError) in
      try await present()
      let fields = try call.fields()
      let action = try reading { () throws(ParameterError) -> StartStop in
        try fields.word("action")
      }
      try await asking { () async throws(ControllerError) in
        try await controller.forwardPrimary(action == .start)
      }
      return nil
    },
    Route(
      .put, "/primary/patches", "Leads what comes in at a port out at another.", body: "Patch"
    ) {
      call throws(RESTError) in
      try await present()
      let fields = try call.fields()
      let patch = try reading { () throws(ParameterError) in try Patch(fields) }
      try await asking { () async throws(ControllerError) in
        try await controller.patchPrimary(patch)
      }
      return nil
    },
    Route(.delete, "/primary/patches", "Takes all patches of the primary's own forwarder away.") {
      _ throws(RESTError) in
      try await asking { () async throws(ControllerError) in
        try await controller.resetPrimaryPatches()
      }
      return nil
    },
    Route(.put, "/primary/launch", "Starts a secondary.", body: "Launch") {
      call throws(RESTError) in
      try await present()
      let fields = try call.fields()
      let request = try reading { () throws(ParameterError) in try LaunchRequest(fields) }
      try await asking { () async throws(ControllerError) in try await supervisor.launch(request) }
      return nil
    },
    Route(.delete, "/primary", "Ends the primary, and forgets the ports that were added.") {
      _ throws(RESTError) in
      try await asking { () async throws(ControllerError) in try await controller.exit(.primary) }
      return nil
    },
  ]
}

extension PrimaryCommand {
  /// Reads a change of ports: `{"action":"add","port":"tap:0"}`, for a pipe with `rx` and `tx`.
  fileprivate init(port fields: Fields) throws(ParameterError) {
    let action: AddDelete = try fields.word("action")
    var command = fields
    command.object["command"] = .string(action.rawValue)
    try self.init(command)
  }
}
