// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// Rules of the primary's devices. What a device does not take is answered with 200 and a result of `error`, as SPP does.
func flowRoutes(_ controller: Controller) -> [Route] {
  let base = "/primary/flow_rules"
  @Sendable func present() async throws(RESTError) {
    _ = try await asking { () async throws(ControllerError) in
      try await controller.hello(of: .primary)
    }
  }
  @Sendable func ask(
    _ call: Route.Call, _ make: (ResourceUID) throws(ParameterError) -> FlowRequest
  ) async throws(RESTError) -> JSON? {
    try await present()
    guard let index = UInt8(exactly: try call.number("port")) else {
      throw RESTError(call.wrong("port"))
    }
    let request = try reading { () throws(ParameterError) in try make(ResourceUID(.phy, index)) }
    return try await asking { () async throws(ControllerError) in
      try await controller.flow(request)
    }
  }
  @Sendable func rule(_ call: Route.Call) async throws(RESTError) -> Fields {
    try await present()
    let fields = try call.fields()
    return try reading { () throws(ParameterError) in try fields.fields("rule") }
  }

  return [
    Route(
      .post, base + "/port_id/{port}/validate", "Asks whether the device would take the rule.",
      body: "FlowBody", gives: "FlowAnswer"
    ) { call throws(RESTError) in
      let fields = try await rule(call)
      return try await ask(call) { port throws(ParameterError) in
        .validate(port, try FlowRule(fields))
      }
    },
    Route(
      .post, base + "/port_id/{port}", "Gives the device a rule.", body: "FlowBody",
      gives: "FlowAnswer"
    ) { call throws(RESTError) in
      let fields = try await rule(call)
      return try await ask(call) { port throws(ParameterError) in
        .create(port, try FlowRule(fields))
      }
    },
    Route(
      .delete, base + "/port_id/{port}", "Takes all rules from the device.", gives: "FlowAnswer"
    ) {
      call throws(RESTError) in
      try await ask(call) { port throws(ParameterError) in .flush(port) }
    },
    Route(
      .delete, base + "/{rule}/port_id/{port}", "Takes a rule from the device.",
      gives: "FlowAnswer"
    ) { call throws(RESTError) in
      let id = try call.number("rule")
      return try await ask(call) { port throws(ParameterError) in .destroy(port, id: id) }
    },
  ]
}

extension Route.Call {
  /// A number in the path, of at most nine digits.
  ///
  /// - Throws: 400 for anything else.
  fileprivate func number(_ name: String) throws(RESTError) -> Int {
    guard let text = parameters[name], (1...9).contains(text.utf8.count),
      text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text)
    else { throw RESTError(wrong(name)) }
    return number
  }

  fileprivate func wrong(_ name: String) -> ParameterError {
    .invalid(
      ValueError(
        name == "port" ? "port_id" : "rule_id", given: parameters[name] ?? "",
        expected: name == "port" ? "a port number from 0 to 255" : "a rule's number"))
  }
}
