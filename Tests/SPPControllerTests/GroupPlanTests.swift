// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

/// Plans for the tests, and two vfs to hold them.
enum Plans {
  static let forward = """
    {"components":[{"name":"fw","core":2,"type":"forward","rx_port":[{"port":"ring:0"}]}],"classifier_table":[]}
    """
  static let wrong = #"{"components":[{"name":"fw","core":9,"type":"forward"}]}"#

  static func group(_ plans: [(String, String)]) -> String {
    "{\"processes\":{\(plans.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}}"
  }

  static func withTwo(
    deadline: Duration = .seconds(20),
    _ body: @escaping @Sendable (House, StubProcess, StubProcess) async throws -> Void
  ) async throws {
    try await withHouse(deadline: deadline) { house in
      let (one, two) = (StubProcess(.vf, 1, pid: 1), StubProcess(.vf, 2, pid: 2))
      try await house.admit(one)
      try await house.admit(two)
      try await body(house, one, two)
      await one.disconnect()
      await two.disconnect()
    }
  }
}

/// The second version's plans: of one process, and of all of them together.
struct GroupPlanTests {
  @Test func `processes are listed by their names`() async throws {
    try await withHouse { house in
      let (primary, nfv) = (StubProcess(.primary, 0, pid: 7), StubProcess(.nfv, 3, pid: 8))
      try await house.admit(primary)
      try await house.admit(nfv)
      try await eventually {
        try await house.ask(.get, "/v2/processes").json == [
          ["name": "primary", "kind": "primary", "client_id": 0, "pid": 7, "settled": true],
          ["name": "nfv-3", "kind": "nfv", "client_id": 3, "pid": 8, "settled": true],
        ]
      }
    }
  }

