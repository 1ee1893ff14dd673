// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What SPP's interface does not have: counters, and many changes at once.
func vfPlanRoutes(_ controller: Controller) -> [Route] {
  [
    Route(
      .get, "/vfs/{id}/counters", "What each component did since it was started.", gives: "Counters"
    ) {
      call throws(RESTError) in
      let client = try await call.vf(controller)
      return try await asking { () async throws(ControllerError) in
        try await controller.counters(of: client)
      }
    },
    Route(.get, "/vfs/{id}/plan", "The whole configuration of a vf.", gives: "Plan") {
      call throws(RESTError) in
      let client = try await call.vf(controller)
      return try await asking { () async throws(ControllerError) in
        try await controller.status(of: client).plan.json
      }
    },
    Route(.put, "/vfs/{id}/plan", "Makes the plan the whole configuration of a vf.", body: "Plan") {
      call throws(RESTError) in
      let client = try await call.vf(controller)
      let fields = try call.fields()
      let plan = try reading { () throws(ParameterError) in
        // An empty plan empties the vf, so it must be said.
        _ = try fields.value("components", "an array of components")
        return try VFPlan(fields)
      }
      try await asking { () async throws(ControllerError) in
        try await controller.apply(plan, to: client)
      }
      return nil
    },
    Route(.post, "/vfs/{id}/commands", "Makes all the changes together, or none.", body: "Commands")
    {
      call throws(RESTError) in
      let client = try await call.vf(controller)
      let json = try call.json()
      let commands = try reading { () throws(ParameterError) in
        try Fields(JSON.Object([("commands", json)])).objects("commands", VFCommand.init)
      }
      try await asking { () async throws(ControllerError) in
        try await controller.change(client, commands)
      }
      return nil
    },
  ]
}
