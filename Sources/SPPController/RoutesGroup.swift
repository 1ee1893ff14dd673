// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// Whole configurations: of one process, and of all of them together.
func groupRoutes(_ controller: Controller) -> [Route] {
  [
    Route(
      v2: .get, "/processes", "The processes that are connected, the primary first.",
      gives: .json(schema: "ProcessList")
    ) { _ throws(RESTError) in
      let presence = await controller.presence
      return .json(.array(await controller.connected.map { $0.entry(presence[$0.client]) }))
    },
    Route(
      v2: .get, "/plan", "What every process of the group holds.",
      gives: .tagged(schema: "GroupPlan"), failures: asking
    ) { _ throws(RESTError) in
      try await grouped { () async throws(GroupFailure) in
        let plans = try await controller.plans(of: await controller.names)
        return .json(plans.document, headers: [.eTag: plans.entityTag])
      }
    },
    Route(
      v2: .put, "/plan",
      """
      Makes plans the whole configurations of several processes: of all of them or of none. Processes without a plan \
      here keep theirs.
      """,
      body: "GroupPlan", gives: .tagged(schema: "PlanChange"), parameters: conditional,
      failures: changing
    ) { call throws(RESTError) in
      let isRehearsal = try call.isRehearsal
      let fields = try call.fields()
      let wanted = try reading { () throws(ParameterError) in try GroupPlan(fields) }
      return try await change(
        controller, to: wanted, among: await controller.names, call, isRehearsal)
    },
    Route(
      v2: .get, "/processes/{process}/plan", "What a process holds.",
      gives: .tagged(schema: "AnyPlan"), failures: asking
    ) { call throws(RESTError) in
      let name = try await call.process(controller)
      return try await grouped { () async throws(GroupFailure) in
        let plans = try await controller.plans(of: [name])
        return .json(plans.plans[name]?.json ?? .null, headers: [.eTag: plans.entityTag])
      }
    },
    Route(
      v2: .put, "/processes/{process}/plan",
      "Makes the plan the whole configuration of a process.", body: "AnyPlan",
      gives: .tagged(schema: "PlanChange"), parameters: conditional, failures: changing
    ) { call throws(RESTError) in
      let name = try await call.process(controller)
      let isRehearsal = try call.isRehearsal
      let fields = try call.fields()
      let plan = try reading { () throws(ParameterError) in
        try ProcessPlan(of: name.kind, fields)
      }
      return try await change(
        controller, to: GroupPlan([name: plan]), among: [name], call, isRehearsal)
    },
  ]
}

/// What can go wrong where processes are asked.
private let asking: [HTTPResponse.Status] = [
  .notFound, .badGateway, .serviceUnavailable, .gatewayTimeout,
]
private let changing: [HTTPResponse.Status] =
  asking + [
    .badRequest, .conflict, .preconditionFailed, .preconditionRequired, .internalServerError,
  ]

private let conditional = [
  Route.Parameter(
    name: "If-Match", isHeader: true,
    schema: ["type": "string", "examples": ["\"p0123456789abcdef\"", "*"]],
    summary:
      "ETag of the plan that the change was made from, or * to make it in any case. A dry run needs none."
  ),
  Route.Parameter(
    name: "dry-run", isHeader: false, schema: ["type": "boolean", "default": false],
    summary: "Tells what would change, and changes nothing."),
]

private func change(
  _ controller: Controller, to wanted: GroupPlan, among scope: [ProcessName], _ call: Route.Call,
  _ isRehearsal: Bool
) async throws(RESTError) -> Route.Answer {
  let condition = Precondition(call.headers[.ifMatch])
  return try await grouped { () async throws(GroupFailure) in
    if isRehearsal {
      let change = try await controller.rehearse(wanted, among: scope, if: condition)
      return .json(change.json(isRehearsal: true), headers: [.eTag: change.before.entityTag])
    }
    guard condition != .none else { throw .unconditional }
    let change = try await controller.become(wanted, among: scope, if: condition)
    return .json(change.json(isRehearsal: false), headers: [.eTag: change.after.entityTag])
  }
}

private func grouped(
  _ body: () async throws(GroupFailure) -> Route.Answer
) async throws(RESTError) -> Route.Answer {
  do throws(GroupFailure) { return try await body() } catch { throw RESTError(error) }
}

extension Route.Call {
  /// The process that the path names, once it is connected.
  ///
  /// - Throws: 404 for what is no name of a process, and for one that is not there.
  fileprivate func process(_ controller: Controller) async throws(RESTError) -> ProcessName {
    let name: ProcessName
    do throws(ValueError) { name = try ProcessName(parsing: parameters["process"] ?? "") } catch {
      throw RESTError(status: .notFound, text: "\(error)")
    }
    guard await controller.names.contains(name) else {
      throw RESTError(
        status: .notFound, text: "\(name) is not connected",
        members: ["process": .string("\(name)")])
    }
    return name
  }

  /// Whether nothing is to be changed.
  fileprivate var isRehearsal: Bool {
    get throws(RESTError) {
      switch query["dry-run"] {
      case nil, "false": false
      case "true", "": true
      case let word?:
        throw RESTError(
          .invalid(ValueError("dry-run", given: word, expected: "'true' or 'false'")))
      }
    }
  }
}

extension Hello {
  fileprivate func entry(_ presence: Controller.Presence?) -> JSON {
    [
      "name": .string("\(ProcessName(self))"), "kind": .string(kind.rawValue),
      "client_id": JSON(client), "pid": JSON(Int(pid)),
      "settled": .bool(presence?.isSettled == true),
    ]
  }
}

extension GroupChange {
  fileprivate func json(isRehearsal: Bool) -> JSON {
    [
      "dry_run": .bool(isRehearsal), "etag": .string(isRehearsal ? before.tag : after.tag),
      "processes": before.changes(to: after),
      "commands": .array(before.lines(to: after).map { .string($0) }),
    ]
  }
}
