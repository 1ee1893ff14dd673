// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

/// What SPP's clients are answered when something is wrong: the statuses and texts that were intended.
struct V1ErrorTests {
  private static let port = "expected TYPE:NUMBER, such as 'phy:0' or 'vhost:1'"

  @Test(
    arguments: [
      ContractRow(.get, "/nope", name: "unknown path", is: 404, "Not found: '/nope'"),
      ContractRow(
        .get, "/primary/flow_rule/port_id/0", name: "path of the documents", is: 404,
        "Not found: '/primary/flow_rule/port_id/0'"),
      ContractRow(.get, "/vfs", name: "no id", is: 404, "Not found: '/vfs'"),
      ContractRow(.get, "/vfs/x", name: "id that is no number", is: 404, "Not found: '/vfs/x'"),
      ContractRow(.post, "/processes", name: "wrong method", is: 405, "Method not allowed."),
      ContractRow(.patch, "/vfs/2", name: "unknown method", is: 405, "Method not allowed."),
      ContractRow(.get, "/vfs/9", name: "id not registered", is: 404, "sec_id 9 not found."),
      ContractRow(.get, "/vfs/1", name: "vf that is an nfv", is: 404, "sec_id 1 not found."),
      ContractRow(.get, "/nfvs/2", name: "nfv that is a vf", is: 404, "sec_id 2 not found."),
      ContractRow(.get, "/mirrors/2", name: "mirror that is a vf", is: 404, "sec_id 2 not found."),
      ContractRow(.get, "/pcaps/3", name: "pcap that is a mirror", is: 404, "sec_id 3 not found."),
      ContractRow(
        .post, "/vfs/9/components", "no json", name: "the process before its body", is: 404,
        "sec_id 9 not found."),
      ContractRow(
        .post, "/vfs/2/components", "no json", name: "body not JSON", is: 400,
        "Not in json format."),
      ContractRow(
        .post, "/vfs/2/components", "", name: "empty body", is: 400, "Not in json format."),
      ContractRow(
        .put, "/primary/ports", "'single quotes'", name: "single quotes", is: 400,
        "Not in json format."),
      ContractRow(
        .post, "/vfs/2/components", "[1]", name: "body that is an array", is: 400,
        "key(name) required."),
      ContractRow(
        .put, "/primary/forward", "null", name: "body that is null", is: 400,
        "key(action) required."),
      ContractRow(
        .put, "/primary/forward", #""start""#, name: "body that is a string", is: 400,
        "key(action) required."),
    ])
  func `whoever and wherever`(row: ContractRow) async throws { try await row.check() }

