// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What SPP's interface does not have: counters, and many changes at once.
func planRoutes(_ kind: ProcessKind, _ controller: Controller) -> [Route] {
  let base = "/\(kind.rawValue)s/{id}"
  return [
    Route(
      .get, base + "/counters", "What each component did since it was started.", gives: "Counters"
    ) {
      call throws(RESTError) in
      let client = try await call.secondary(kind, controller)
      return try await asking { () async throws(ControllerError) in
        try await controller.counters(of: client)
      }
    },
    Route(.get, base + "/plan", "The whole configuration of a \(kind).", gives: kind.planSchema) {
      call throws(RESTError) in
      let client = try await call.secondary(kind, controller)
      return try await asking { () async throws(ControllerError) in
        try await controller.plan(of: client).json
      }
    },
    Route(
      .put, base + "/plan", "Makes the plan the whole configuration of a \(kind).",
      body: kind.planSchema
    ) {
      call throws(RESTError) in
      let client = try await call.secondary(kind, controller)
      let fields = try call.fields()
      let plan = try reading { () throws(ParameterError) in
        try SecondaryPlan(of: kind, fields)
      }
      try await asking { () async throws(ControllerError) in
        try await controller.apply(plan, to: client)
      }
      return nil
    },
  ]
}

/// Many changes of a process with components.
func commandsRoute(_ kind: ProcessKind, _ controller: Controller) -> Route {
  Route(
    .post, "/\(kind.rawValue)s/{id}/commands", "Makes all the changes together, or none.",
    body: "Commands"
  ) {
    call throws(RESTError) in
    let client = try await call.secondary(kind, controller)
    let json = try call.json()
    let commands = try reading { () throws(ParameterError) in
      try Fields(JSON.Object([("commands", json)])).objects("commands", VFCommand.init)
    }
    try await asking { () async throws(ControllerError) in
      try await controller.change(client, commands)
    }
    return nil
  }
}

extension ProcessKind {
  /// Name of the schema of its plan.
  fileprivate var planSchema: String {
    switch self {
    case .nfv: "PatchPlan"
    case .pcap: "CapturePlan"
    case .vf, .mirror, .primary: "Plan"
    }
  }
}
