// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

/// What becomes of several processes when one of them does not do its part.
struct GroupPlanFailureTests {
  @Test func `when a later process refuses, the earlier ones get back what they held`()
    async throws
  {
    try await Plans.withTwo { house, one, two in
      let answer = try await house.ask(
        .put, "/v2/plan", Plans.group([("vf-1", Plans.forward), ("vf-2", Plans.wrong)]),
        headers: [.ifMatch: "*"])
      #expect(answer.status == 400)
      #expect(
        answer.json?["detail"]
          == "vf-2: lcore 9 is not a worker of this process; its workers are 2, 3; nothing is changed"
      )
      #expect(
        answer.json?["taken_back"] == [
          ["process": "vf-1", "done": true, "reason": nil],
          ["process": "vf-2", "done": true, "reason": nil],
        ])
      #expect(await one.plan.isEmpty)
      #expect(await two.plan.isEmpty)
      // It had been given its plan, and got the old one again.
      #expect(
        await one.requests.count { if case .apply = $0 { true } else { false } } == 2)
      #expect(
        try await Store(directory: house.directory).plan(of: ClientID(1))?.isEmpty != false)
    }
  }

  @Test func `a process that cannot be taken back is named with its reason`() async throws {
    try await Plans.withTwo { house, one, two in
      await one.behave(.closingLater)
      let answer = try await house.ask(
        .put, "/v2/plan", Plans.group([("vf-1", Plans.forward), ("vf-2", Plans.wrong)]),
        headers: [.ifMatch: "*"])
      #expect(answer.status == 500)
      #expect(
        answer.json?["detail"]
          == """
          vf-2: lcore 9 is not a worker of this process; its workers are 2, 3; vf-1 does not hold again what it held: \
          it is not connected any more; it gets what it held when it comes back
          """)
      #expect(answer.json?["taken_back"]?.array?.first?["done"] == false)
    }
  }

  @Test func `what cannot be stored is taken back from all`() async throws {
    try await Plans.withTwo { house, one, two in
      // A directory where the second one's file is written beside.
      try FileManager.default.createDirectory(
        atPath: house.directory + "/vf-2.json.tmp/x", withIntermediateDirectories: true)
      let answer = try await house.ask(
        .put, "/v2/plan", Plans.group([("vf-1", Plans.forward), ("vf-2", Plans.forward)]),
        headers: [.ifMatch: "*"])
      #expect(answer.status == 500)
      #expect(answer.json?["process"] == "vf-2")
      #expect(await one.plan.isEmpty)
      #expect(await two.plan.isEmpty)
      #expect(try await Store(directory: house.directory).plan(of: ClientID(1))?.isEmpty != false)
    }
  }

  @Test func `one that hangs is named, and nobody is changed`() async throws {
    try await Plans.withTwo(deadline: .seconds(3)) { house, one, two in
      await two.stop()
      let answer = try await house.ask(
        .put, "/v2/plan", Plans.group([("vf-1", Plans.forward)]), headers: [.ifMatch: "*"])
      #expect(answer.status == 504)
      #expect(answer.json?["process"] == "vf-2")
      #expect(await one.plan.isEmpty)
      // Its own plan does not depend on the other.
      #expect(
        try await house.ask(
          .put, "/v2/processes/vf-1/plan", Plans.forward, headers: [.ifMatch: "*"]
        ).status == 200)
      await two.resume()
    }
  }

  @Test(
    arguments: [
      ("plan", "{}", 400, "processes is missing: expected an object"),
      ("plan", "no json", 400, "Not in json format."),
      (
        "plan", #"{"processes":{"web":{}}}"#, 400,
        "processes 'web': expected 'primary', or a kind and a client id, such as 'vf-1'"
      ),
      (
        "plan", #"{"processes":{"vf-1":{}}}"#, 400,
        "processes.vf-1.components is missing: expected an array of components"
      ),
      (
        "plan", #"{"processes":{"vf-9":{"components":[]}}}"#, 409,
        "vf-9 is not connected; start it first, or leave its plan out"
      ),
      (
        "plan", #"{"processes":{"nfv-1":{"patches":[]}}}"#, 409,
        "nfv-1 is not connected; start it first, or leave its plan out"
      ),
      ("processes/vf-9/plan", "{}", 404, "vf-9 is not connected"),
      (
        "processes/web/plan", "{}", 404,
        "process 'web': expected 'primary', or a kind and a client id, such as 'vf-1'"
      ),
      (
        "processes/vf-1/plan", "{}", 400,
        "components is missing: expected an array of components"
      ),
    ])
  func `what is wrong is a problem with its place`(
    path: String, body: String, status: Int, detail: String
  ) async throws {
    try await Plans.withTwo { house, _, _ in
      let answer = try await house.ask(.put, "/v2/" + path, body, headers: [.ifMatch: "*"])
      #expect(answer.status == status)
      #expect(answer.json?["detail"]?.string == detail)
      #expect(answer.type == "application/problem+json")
    }
  }
}
