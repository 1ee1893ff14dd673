// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// Words of bodies, as SPP's clients send them.
enum StartStop: String, CaseIterable { case start, stop }
enum AddDelete: String, CaseIterable { case add, del }

/// What SPP's clients ask of nfvs.
func nfvRoutes(_ controller: Controller) -> [Route] {
  let base = "/nfvs/{id}"
  @Sendable func change(
    _ call: Route.Call, _ read: (Fields) throws(ParameterError) -> PatchCommand
  ) async throws(RESTError) {
    let client = try await call.secondary(.nfv, controller)
    let fields = try call.fields()
    let command = try reading { () throws(ParameterError) in try read(fields) }
    try await asking { () async throws(ControllerError) in
      if case .add(let port) = command { try await controller.provide(port) }
      try await controller.change(client, [command])
      if case .delete(let port) = command { await controller.withdraw(port) }
    }
  }

  return [
    Route(.get, base, "An nfv's lcores, ports and patches.", gives: "NFVStatus") {
      call throws(RESTError) in
      let client = try await call.secondary(.nfv, controller)
      return try await asking { () async throws(ControllerError) in
        try await controller.nfvStatus(of: client).json
      }
    },
    exitRoute(.nfv, controller),
    Route(.put, base + "/forward", "Starts or stops to move frames.", body: "StartStop") {
      call throws(RESTError) in
      try await change(call) { fields throws(ParameterError) in
        let action: StartStop = try fields.word("action")
        return action == .start ? .forward : .stop
      }
      return nil
    },
    Route(
      .put, base + "/ports",
      "Adds a port, which is made when it is a pcap, nullpmd, tap or memif that does not exist, or deletes one, which is then taken away.",
      body: "PortChange"
    ) {
      call throws(RESTError) in
      try await change(call) { fields throws(ParameterError) in
        let action: AddDelete = try fields.word("action")
        let port = try fields.port()
        return action == .add ? .add(port) : .delete(port)
      }
      return nil
    },
    Route(
      .put, base + "/patches", "Leads what comes in at a port out at another.", body: "Patch"
    ) {
      call throws(RESTError) in
      try await change(call) { fields throws(ParameterError) in .patch(try Patch(fields)) }
      return nil
    },
    Route(.delete, base + "/patches", "Takes all patches away.") { call throws(RESTError) in
      let client = try await call.secondary(.nfv, controller)
      try await asking { () async throws(ControllerError) in
        try await controller.change(client, [PatchCommand.reset])
      }
      return nil
    },
  ]
}
