// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

struct RESTTests {
  @Test(
    arguments: [
      (HTTPRequest.Method.get, "/v1/nope", nil, 404, "Not found: '/nope'"),
      (.get, "/nope", nil, 404, "Not found: '/nope'"),
      (.get, "/v1/vfs/abc", nil, 404, "Not found: '/vfs/abc'"),
      (.put, "/v1/processes", nil, 405, "Method not allowed."),
      (.post, "/v1/vfs/1", nil, 405, "Method not allowed."),
      (.get, "/v1/vfs/9", nil, 404, "sec_id 9 not found."),
      (.get, "/v1/vfs/999", nil, 404, "sec_id 999 not found."),
      (.get, "/v1/vfs/0", nil, 404, "sec_id 0 not found."),
      (.post, "/v1/vfs/9/components", "no json", 404, "sec_id 9 not found."),
      (.get, "/v1/primary/status", nil, 404, "primary not found."),
      (.put, "/v1/primary/ports", "no json", 404, "primary not found."),
      (.put, "/v1/primary/launch", "{}", 404, "primary not found."),
      (.delete, "/v1/primary", nil, 404, "primary not found."),
      (.post, "/v1/vfs/1/components", "{\"na", 400, "Not in json format."),
      (.post, "/v1/vfs/1/components", "", 400, "Not in json format."),
      (.post, "/v1/vfs/1/components", "{}", 400, "key(name) required."),
      (.post, "/v1/vfs/1/components", "[1]", 400, "key(name) required."),
      (.post, "/v1/vfs/1/components", "null", 400, "key(name) required."),
      (.post, "/v1/vfs/1/components", #"{"name":"f"}"#, 400, "key(core) required."),
      (.post, "/v1/vfs/1/components", #"{"name":"f","core":2}"#, 400, "key(type) required."),
      (
        .post, "/v1/vfs/1/components", #"{"name":"f","core":2,"type":"fly"}"#, 400,
        "invalid key(type): fly. expected one of forward, merge, classifier, mirror, capture"
      ),
      (
        .post, "/v1/vfs/1/components", #"{"name":"f","core":1,"type":"forward"}"#, 400,
        "command error: lcore 1 is the main lcore, which takes commands; choose a worker"
      ),
      (
        .delete, "/v1/vfs/1/components/a%20b", nil, 400,
        "invalid key(name): a b. expected 1 to 31 printable characters without blanks, '/', ';' or quotes"
      ),
      (.put, "/v1/vfs/1/components/f/ports", "{}", 400, "key(action) required."),
      (
        .put, "/v1/vfs/1/components/f/ports", #"{"action":"attach","port":"phy:x","dir":"rx"}"#,
        400,
        "invalid key(port): phy:x. expected a number from 0 to 255 after 'phy:'"
      ),
      (
        .put, "/v1/vfs/1/components/f/ports", #"{"action":"attach","port":"ring:0","dir":"rx"}"#,
        400,
        "command error: component 'f' does not exist; start it first"
      ),
      (.put, "/v1/vfs/1/classifier_table", "[]", 400, "key(action) required."),
      (
        .put, "/v1/vfs/1/classifier_table",
        #"{"action":"add","type":"vlan","vlan":"5000","mac_address":"default","port":"ring:0"}"#,
        400,
        "invalid key(vlan): 5000. expected a VLAN id from 1 to 4094"
      ),
      (
        .put, "/v1/vfs/1/plan",
        #"{"components":[{"name":"a","core":2,"type":"forward","rx_port":[{"port":"x"}]}]}"#, 400,
        "invalid key(components[0].rx_port[0].port): x. expected TYPE:NUMBER, such as 'phy:0' or 'vhost:1'"
      ),
      (.put, "/v1/vfs/1/plan", "{}", 400, "key(components) required."),
      (.post, "/v1/vfs/1/commands", "{}", 400, "invalid key(commands): {}. expected an array"),
    ] as [(HTTPRequest.Method, String, String?, Int, String)])
  func `what is wrong is answered with SPP's status and text`(
    method: HTTPRequest.Method, path: String, body: String?, status: Int, text: String
  ) async throws {
    try await withHouse { house in
      let vf = StubProcess()
      try await house.admit(vf)
      let answer = try await house.ask(method, path, body)
      #expect(answer.status == status)
      #expect(answer.text == text)
      #expect(await vf.plan.isEmpty)
      await vf.disconnect()
    }
  }

  @Test func `a vf's status has SPP's keys, port order and names`() async throws {
    try await withHouse { house in
      let vf = StubProcess(plan: try samplePlan())
      try await house.admit(vf)
      let answer = try await house.ask(.get, "/v1/vfs/1")
      #expect(answer.status == 200)
      #expect(
        answer.json == [
          "client-id": 1, "ports": ["phy:0 nq 0", "phy:0 nq 1", "vhost:0", "ring:0"],
          "master-lcore": 1,
          "components": [
            [
              "core": 2, "name": "cls", "type": "classifier",
              "rx_port": [
                ["port": "phy:0 nq 0", "vlan": ["operation": "none", "id": 0, "pcp": 0]]
              ],
              "tx_port": [["port": "ring:0", "vlan": ["operation": "none", "id": 0, "pcp": 0]]],
            ], ["core": 3, "type": "unuse"],
          ], "classifier_table": [["type": "mac", "value": "default", "port": "ring:0"]],
        ])
      await vf.disconnect()
    }
  }

  @Test func `SPP's way to configure a vf gives 204 at each step, and the plan that was meant`()
    async throws
  {
    try await withHouse { house in
      let vf = StubProcess()
      try await house.admit(vf)
      let steps: [(HTTPRequest.Method, String, String?)] = [
        (.post, "components", #"{"name":"cls","core":"2","type":"classifier_mac"}"#),
        (
          .put, "components/cls/ports/",
          #"{"action":"attach","port":"phy:0nq1","dir":"rx","vlan":null}"#
        ),
        (
          .put, "components/cls/ports",
          #"{"action":"attach","port":"ring:0","dir":"tx","vlan":{"operation":"add","id":"101","pcp":"3"}}"#
        ),
        (
          .put, "classifier_table",
          #"{"action":"add","type":"vlan","vlan":"677","mac_address":"52:54:00:12:34:56","port":"ring:0"}"#
        ),
        (
          .put, "classifier_table",
          #"{"action":"add","type":"mac","vlan":null,"mac_address":"default","port":"ring:0"}"#
        ),
        (
          .put, "classifier_table",
          #"{"action":"del","type":"mac","mac_address":"default","port":"ring:0"}"#
        ),
        (.put, "components/cls/ports", #"{"action":"detach","port":"phy:0 nq 1","dir":"rx"}"#),
        (.delete, "components/nobody", nil),
      ]
      for (method, path, body) in steps {
        let answer = try await house.ask(
          method, "/v1/vfs/1/" + path, body, headers: [.contentType: "text/plain"])
        #expect(answer.status == 204, "\(path): \(answer.text)")
        #expect(answer.text == "")
      }
      let plan = await vf.plan
      #expect(plan.components.first?.kind == .formerClassifier)
      #expect(plan.components.first?.rx == [])
      #expect(
        plan.components.first?.tx.first?.vlan == .add(try VLANID(101), try PriorityCodePoint(3)))
      #expect(plan.entries.map(\.key.description) == ["677/52:54:00:12:34:56"])
      await vf.disconnect()
    }
  }

  @Test func `processes and lcores are listed, the primary without an id`() async throws {
    try await withHouse { house in
      let (primary, vf) = (StubProcess(.primary, 0), StubProcess(.vf, 3))
      try await house.admit(vf)
      try await house.admit(primary)
      #expect(
        try await house.ask(.get, "/v1/processes/").json == [
          ["type": "primary"], ["type": "vf", "client-id": 3],
        ])
      #expect(
        try await house.ask(.get, "/v1/cpu_usage").json == [
          ["proc-type": "primary", "master-lcore": 0, "lcores": [0]],
          ["proc-type": "vf", "client-id": 3, "master-lcore": 1, "lcores": [1, 2, 3]],
        ])
      #expect(try await house.ask(.get, "/v1/cpu_layout").json?.array?.first?["cores"] != nil)
      await primary.disconnect()
      await vf.disconnect()
      try await eventually { try await house.ask(.get, "/v1/processes").json == [] }
    }
  }