  @Test func `a plan is read with its tag, and given back with it`() async throws {
    try await Plans.withTwo { house, one, two in
      let read = try await house.ask(.get, "/v2/processes/vf-1/plan")
      #expect(read.json == ["components": [], "classifier_table": []])
      let tag = try #require(read.headers[.eTag])
      let answer = try await house.ask(
        .put, "/v2/processes/vf-1/plan", Plans.forward, headers: [.ifMatch: tag])
      #expect(answer.status == 200)
      #expect(
        answer.json?["commands"] == [
          "vf 1; component start fw 2 forward", "vf 1; port add ring:0 rx fw",
        ])
      #expect(answer.json?["dry_run"] == false)
      let change = answer.json?["processes"]?.array?.first
      #expect(change?["process"] == "vf-1")
      #expect(change?["changes"]?.array?.first?["change"] == "added")
      #expect(change?["changes"]?.array?.first?["what"] == "component")
      #expect(change?["changes"]?.array?.first?["before"] == .null)
      #expect(change?["changes"]?.array?.first?["after"]?["name"] == "fw")
      #expect(await one.plan.components.map(\.name.text) == ["fw"])
      #expect(await two.plan.isEmpty)
      let now = try await house.ask(.get, "/v2/processes/vf-1/plan")
      #expect(now.headers[.eTag] == answer.headers[.eTag])
      #expect(answer.json?["etag"]?.string.map { "\"\($0)\"" } == now.headers[.eTag])
      #expect(now.headers[.eTag] != tag)
      // What the process holds is what is stored.
      #expect(
        try await Store(directory: house.directory).plan(of: ClientID(1)) == one.plan)
    }
  }

  @Test func `of two who change the same plan one wins, and the other is told to read again`()
    async throws
  {
    try await Plans.withTwo { house, one, _ in
      let tag = try #require(
        try await house.ask(.get, "/v2/processes/vf-1/plan").headers[.eTag])
      let other = Plans.forward.replacing("fw", with: "mine")
      async let first = house.ask(
        .put, "/v2/processes/vf-1/plan", Plans.forward, headers: [.ifMatch: tag])
      async let second = house.ask(
        .put, "/v2/processes/vf-1/plan", other, headers: [.ifMatch: tag])
      let answers = try await [first, second]
      #expect(answers.map(\.status).sorted() == [200, 412])
      let loser = try #require(answers.first { $0.status == 412 })
      #expect(loser.type == "application/problem+json")
      #expect(
        loser.json?["detail"]
          == "something else was changed meanwhile; read the plan again, and repeat the change with its ETag"
      )
      let winner = answers[0].status == 200 ? "fw" : "mine"
      #expect(await one.plan.components.map(\.name.text) == [winner])
      let now = try await house.ask(.get, "/v2/processes/vf-1/plan").headers[.eTag]
      #expect(loser.json?["etag"]?.string.map { "\"\($0)\"" } == now)
      // A change by the first version's routes counts as well.
      #expect(
        try await house.ask(.delete, "/v1/vfs/1/components/\(winner)").status == 204)
      #expect(
        try await house.ask(
          .put, "/v2/processes/vf-1/plan", other, headers: [.ifMatch: now ?? ""]
        ).status == 412)
    }
  }

  @Test(
    arguments: [
      (
        nil, 428,
        "If-Match is missing: expected the ETag of the plan that the change was made from, or *"
      ),
      (
        "\"p0000000000000000\"", 412,
        "something else was changed meanwhile; read the plan again, and repeat the change with its ETag"
      ),
      (
        "W/\"0000000000000000\"", 412,
        "something else was changed meanwhile; read the plan again, and repeat the change with its ETag"
      ),
    ] as [(String?, Int, String)])
  func `a change without the right tag changes nothing`(
    tag: String?, status: Int, detail: String
  ) async throws {
    try await Plans.withTwo { house, one, _ in
      var headers = HTTPFields()
      headers[.ifMatch] = tag
      for path in ["processes/vf-1/plan", "plan"] {
        let body = path == "plan" ? Plans.group([("vf-1", Plans.forward)]) : Plans.forward
        let answer = try await house.ask(.put, "/v2/" + path, body, headers: headers)
        #expect(answer.status == status)
        #expect(answer.json?["detail"]?.string == detail)
      }
      #expect(await one.plan.isEmpty)
    }
  }

  @Test(arguments: ["*", "\"0000000000000000\", TAG", " TAG "])
  func `a list of tags, and the star, are understood`(form: String) async throws {
    try await Plans.withTwo { house, one, _ in
      let tag = try #require(try await house.ask(.get, "/v2/plan").headers[.eTag])
      let answer = try await house.ask(
        .put, "/v2/plan", Plans.group([("vf-1", Plans.forward)]),
        headers: [.ifMatch: form.replacing("TAG", with: tag)])
      #expect(answer.status == 200, "\(answer.text)")
      #expect(await !one.plan.isEmpty)
    }
  }

  @Test func `a dry run tells what would change, asks the processes, and changes nothing`()
    async throws
  {
    try await Plans.withTwo { house, one, two in
      let body = Plans.group([("vf-1", Plans.forward), ("vf-2", #"{"components":[]}"#)])
      let before = try await house.ask(.get, "/v2/plan")
      let answer = try await house.ask(.put, "/v2/plan?dry-run=true", body)
      #expect(answer.status == 200)
      #expect(answer.json?["dry_run"] == true)
      #expect(answer.json?["processes"]?.array?.count == 1)
      #expect(
        answer.json?["commands"] == [
          "vf 1; component start fw 2 forward", "vf 1; port add ring:0 rx fw",
        ])
      #expect(answer.headers[.eTag] == before.headers[.eTag])
      let refused = try await house.ask(
        .put, "/v2/plan?dry-run=true",
        Plans.group([("vf-1", Plans.forward), ("vf-2", Plans.wrong)]))
      #expect(refused.status == 400)
      #expect(
        refused.json?["detail"]
          == "vf-2: lcore 9 is not a worker of this process; its workers are 2, 3; nothing is changed"
      )
      #expect(refused.json?["process"] == "vf-2")
      let stale = try await house.ask(
        .put, "/v2/plan?dry-run=true", body, headers: [.ifMatch: "\"x\""])
      #expect(stale.status == 412)
      let neither = try await house.ask(.put, "/v2/plan?dry-run=maybe", body)
      #expect(neither.status == 400)
      #expect(neither.json?["detail"] == "dry-run 'maybe': expected 'true' or 'false'")
      for vf in [one, two] {
        #expect(await vf.plan.isEmpty)
        #expect(await !vf.requests.contains { if case .apply = $0 { true } else { false } })
      }
    }
  }

  @Test func `all processes change together`() async throws {
    try await Plans.withTwo { house, one, two in
      let answer = try await house.ask(
        .put, "/v2/plan",
        Plans.group([
          ("vf-1", Plans.forward), ("vf-2", Plans.forward.replacing("ring:0", with: "phy:0nq1")),
        ]),
        headers: [.ifMatch: "*"])
      #expect(answer.status == 200)
      #expect(await one.plan.components.first?.rx.map(\.port) == [ResourceUID(.ring, 0)])
      #expect(
        await two.plan.components.first?.rx.map(\.port) == [ResourceUID(.phy, 0, queue: 1)])
      let group = try await house.ask(.get, "/v2/plan")
      #expect(await group.json?["processes"]?["vf-1"] == one.plan.json)
      #expect(await group.json?["processes"]?["vf-2"] == two.plan.json)
      #expect(group.json?["etag"]?.string.map { "\"\($0)\"" } == group.headers[.eTag])
      // What was read may be given back as it is.
      let same = try await house.ask(
        .put, "/v2/plan", group.text, headers: [.ifMatch: try #require(group.headers[.eTag])])
      #expect(same.status == 200)
      #expect(same.json?["processes"] == [])
      #expect(same.json?["commands"] == [])
    }
  }

  @Test func `every kind of process has its plan, the primary too`() async throws {
    try await withHouse { house in
      let kinds: [(StubProcess, String)] = [
        (
          StubProcess(.primary, 0, pid: 1),
          #"{"ports":["tap:1"],"pipes":[{"port":"pipe:0","rx":"ring:0","tx":"ring:1"}],"patches":[],"forwarding":true}"#
        ),
        (
          StubProcess(.nfv, 1, pid: 2),
          #"{"ports":["pcap:1"],"patches":[{"src":"phy:0 nq 0","dst":"pcap:1"}],"forwarding":true}"#
        ),
        (
          StubProcess(.mirror, 2, pid: 3),
          #"{"components":[{"core":2,"name":"m","type":"mirror","rx_port":[],"tx_port":[]}],"classifier_table":[]}"#
        ),
        (StubProcess(.pcap, 3, pid: 4), #"{"recording":true}"#),
      ]
      for (process, _) in kinds { try await house.admit(process) }
      let names = ["primary", "nfv-1", "mirror-2", "pcap-3"]
      let before = try await house.ask(.get, "/v2/plan")
      #expect(before.json?["processes"]?.object?.members.map(\.name) == names)
      let wanted = Plans.group(zip(names, kinds.map(\.1)).map { ($0, $1) })
      let answer = try await house.ask(
        .put, "/v2/plan", wanted, headers: [.ifMatch: try #require(before.headers[.eTag])])
      #expect(answer.status == 200, "\(answer.text)")
      #expect(
        answer.json?["commands"] == [
          "pri; add tap:1", "pri; add pipe:0 ring:0 ring:1", "pri; forward", "nfv 1; add pcap:1",
          "nfv 1; patch phy:0 nq 0 pcap:1", "nfv 1; forward",
          "mirror 2; component start m 2 mirror",
          "pcap 3; start",
        ])
      let held = try await house.ask(.get, "/v2/plan").json?["processes"]
      for (name, plan) in zip(names, kinds.map(\.1)) {
        let wanted = try JSON(parsing: Array(plan.utf8))
        #expect(held?[name] == wanted)
      }
      let back = try await house.ask(
        .put, "/v2/plan", before.text, headers: [.ifMatch: "*"])
      #expect(back.status == 200)
      #expect(try await house.ask(.get, "/v2/plan").headers[.eTag] == before.headers[.eTag])
      for (process, _) in kinds { await process.disconnect() }
    }
  }
}
