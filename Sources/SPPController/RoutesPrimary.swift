// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

private enum AddDelete: String, CaseIterable { case add, del }

/// What concerns the primary.
func primaryRoutes(_ controller: Controller) -> [Route] {
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
    Route(.put, "/primary/ports", "Adds a port, or deletes one.", body: "PortChange") {
      call throws(RESTError) in
      try await present()
      let fields = try call.fields()
      let (action, port) = try reading { () throws(ParameterError) -> (AddDelete, ResourceUID) in
        (try fields.word("action"), try fields.port())
      }
      try await asking { () async throws(ControllerError) in
        switch action {
        case .add: try await controller.addPort(port)
        case .del: try await controller.deletePort(port)
        }
      }
      return nil
    },
    Route(.put, "/primary/launch", "Starts a secondary.", body: "Launch") {
      call throws(RESTError) in
      try await present()
      let fields = try call.fields()
      let request = try reading { () throws(ParameterError) in try LaunchRequest(fields) }
      try await asking { () async throws(ControllerError) in try await controller.launch(request) }
      return nil
    },
    Route(.delete, "/primary", "Ends the primary, and forgets the ports that were added.") {
      _ throws(RESTError) in
      try await asking { () async throws(ControllerError) in try await controller.exit(.primary) }
      return nil
    },
  ]
}