  @Test func `the primary's ports, counters, launches and status are reached`() async throws {
    try await withHouse { house in
      let primary = StubProcess(.primary, 0)
      try await house.admit(primary)
      #expect(
        try await house.ask(.put, "/v1/primary/ports", #"{"action":"add","port":"tap:0"}"#).status
          == 204)
      #expect(try await house.ask(.get, "/v1/primary/status").json?["ports"] == ["tap:0"])
      #expect(try await house.ask(.get, "/v1/primary/status").json?["pipes"] == [])
      let refused = try await house.ask(
        .put, "/v1/primary/ports", #"{"action":"add","port":"phy:1"}"#)
      #expect(
        refused == .init(status: 400, text: "command error: phy ports are not added", json: nil))
      #expect(try await house.ask(.delete, "/v1/primary/status").status == 204)
      let launch =
        #"{"client_id":"1","proc_name":"spp_vf","eal":{"-l":"1,2"},"app":{"--client-id":"1"}}"#
      #expect(try await house.ask(.put, "/v1/primary/launch", launch).status == 204)
      let unknown = try await house.ask(.put, "/v1/primary/launch", #"{"client_id":"0"}"#)
      #expect(unknown.text == "invalid key(client_id): 0. expected a number from 1 to 127")
      #expect(
        try await house.ask(.put, "/v1/primary/ports", #"{"action":"del","port":"tap:0"}"#).status
          == 204)
      #expect(await primary.ports == [])
      #expect(await primary.commands.contains(.clear))
      #expect(try await house.ask(.delete, "/v1/primary/").status == 204)
      #expect(try await house.ask(.get, "/v1/processes").json == [])
    }
  }

  @Test
  func `several commands are done together, or none with the reason of the one that does not fit`()
    async throws
  {
    try await withHouse { house in
      let vf = StubProcess()
      try await house.admit(vf)
      let start = #"{"command":"component","action":"start","name":"a","core":2,"type":"forward"}"#
      let refused = try await house.ask(.post, "/v1/vfs/1/commands", "[\(start),\(start)]")
      #expect(refused.status == 400)
      #expect(
        refused.text
          == "command error: commands[1]: component 'a' exists already; stop it first or choose another name"
      )
      #expect(await vf.plan.isEmpty)
      let attach = #"{"command":"port","action":"attach","port":"ring:0","dir":"rx","name":"a"}"#
      #expect(
        try await house.ask(.post, "/v1/vfs/1/commands", "[\(start),\(attach)]").status == 204)
      #expect(await vf.plan.components.first?.rx.map(\.port) == [ResourceUID(.ring, 0)])
      let wrong = try await house.ask(
        .post, "/v1/vfs/1/commands", #"[{"command":"port","action":"go"}]"#)
      #expect(wrong.text == "invalid key(commands[0].action): go. expected 'attach' or 'detach'")
      await vf.disconnect()
    }
  }

