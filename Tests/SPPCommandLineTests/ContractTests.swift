// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Testing

/// What users of Soft Patch Panel type and read, one row for each command of its manual: a line, the requests that
/// it is, and what is printed. Their scripts compare it.
@Suite struct ContractTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let line: String
    /// Method and path of each request, with its body behind it.
    let requests: [String]
    let text: String

    init(_ line: String, _ requests: [String], _ text: String) {
      (self.line, self.requests, self.text) = (line, requests, text)
    }

    var testDescription: String { line }
  }

  /// The house of `CompletionTests` with statuses in full.
  static let house = CompletionTests.house.merging([
    "GET /v1/nfvs/1": (
      200,
      #"""
      {"client-id":1,"status":"running","master-lcore":1,"lcores":[1,2],
       "ports":["phy:0","phy:1 nq 0","ring:0"],"patches":[{"src":"phy:0","dst":"ring:0"}]}
      """#
    ),
    "GET /v1/vfs/2": (200, AnswerTests.vf.replacing("\"client-id\":1", with: "\"client-id\":2")),
    "GET /v1/mirrors/3": (
      200,
      #"""
      {"client-id":3,"ports":["phy:0","ring:0","ring:1"],"master-lcore":1,"components":[
       {"core":2,"name":"mir","type":"mirror","rx_port":[{"port":"phy:0","vlan":{"operation":"none","id":0,"pcp":0}}],
        "tx_port":[{"port":"ring:0","vlan":{"operation":"none","id":0,"pcp":0}},
                   {"port":"ring:1","vlan":{"operation":"none","id":0,"pcp":0}}]}]}
      """#
    ),
    "GET /v1/pcaps/4": (
      200,
      #"""
      {"client-id":4,"status":"running","master-lcore":1,"workers":[2,3],"core":[
       {"core":2,"role":"receive","rx_port":[{"port":"phy:0"}]},
       {"core":2,"role":"write","filename":"/tmp/spp_pcap.20190214161550.phy0.1.1.pcap.lz4",
        "written":{"packets":7,"bytes":448},"lost":0}]}
      """#
    ),
    "GET /v1/primary/status": (
      200,
      #"""
      {"master-lcore":0,"lcores":[0,1],
       "forwarder":{"status":"idling","ports":["phy:0","ring:0"],"patches":[{"src":"phy:0","dst":"ring:0"}]},
       "phy_ports":[{"id":0,"eth":"56:48:4f:53:54:00","rx":10,"tx":20,"tx_drop":1,"nof_queues":{"rx":1,"tx":1},
        "flow":[{"rule_id":0,"attr":{"group":1,"priority":0,"ingress":1,"egress":0,"transfer":0},
         "patterns":[{"type":"eth","spec":{"dst":"52:54:00:12:34:56"},"last":null,"mask":{"dst":"FF:FF:FF:FF:FF:FF"}}],
         "actions":[{"type":"queue","conf":{"index":1}}]}],"link":"up"}],
       "ring_ports":[{"id":0,"rx":1,"rx_drop":2,"tx":3,"tx_drop":4}],
       "pipes":[{"id":0,"rx":0,"tx":1}],"ports":[],"pools":[]}
      """#
    ),
    "POST /v1/primary/flow_rules/port_id/0/validate": (
      200, #"{"result":"success","message":"Flow rule validated"}"#
    ),
    "POST /v1/primary/flow_rules/port_id/0": (
      200, ##"{"result":"success","message":"Flow rule #0 created","rule_id":"0"}"##
    ),
    "DELETE /v1/primary/flow_rules/port_id/0": (
      200, #"{"result":"success","message":"Flow rule all destroyed"}"#
    ),
    "DELETE /v1/primary/flow_rules/0/port_id/0": (
      200, ##"{"result":"success","message":"Flow rule #0 destroyed"}"##
    ),
  ]) { $1 }

  /// A word that is missing, wrong or unknown: nothing is asked, and a sentence is read.
  static let refusals: [Row] = [
    Row("nfv 9", [], "Required an ID and ';' before the command."),
    Row("pri status", [], "Required an ID and ';' before the command."),
    Row("vf 2; x", [], "Invalid command \"x\"."),
    Row("x", [], "*** Unknown syntax: x"),
    Row(
      "vf 2; component start fw core forward", [],
      "core 'core': expected an lcore id from 0 to 127"),
    Row("redo x", [], "line 'x': expected a number that 'history' shows"),
    Row("redo 1", [], "the history has no line 1; 'history' shows them"),
    Row("server 9", [], "there is no server '9'; 'server list' shows them"),
    Row(
      "topo a.gif", [],
      "type of file 'gif': expected one of dot, json, js, yaml, yml, svg, png, jpg, bmp"),
  ]

  @Test(arguments: primary + secondaries + refusals)
  func `a command is what it was`(row: Row) {
    let api = StubAPI(Self.house)
    #expect(Session.with(api).said(row.line) == row.text)
    let asked = api.requests.map { request in
      request.description
        + (request.body.map { " " + String(decoding: $0.serialized(), as: UTF8.self) } ?? "")
    }
    #expect(asked == row.requests)
  }

  @Test func `a process that is not there is said to be so, and so is its kind`() {
    let kinds = [("nfv", "nfvs"), ("vf", "vfs"), ("mirror", "mirrors"), ("pcap", "pcaps")]
    for (kind, path) in kinds {
      let api = StubAPI(["GET /v1/\(path)/9": (404, "sec_id 9 not found.")])
      #expect(Session.with(api).said("\(kind) 9; status") == "\"\(kind) 9\" does not exist.")
    }
  }
}
