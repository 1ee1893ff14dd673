// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Testing

@Suite struct RequestTests {
  /// A line, its one request, and the body; what SPP's clients send, to the letter.
  static let rows: [(String, String, String?)] = [
    ("pri; status", "GET /v1/primary/status", nil),
    ("pri; pool", "GET /v1/primary/pool", nil),
    ("pool", "GET /v1/primary/pool", nil),
    ("pri; pool reclaim", "PUT /v1/primary/pool", #"{"action":"reclaim"}"#),
    ("pool reclaim", "PUT /v1/primary/pool", #"{"action":"reclaim"}"#),
    ("pri; clear", "DELETE /v1/primary/status", nil),
    ("pri; add ring:2", "PUT /v1/primary/ports", #"{"action":"add","port":"ring:2"}"#),
    ("pri; del ring:2", "PUT /v1/primary/ports", #"{"action":"del","port":"ring:2"}"#),
    ("pri; exit", "DELETE /v1/primary", nil),
    (
      "pri; launch vf 3 -l 1,2 --vdev a --vdev b -- -s 127.0.0.1:6666 --vhost-client",
      "PUT /v1/primary/launch",
      #"{"client_id":"3","proc_name":"spp_vf","eal":{"-l":"1,2","--vdev":["a","b"],"--proc-type":"secondary"},"#
        + #""app":{"-s":"127.0.0.1:6666","--vhost-client":null,"--client-id":"3"}}"#
    ),
    ("vf 1; status", "GET /v1/vfs/1", nil),
    ("vf 1; counters", "GET /v1/vfs/1/counters", nil),
    ("vf 1; plan", "GET /v1/vfs/1/plan", nil),
    ("vf 1; exit", "DELETE /v1/vfs/1", nil),
    (
      "vf 1; component start fw 2 forward", "POST /v1/vfs/1/components",
      #"{"name":"fw","core":2,"type":"forward"}"#
    ),
    ("vf 1; component stop fw", "DELETE /v1/vfs/1/components/fw", nil),
    ("vf 1; component stop a?b#c%d", "DELETE /v1/vfs/1/components/a%3Fb%23c%25d", nil),
    (
      "vf 1; port add phy:0 nq 1 rx fw", "PUT /v1/vfs/1/components/fw/ports",
      #"{"action":"attach","port":"phy:0nq1","dir":"rx","vlan":{"operation":"none","id":0,"pcp":0}}"#
    ),
    (
      "vf 1; port add ring:0 tx fw add_vlantag 101 3", "PUT /v1/vfs/1/components/fw/ports",
      #"{"action":"attach","port":"ring:0","dir":"tx","vlan":{"operation":"add","id":101,"pcp":3}}"#
    ),
    (
      "vf 1; port add ring:0 tx fw del_vlantag", "PUT /v1/vfs/1/components/fw/ports",
      #"{"action":"attach","port":"ring:0","dir":"tx","vlan":{"operation":"del","id":0,"pcp":0}}"#
    ),
    (
      "vf 1; port del ring:0 tx fw", "PUT /v1/vfs/1/components/fw/ports",
      #"{"action":"detach","port":"ring:0","dir":"tx"}"#
    ),
    (
      "vf 1; classifier_table add mac 52:54:00:12:34:56 ring:0", "PUT /v1/vfs/1/classifier_table",
      #"{"action":"add","type":"mac","mac_address":"52:54:00:12:34:56","port":"ring:0"}"#
    ),
    (
      "vf 1; classifier_table del vlan 101 default ring:0", "PUT /v1/vfs/1/classifier_table",
      #"{"action":"del","type":"vlan","mac_address":"default","vlan":101,"port":"ring:0"}"#
    ),
  ]

  @Test(arguments: rows) func `a command is one request`(
    line: String, request: String, body: String?
  ) {
    let api = StubAPI(["GET /v1/processes": processes])
    _ = Session.with(api).said(line)
    #expect(api.lines == [request])
    #expect(
      api.requests.first?.body.map { String(decoding: $0.serialized(), as: UTF8.self) } == body)
  }

  @Test func `status asks for the processes, and for those that are supervised`() {
    let api = StubAPI(["GET /v1/processes": processes])
    _ = Session.with(api).said("status")
    #expect(api.lines == ["GET /v1/processes", "GET /v2/site"])
  }

  @Test func `sec asks once which kind the process is`() {
    let api = StubAPI(["GET /v1/processes": processes])
    #expect(
      Session.with(api).said("sec 1; component stop fw") == "Succeeded to delete component 'fw'")
    #expect(api.lines == ["GET /v1/processes", "DELETE /v1/vfs/1/components/fw"])
  }

  @Test func `sec refuses a kind that it does not know`() {
    let api = StubAPI(["GET /v1/processes": processes])
    #expect(
      Session.with(api).said("sec 8; status")
        == "sec 8 is a mixer, whose commands are not known here")
    #expect(Session.with(api).said("sec 9; status") == "\"sec 9\" does not exist.")
  }

  @Test func `bye all ends the secondaries before the primary`() {
    let api = StubAPI(["GET /v1/processes": processes])
    #expect(Session.with(api).said("bye all") == "Closing secondary ...\nClosing primary ...")
    #expect(
      api.lines == [
        "GET /v1/processes", "DELETE /v1/vfs/1", "DELETE /v1/mirrors/2", "DELETE /v1/mixers/8",
        "DELETE /v1/primary",
      ])
  }

  @Test func `bye sec leaves the primary alone and goes on after a failure`() {
    let api = StubAPI([
      "GET /v1/processes": processes, "DELETE /v1/vfs/1": (504, "vf 1 did not answer"),
    ])
    #expect(Session.with(api).said("bye sec") == "vf 1 did not answer")
    #expect(
      api.lines == [
        "GET /v1/processes", "DELETE /v1/vfs/1", "DELETE /v1/mirrors/2", "DELETE /v1/mixers/8",
      ])
  }
}
