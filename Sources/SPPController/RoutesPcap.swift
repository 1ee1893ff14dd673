// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What SPP's clients ask of pcaps.
func pcapRoutes(_ controller: Controller) -> [Route] {
  [
    Route(.get, "/pcaps/{id}", "What a pcap records, and where.", gives: "PcapStatus") {
      call throws(RESTError) in
      let client = try await call.secondary(.pcap, controller)
      return try await asking { () async throws(ControllerError) in
        try await controller.pcapStatus(of: client).json
      }
    },
    exitRoute(.pcap, controller),
    Route(.put, "/pcaps/{id}/capture", "Starts or stops to record.", body: "StartStop") {
      call throws(RESTError) in
      let client = try await call.secondary(.pcap, controller)
      let fields = try call.fields()
      let action = try reading { () throws(ParameterError) -> StartStop in
        try fields.word("action")
      }
      try await asking { () async throws(ControllerError) in
        try await controller.change(client, action == .start ? PcapCommand.start : .stop)
      }
      return nil
    },
  ]
}