  @Test(
    arguments: [
      ContractRow(.post, "/vfs/2/components", "{}", is: 400, "key(name) required."),
      ContractRow(.post, "/vfs/2/components", #"{"name":"a"}"#, is: 400, "key(core) required."),
      ContractRow(
        .post, "/vfs/2/components", #"{"name":"a","core":2}"#, is: 400, "key(type) required."),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", "{}", is: 400, "key(action) required."),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"attach"}"#, is: 400,
        "key(port) required."),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"attach","port":"ring:0"}"#, is: 400,
        "key(dir) required."),
      ContractRow(.put, "/vfs/2/classifier_table", "{}", is: 400, "key(action) required."),
      ContractRow(
        .put, "/vfs/2/classifier_table", #"{"action":"add"}"#, is: 400, "key(type) required."),
      ContractRow(
        .put, "/vfs/2/classifier_table", #"{"action":"add","type":"mac"}"#, is: 400,
        "key(mac_address) required."),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"mac","mac_address":"default"}"#, is: 400, "key(port) required."),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"vlan","mac_address":"default","port":"ring:0"}"#, is: 400,
        "key(vlan) required."),
      ContractRow(.put, "/primary/forward", "{}", is: 400, "key(action) required."),
      ContractRow(.put, "/primary/ports", "{}", is: 400, "key(action) required."),
      ContractRow(.put, "/primary/ports", #"{"action":"add"}"#, is: 400, "key(port) required."),
      ContractRow(
        .put, "/primary/ports", #"{"action":"add","port":"pipe:0"}"#, is: 400, "key(rx) required."),
      ContractRow(
        .put, "/primary/ports", #"{"action":"add","port":"pipe:0","rx":"ring:0"}"#, is: 400,
        "key(tx) required."),
      ContractRow(.put, "/primary/patches", "{}", is: 400, "key(src) required."),
      ContractRow(.put, "/primary/patches", #"{"src":"phy:0"}"#, is: 400, "key(dst) required."),
      ContractRow(.put, "/primary/launch", "{}", is: 400, "key(client_id) required."),
      ContractRow(
        .put, "/primary/launch", #"{"client_id":9}"#, is: 400, "key(proc_name) required."),
      ContractRow(
        .put, "/primary/launch", #"{"client_id":9,"proc_name":"spp_vf"}"#, is: 400,
        "key(eal) required."),
      ContractRow(
        .put, "/primary/launch", #"{"client_id":9,"proc_name":"spp_vf","eal":{}}"#, is: 400,
        "key(app) required."),
      ContractRow(
        .post, "/primary/flow_rules/port_id/0", "{}", is: 400, "key(rule) required."),
      ContractRow(
        .post, "/primary/flow_rules/port_id/0", #"{"rule":{}}"#, is: 400,
        "key(rule.direction) required."),
      ContractRow(.put, "/nfvs/1/forward", "{}", is: 400, "key(action) required."),
      ContractRow(.put, "/nfvs/1/ports", "{}", is: 400, "key(action) required."),
      ContractRow(.put, "/nfvs/1/patches", "{}", is: 400, "key(src) required."),
      ContractRow(.put, "/pcaps/4/capture", "{}", is: 400, "key(action) required."),
    ])
  func `a key that is missing`(row: ContractRow) async throws { try await row.check() }

  @Test(
    arguments: [
      ContractRow(
        .post, "/vfs/2/components", #"{"name":"a","core":200,"type":"forward"}"#, is: 400,
        "invalid key(core): 200. expected an lcore id from 0 to 127"),
      ContractRow(
        .post, "/vfs/2/components", #"{"name":"a","core":2,"type":"fly"}"#, is: 400,
        "invalid key(type): fly. expected one of forward, merge, classifier, mirror, capture"),
      ContractRow(
        .post, "/vfs/2/components", #"{"name":5,"core":2,"type":"forward"}"#, is: 400,
        "invalid key(name): 5. expected the name of a component"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"go","port":"ring:0","dir":"rx"}"#,
        is: 400, "invalid key(action): go. expected 'attach' or 'detach'"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"attach","port":"eth0","dir":"rx"}"#,
        is: 400, "invalid key(port): eth0. \(port)"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"attach","port":"ring:0","dir":"up"}"#,
        is: 400, "invalid key(dir): up. expected 'rx' or 'tx'"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":{"operation":"add","id":4095}}"#,
        is: 400, "invalid key(vlan.id): 4095. expected a VLAN id from 1 to 4094"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":{"operation":"add","id":1,"pcp":8}}"#,
        is: 400, "invalid key(vlan.pcp): 8. expected a priority from 0 to 7"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":{"operation":"mul"}}"#,
        is: 400, "invalid key(vlan.operation): mul. expected one of 'none', 'add', 'del'"),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"ip","mac_address":"default","port":"ring:0"}"#, is: 400,
        "invalid key(type): ip. expected 'mac' or 'vlan'"),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"mac","mac_address":"52:54","port":"ring:0"}"#, is: 400,
        "invalid key(mac_address): 52:54. expected six octets, such as '52:54:00:12:34:56', or 'default'"
      ),
      ContractRow(
        .put, "/primary/forward", #"{"action":"begin"}"#, is: 400,
        "invalid key(action): begin. expected 'start' or 'stop'"),
      ContractRow(
        .put, "/primary/ports", #"{"action":"mul","port":"ring:1"}"#, is: 400,
        "invalid key(action): mul. expected 'add' or 'del'"),
      ContractRow(
        .put, "/primary/ports", #"{"action":"add","port":"ring:x"}"#, is: 400,
        "invalid key(port): ring:x. expected a number from 0 to 255 after 'ring:'"),
      ContractRow(
        .put, "/primary/patches", #"{"src":"a","dst":"ring:0"}"#, is: 400,
        "invalid key(src): a. \(port)"),
      ContractRow(
        .put, "/primary/launch", #"{"client_id":"x","proc_name":"spp_vf","eal":{},"app":{}}"#,
        is: 400, "invalid key(client_id): x. expected a number from 1 to 127"),
      ContractRow(
        .put, "/nfvs/1/forward", #"{"action":"begin"}"#, is: 400,
        "invalid key(action): begin. expected 'start' or 'stop'"),
      ContractRow(
        .put, "/nfvs/1/ports", #"{"action":"add","port":"ring"}"#, is: 400,
        "invalid key(port): ring. \(port)"),
      ContractRow(
        .put, "/pcaps/4/capture", #"{"action":"pause"}"#, is: 400,
        "invalid key(action): pause. expected 'start' or 'stop'"),
    ])
  func `an invalid value, which is 400 with its key`(row: ContractRow) async throws {
    try await row.check()
  }

  @Test(
    arguments: [
      ContractRow(
        .post, "/vfs/2/components", #"{"name":"cls","core":2,"type":"forward"}"#, is: 400,
        "command error: component 'cls' exists already; stop it first or choose another name"),
      ContractRow(
        .put, "/vfs/2/components/nobody/ports", #"{"action":"attach","port":"ring:0","dir":"rx"}"#,
        is: 400, "command error: component 'nobody' does not exist; start it first"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"detach","port":"vhost:7","dir":"rx"}"#,
        is: 400, "command error: vhost:7 is not an rx port of component 'cls'"),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"mac","mac_address":"default","port":"ring:0"}"#, is: 400,
        "command error: classifier entry default for ring:0 exists already"),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"del","type":"mac","mac_address":"00:00:00:00:00:01","port":"ring:0"}"#,
        is: 400,
        "command error: classifier entry 00:00:00:00:00:01 for ring:0 does not exist"),
      ContractRow(
        .put, "/nfvs/1/ports", #"{"action":"del","port":"ring:0"}"#, is: 400,
        "command error: ring:0 is not among the ports of this process; add it first with 'add ring:0'"
      ),
      ContractRow(
        .put, "/nfvs/1/patches", #"{"src":"ring:0","dst":"phy:0nq0"}"#, is: 400,
        "command error: ring:0 is not among the ports of this process; add it first with 'add ring:0'"
      ),
      ContractRow(
        .put, "/primary/ports", #"{"action":"add","port":"phy:1"}"#, is: 400,
        "command error: phy ports are not added"),
      ContractRow(
        .put, "/primary/launch",
        #"{"client_id":9,"proc_name":"spp_vf","eal":{"--proc-type":"secondary"},"app":{}}"#,
        name: "launch without a core option", is: 400,
        "command error: eal: expected -l, -c or --lcores with the lcores of the process"),
      ContractRow(
        .put, "/primary/launch",
        #"{"client_id":9,"proc_name":"spp_vf","eal":{"-l":"1,2","--file-prefix":"../x"},"app":{}}"#,
        name: "launch into another group", is: 400,
        "command error: eal --file-prefix '../x': expected 'spp', the group of the primary"),
    ])
  func `a command that the process refuses, which is never 204`(row: ContractRow) async throws {
    try await row.check()
  }

  @Test(arguments: [
    "/primary/status", "/primary/ports", "/primary/forward", "/primary/patches",
    "/primary/launch", "/primary",
  ])
  func `without the primary its routes are 404`(path: String) async throws {
    try await withHouse { house in
      let method: HTTPRequest.Method =
        path == "/primary/status" ? .get : path == "/primary" ? .delete : .put
      let answer = try await house.ask(method, "/v1" + path, method == .put ? "no json" : nil)
      #expect(answer.status == 404)
      #expect(answer.text == "primary not found.")
    }
  }

  @Test func `a process that has gone is 404 at once, and no longer listed`() async throws {
    try await withHouse { house in
      let vf = StubProcess(.vf, 2)
      try await house.admit(vf)
      await vf.disconnect()
      try await eventually { try await house.ask(.get, "/v1/vfs/2").status == 404 }
      #expect(try await house.ask(.get, "/v1/vfs/2").text == "sec_id 2 not found.")
      #expect(try await house.ask(.get, "/v1/processes").json == [])
    }
  }

  @Test func `a process that hangs is 504 for its own routes, and holds up nobody`()
    async throws
  {
    try await withHouse(deadline: .seconds(2)) { house in
      let (hung, well) = (StubProcess(.vf, 1, pid: 1), StubProcess(.vf, 2, pid: 2))
      try await house.admit(hung)
      try await house.admit(well)
      await hung.stop()
      #expect(try await house.ask(.get, "/v1/vfs/1").status == 504)
      #expect(try await house.ask(.get, "/v1/processes").json?.array?.count == 2)
      #expect(try await house.ask(.get, "/v1/vfs/2").status == 200)
      #expect(
        try await house.ask(.get, "/v1/cpu_usage").json?.array?.compactMap { $0["client-id"] }
          == [2])
      await hung.resume()
      await hung.disconnect()
      await well.disconnect()
    }
  }
}