  @Test func `a plan that was read can be given back, and counters are read`() async throws {
    try await withHouse { house in
      let vf = StubProcess(plan: try samplePlan())
      try await house.admit(vf)
      let plan = try await house.ask(.get, "/v1/vfs/1/plan")
      #expect(try plan.json == samplePlan().json)
      #expect(try await house.ask(.put, "/v1/vfs/1/plan", #"{"components":[]}"#).status == 204)
      #expect(await vf.plan.isEmpty)
      #expect(try await house.ask(.put, "/v1/vfs/1/plan", plan.text).status == 204)
      #expect(try await vf.plan == samplePlan())
      #expect(try await house.ask(.get, "/v1/vfs/1/counters").json == ["components": []])
      await vf.disconnect()
    }
  }

  @Test func `a body above the limit is refused`() async throws {
    try await withHouse { house in
      let answer = try await house.ask(
        .put, "/v1/vfs/1/plan", nil, headers: [.contentLength: "33554433"])
      #expect(answer.status == 413)
    }
  }

  @Test func `the OpenAPI document is the one in docs, and describes every route`() async throws {
    try await withHouse { house in
      let served = try #require(try await house.ask(.get, "/v1/openapi.json").json)
      let file = try #require(projectFile("docs/openapi.json"))
      #expect(try JSON(parsing: file) == served, "docs/rest.md says how to write it anew")
      // A stream does not end.
      for member in try #require(served["paths"]?.object?.members)
      where !member.name.hasSuffix("/events") {
        for method in try #require(member.value.object?.members) where method.name != "parameters" {
          let path = member.name.replacing("{id}", with: "9").replacing("{name}", with: "a")
          let answer = try await house.ask(
            try #require(.init(rawValue: method.name.uppercased())), path, "{}")
          #expect(answer.status != 405)
          #expect(!answer.text.hasPrefix("Not found"))
        }
      }
    }
  }
}
