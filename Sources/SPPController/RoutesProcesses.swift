// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What concerns all processes.
func processRoutes(_ controller: Controller) -> [Route] {
  [
    Route(.get, "/processes", "The processes that are connected.", gives: "Processes") {
      _ throws(RESTError) in
      .array(await controller.listed)
    },
    Route(.get, "/cpu_usage", "The lcores that each process uses.", gives: "CPUUsage") {
      _ throws(RESTError) in
      .array(await usage(controller))
    },
    Route(.get, "/cpu_layout", "The CPUs of this host.", gives: "CPULayout") {
      _ throws(RESTError) in
      CPULayout.ofThisHost().json
    },
  ]
}

extension Controller {
  /// The connected processes; of one that hangs also `state` and since when, in milliseconds since 1970.
  fileprivate var listed: [JSON] {
    connected.map { hello in
      guard let hanging = hung[hello.client], var object = hello.listed.object else {
        return hello.listed
      }
      object["state"] = "hung"
      object["since"] = JSON(hanging.since)
      object["hung_lcores"] = .array(hanging.lcores.map { JSON(Int($0.number)) })
      return .object(object)
    }
  }
}

extension Hello {
  /// `{"type":"vf","client-id":1}`; the primary has no id.
  fileprivate var listed: JSON {
    client == .primary
      ? ["type": .string(kind.rawValue)]
      : ["type": .string(kind.rawValue), "client-id": JSON(Int(client.number))]
  }
}

/// Of the processes that answer; all are asked at once, so that one that hangs costs no more than its deadline.
private func usage(_ controller: Controller) async -> [JSON] {
  let all = await controller.connected
  return await withTaskGroup { group in
    for hello in all {
      group.addTask { (hello.client, try? await usage(of: hello, controller)) }
    }
    var found: [ClientID: JSON] = [:]
    for await (client, usage) in group { found[client] = usage }
    return all.compactMap { found[$0.client] }
  }
}

private func usage(of hello: Hello, _ controller: Controller) async throws -> JSON {
  guard hello.client != .primary else {
    let status = try await controller.primaryStatus()
    return [
      "proc-type": "primary", "master-lcore": status["master-lcore"] ?? 0,
      "lcores": status["lcores"] ?? [],
    ]
  }
  let lcores = try await controller.lcores(of: hello.client)
  return [
    "proc-type": .string(hello.kind.rawValue), "client-id": JSON(Int(hello.client.number)),
    "master-lcore": lcores.first.map { JSON(Int($0.number)) } ?? 0,
    "lcores": .array(lcores.map { JSON(Int($0.number)) }),
  ]
}
