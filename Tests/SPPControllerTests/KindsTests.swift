// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

/// Processes other than vfs, as SPP's clients know them.
struct KindsTests {
  @Test func `every kind is listed, and has routes of its own only`() async throws {
    try await withHouse { house in
      for (kind, id) in [(ProcessKind.vf, 1), (.nfv, 2), (.mirror, 3), (.pcap, 4)] {
        try await house.admit(StubProcess(kind, id, pid: Int32(id)))
      }
      #expect(
        try await house.ask(.get, "/v1/processes").json == [
          ["type": "vf", "client-id": 1], ["type": "nfv", "client-id": 2],
          ["type": "mirror", "client-id": 3], ["type": "pcap", "client-id": 4],
        ])
      let usage = try #require(try await house.ask(.get, "/v1/cpu_usage").json?.array)
      #expect(usage.compactMap { $0["proc-type"]?.string } == ["vf", "nfv", "mirror", "pcap"])
      #expect(usage.allSatisfy { $0["lcores"] == [1, 2, 3] && $0["master-lcore"] == 1 })
      for path in ["vfs/2", "nfvs/1", "mirrors/4", "pcaps/3", "pcaps/9"] {
        let answer = try await house.ask(.get, "/v1/\(path)")
        #expect(answer.status == 404)
        #expect(answer.text == "sec_id \(path.last!) not found.")
      }
      for (path, id) in [("vfs/1", 1), ("nfvs/2", 2), ("mirrors/3", 3), ("pcaps/4", 4)] {
        #expect(try await house.ask(.get, "/v1/\(path)").json?["client-id"] == .integer(Int64(id)))
        #expect(try await house.ask(.delete, "/v1/\(path)").status == 204)
      }
      #expect(try await house.ask(.get, "/v1/processes").json == [])
    }
  }

  @Test func `an nfv is patched, forwards, and says so with SPP's keys`() async throws {
    try await withHouse { house in
      let nfv = StubProcess(.nfv)
      try await house.admit(nfv)
      for (path, body) in [
        ("ports", #"{"action":"add","port":"ring:0"}"#),
        ("patches", #"{"src":"phy:0nq1","dst":"ring:0"}"#),
        ("forward", #"{"action":"start"}"#),
      ] {
        #expect(try await house.ask(.put, "/v1/nfvs/1/\(path)", body).status == 204)
      }
      #expect(
        try await house.ask(.get, "/v1/nfvs/1").json == [
          "client-id": 1, "status": "running", "master-lcore": 1, "lcores": [1, 2, 3],
          "ports": ["phy:0 nq 0", "phy:0 nq 1", "ring:0"],
          "patches": [["src": "phy:0 nq 1", "dst": "ring:0"]],
        ])
      #expect(try await house.ask(.put, "/v1/nfvs/1/forward", #"{"action":"stop"}"#).status == 204)
      #expect(try await house.ask(.delete, "/v1/nfvs/1/patches").status == 204)
      let status = try await house.ask(.get, "/v1/nfvs/1").json
      #expect(status?["status"] == "idling")
      #expect(status?["patches"] == [])
    }
  }

  @Test(
    arguments: [
      (
        "ports", #"{"action":"add","port":"ring:7"}"#,
        "ring:7 does not exist; add it with 'pri; add ring:7'"
      ),
      (
        "ports", #"{"action":"add","port":"phy:0"}"#,
        "phy:0 belongs to the primary's mask (-p); it is neither added nor deleted"
      ),
      (
        "ports", #"{"action":"del","port":"ring:0"}"#,
        "ring:0 is not among the ports of this process; add it first with 'add ring:0'"
      ),
      (
        "patches", #"{"src":"phy:0","dst":"ring:0"}"#,
        "phy:0 has 2 rx queues; say which, such as 'phy:0 nq 0'"
      ),
      (
        "patches", #"{"src":"phy:0nq0","dst":"ring:0"}"#,
        "ring:0 is not among the ports of this process; add it first with 'add ring:0'"
      ),
    ])
  func `what an nfv refuses is 400 with its reason, never 204`(
    _ path: String, _ body: String, _ reason: String
  ) async throws {
    try await withHouse { house in
      try await house.admit(StubProcess(.nfv))
      let answer = try await house.ask(.put, "/v1/nfvs/1/\(path)", body)
      #expect(answer.status == 400)
      #expect(answer.text == "command error: \(reason)")
    }
  }

  @Test func `a capture file that an nfv adds is made by the primary`() async throws {
    try await withHouse { house in
      let (primary, nfv) = (StubProcess(.primary, 0), StubProcess(.nfv, 1, pid: 7))
      try await house.admit(primary)
      try await house.admit(nfv)
      for _ in 0..<2 {
        _ = try await house.ask(.put, "/v1/nfvs/1/ports", #"{"action":"add","port":"pcap:1"}"#)
      }
      #expect(await primary.ports == [ResourceUID(.pcap, 1)])
      #expect(await nfv.patches.ports == [ResourceUID(.pcap, 1)])
    }
  }

  @Test func `what was made for an nfv is taken away when no nfv has it any more`() async throws {
    try await withHouse { house in
      let primary = StubProcess(.primary, 0)
      let (one, two) = (StubProcess(.nfv, 1, pid: 7), StubProcess(.nfv, 2, pid: 8))
      for process in [primary, one, two] { try await house.admit(process) }
      func change(_ path: String, _ action: String, _ port: String) async throws {
        let answer = try await house.ask(
          .put, "/v1/\(path)/ports", #"{"action":"\#(action)","port":"\#(port)"}"#)
        #expect(answer.status == 204, "\(answer.text)")
      }
      // The first was there before, and stays.
      try await change("primary", "add", "nullpmd:1")
      for port in ["nullpmd:1", "nullpmd:2"] {
        for nfv in ["nfvs/1", "nfvs/2"] { try await change(nfv, "add", port) }
      }
      for port in ["nullpmd:1", "nullpmd:2"] { try await change("nfvs/1", "del", port) }
      #expect(await primary.ports == [ResourceUID(.nullpmd, 1), ResourceUID(.nullpmd, 2)])
      for port in ["nullpmd:1", "nullpmd:2"] { try await change("nfvs/2", "del", port) }
      #expect(await primary.ports == [ResourceUID(.nullpmd, 1)])
      let stored = try await Store(directory: house.directory).addedPorts()
      #expect(stored == [ResourceUID(.nullpmd, 1)])
    }
  }

  @Test func `a mirror takes mirrors only, and a VLAN said to it is ignored`() async throws {
    try await withHouse { house in
      let mirror = StubProcess(.mirror)
      try await house.admit(mirror)
      let refused = try await house.ask(
        .post, "/v1/mirrors/1/components", #"{"name":"f","core":2,"type":"forward"}"#)
      #expect(refused.status == 400)
      #expect(refused.text.contains("a mirror has components of type mirror only"))
      for (method, path, body) in [
        (HTTPRequest.Method.post, "components", #"{"name":"m","core":2,"type":"mirror"}"#),
        (
          .put, "components/m/ports",
          #"{"action":"attach","port":"ring:0","dir":"rx","vlan":{"operation":"add","id":7,"pcp":1}}"#
        ),
      ] {
        #expect(try await house.ask(method, "/v1/mirrors/1/\(path)", body).status == 204)
      }
      #expect(await mirror.plan.components.first?.rx == [Attachment(ResourceUID(.ring, 0))])
      let status = try await house.ask(.get, "/v1/mirrors/1").json
      #expect(status?["components"]?.array?.first?["type"] == "mirror")
      #expect(status?["classifier_table"] == nil)
    }
  }

  @Test func `a pcap starts and stops, and what it does outlives the controller's answer`()
    async throws
  {
    try await withHouse { house in
      let pcap = StubProcess(.pcap)
      try await house.admit(pcap)
      #expect(try await house.ask(.get, "/v1/pcaps/1").json?["status"] == "idle")
      #expect(
        try await house.ask(.put, "/v1/pcaps/1/capture", #"{"action":"start"}"#).status == 204)
      let core = try await house.ask(.get, "/v1/pcaps/1").json?["core"]?.array
      #expect(core?.first?["rx_port"] == [["port": "phy:0 nq 1"]])
      #expect(core?.last?["filename"] == "/tmp/a.pcap.lz4")
      #expect(
        try await Store(directory: house.directory).plan(of: ClientID(1), .pcap)
          == .capture(PcapPlan(isRecording: true)))
      let wrong = try await house.ask(.put, "/v1/pcaps/1/capture", #"{"action":"pause"}"#)
      #expect(wrong.status == 400)
      #expect(wrong.text == "invalid key(action): pause. expected 'start' or 'stop'")
    }
  }

  @Test func `an nfv that comes back empty gets its patches back`() async throws {
    try await withDirectory { directory in
      let plan = PatchPlan(
        ports: [ResourceUID(.ring, 0)],
        patches: [Patch(ResourceUID(.phy, 0, queue: 0), to: ResourceUID(.ring, 0))],
        isForwarding: true)
      try await Store(directory: directory).save(.patches(plan), of: ClientID(1), .nfv)
      try await withHouse(directory: directory) { house in
        try await house.admit(StubProcess(.primary, 0, pid: 1))
        let nfv = StubProcess(.nfv)
        try await house.admit(nfv)
        try await eventually { await nfv.patches == plan }
      }
    }
  }

  @Test func `the primary's forwarder, patches and pipes are set, stored and given back`()
    async throws
  {
    try await withDirectory { directory in
      try await withHouse(directory: directory) { house in
        let primary = StubProcess(.primary, 0)
        try await house.admit(primary)
        for (path, body) in [
          ("ports", #"{"action":"add","port":"ring:0"}"#),
          ("ports", #"{"action":"add","port":"pipe:3","rx":"ring:1","tx":"ring:2"}"#),
          ("patches", #"{"src":"ring:0","dst":"ring:0"}"#),
          ("forward", #"{"action":"start"}"#),
        ] {
          #expect(try await house.ask(.put, "/v1/primary/\(path)", body).status == 204)
        }
        let status = try await house.ask(.get, "/v1/primary/status").json
        #expect(
          status?["forwarder"] == [
            "status": "running", "ports": ["ring:0"],
            "patches": [["src": "ring:0", "dst": "ring:0"]],
          ])
        #expect(status?["pipes"] == [["id": 3, "rx": 1, "tx": 2]])
        let wrong = try await house.ask(
          .put, "/v1/primary/ports", #"{"action":"add","port":"pipe:4","rx":"ring:1"}"#)
        #expect(wrong.status == 400)
        #expect(wrong.text == "key(tx) required.")
      }
      try await withHouse(directory: directory) { house in
        let reborn = StubProcess(.primary, 0, pid: 2)
        try await house.admit(reborn)
        try await eventually { await reborn.primary.isForwarding }
        #expect(await reborn.primary.pipes.map(\.index) == [3])
        #expect(await reborn.primary.patches.count == 1)
        #expect(try await house.ask(.delete, "/v1/primary/patches").status == 204)
        #expect(await reborn.primary.patches == [])
      }
    }
  }

  @Test func `flow rules are validated, created and destroyed in SPP's words`() async throws {
    let rule = """
      {"rule":{"direction":"ingress","group":1,"pattern":["eth dst is 52:54:00:12:34:56"],"actions":["queue index 1"]}}
      """
    try await withHouse { house in
      let primary = StubProcess(.primary, 0)
      let base = "/v1/primary/flow_rules"
      #expect(try await house.ask(.post, "\(base)/port_id/0", "no json").status == 404)
      try await house.admit(primary)
      #expect(
        try await house.ask(.post, "\(base)/port_id/0/validate", rule).json
          == ["result": "success", "message": "Flow rule validated"])
      #expect(
        try await house.ask(.post, "\(base)/port_id/0", rule).json
          == ["result": "success", "message": "Flow rule #0 created", "rule_id": "0"])
      #expect(
        try await house.ask(.delete, "\(base)/7/port_id/0").json
          == ["result": "error", "message": "Flow rule #7 not found"])
      #expect(
        try await house.ask(.delete, "\(base)/port_id/0").json
          == ["result": "success", "message": "Flow rule all destroyed"])
      let wrong = try await house.ask(
        .post, "\(base)/port_id/0",
        #"{"rule":{"direction":"ingress","pattern":["eth dst is zz"],"actions":[]}}"#)
      #expect(wrong.status == 400)
      #expect(
        wrong.text == "invalid key(pattern): zz. expected six octets, such as '52:54:00:12:34:56'")
      #expect(try await house.ask(.post, "\(base)/port_id/0", "{}").text == "key(rule) required.")
      #expect(try await house.ask(.post, "\(base)/port_id/x", rule).status == 400)
    }
  }
}
