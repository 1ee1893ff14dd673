// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Testing

@Suite struct CompletionTests {
  /// What a small house answers: the primary with two phy ports, the second with two queues, an
  /// nfv, a vf and a mirror; six CPUs, two of them free.
  static let house = [
    "GET /v1/processes": (
      200,
      #"[{"type":"primary"},{"type":"nfv","client-id":1},{"type":"vf","client-id":2},{"type":"mirror","client-id":3},{"type":"pcap","client-id":4}]"#
    ),
    "GET /v1/primary/status": (
      200,
      #"""
      {"phy_ports":[{"id":0,"nof_queues":{"rx":1,"tx":1},"flow":[{"rule_id":0},{"rule_id":3}]},
       {"id":1,"nof_queues":{"rx":2,"tx":2}}],
       "ring_ports":[{"id":0},{"id":1}],"pipes":[{"id":5,"rx":0,"tx":1}],"ports":["tap:0"],
       "forwarder":{"ports":["phy:0","phy:1 nq 0","phy:1 nq 1","ring:0"],"patches":[]}}
      """#
    ),
    "GET /v1/nfvs/1": (
      200,
      #"""
      {"ports":["phy:0","phy:1 nq 0","phy:1 nq 1","ring:0","vhost:0"],
       "patches":[{"src":"phy:0","dst":"ring:0"}]}
      """#
    ),
    "GET /v1/vfs/2": (
      200,
      #"""
      {"components":[{"core":2,"name":"cls","type":"classifier","rx_port":[{"port":"phy:0"}],
        "tx_port":[{"port":"ring:0"}]},{"core":2,"name":"fw","type":"forward"},
        {"core":3,"type":"unuse"},{"core":5,"type":"unuse"}]}
      """#
    ),
    "GET /v1/mirrors/3": (200, #"{"components":[{"core":4,"name":"mir","type":"mirror"}]}"#),
    "GET /v1/cpu_layout": (
      200,
      #"[{"socket_id":0,"cores":[{"core_id":0,"lcores":[0,1,2]},{"core_id":1,"lcores":[3,6,7]}]}]"#
    ),
    "GET /v1/cpu_usage": (200, #"[{"lcores":[0,1]},{"lcores":[2,3]}]"#),
  ]

  private func completion(_ api: StubAPI) -> Completion {
    Completion(LiveNames(Workspace(servers: Servers([]) { _ in api })))
  }

  static let words: [(String, [String])] = [
    ("s", ["status", "sec", "scale", "server", "sleep"]),
    ("pr", ["pri;"]),
    ("nfv ", ["1;"]), ("vf ", ["2;"]), ("mirror ", ["3;"]), ("pcap ", ["4;"]),
    ("sec ", ["1;", "2;", "3;", "4;"]),
    ("bye ", ["sec", "all"]),
    ("wait ", ["primary", "nfv", "vf", "mirror", "pcap"]),
    ("wait vf ", ["2"]),
    ("server ", ["1", "list", "add", "del"]),
    ("config sec_m", ["sec_mem", "sec_m_lcore", "sec_mirror_nof_lcores"]),
    ("topo ", ["term", "sixel", "http"]),
    ("topo a.s", ["a.svg"]),
    ("topo a.svg ", ["dot", "json", "js", "yaml", "yml", "svg", "png", "jpg", "bmp"]),
    ("nfv 1;", ["status", "counters", "add", "del", "patch", "forward", "stop", "exit"]),
    ("nfv 1; add r", ["ring:"]),
    ("nfv 1; del ", ["vhost:0"]),
    ("nfv 1; patch ", ["phy:1", "vhost:0", "ring:0", "reset"]),
    ("nfv 1; patch phy:1 ", ["nq"]),
    ("nfv 1; patch phy:1 nq ", ["0", "1"]),
    ("nfv 1; patch phy:1 nq 0 v", ["vhost:0"]),
    ("nfv 1; patch ring:0 ", ["phy:0", "phy:1", "vhost:0", "ring:0"]),
    ("nfv 1; patch ring:0 phy:1 nq ", ["0", "1"]),
    ("sec 1; f", ["forward"]),
    ("vf 2;p", ["port", "plan"]),
    ("vf 2; component ", ["start", "stop"]),
    ("vf 2; component start fw2 ", ["3", "5"]),
    ("vf 2; component start fw2 3 cl", ["classifier"]),
    ("vf 2; component stop ", ["cls", "fw"]),
    ("vf 2; port add ", ["phy:0", "phy:1", "ring:0", "ring:1", "tap:0", "vhost:"]),
    ("vf 2; port add phy:0 ", ["rx", "tx"]),
    ("vf 2; port add phy:1 ", ["rx", "tx", "nq"]),
    ("vf 2; port add phy:1 nq ", ["0", "1"]),
    ("vf 2; port add phy:1 nq 1 ", ["rx", "tx"]),
    ("vf 2; port del ", ["phy:0", "ring:0"]),
    ("vf 2; port del phy:0 nq 1 rx c", ["cls"]),
    ("vf 2; port add phy:0 rx cls ", ["add_vlantag", "del_vlantag"]),
    ("vf 2; port del phy:0 rx cls ", []),
    ("vf 2; classifier_table ", ["add", "del"]),
    ("vf 2; classifier_table add ", ["mac", "vlan"]),
    ("vf 2; classifier_table add mac ", ["default"]),
    ("vf 2; classifier_table add vlan 5 default r", ["ring:0"]),
    ("mirror 3; component start m 4 ", ["mirror"]),
    ("mirror 3; component start m ", ["4"]),
    ("mirror 3; port add phy:0 rx ", ["mir"]),
    ("mirror 3; port add phy:0 rx mir ", []),
    ("pcap 4; st", ["status", "start", "stop"]),
    ("pri; add p", ["pcap:", "pipe:"]),
    ("pri; add pipe:0 ring:0 ", ["ring:0", "ring:1"]),
    ("pri; del ", ["ring:0", "ring:1", "tap:0", "pipe:5"]),
    ("pri; patch r", ["ring:0"]),
    ("pri; launch ", ["nfv", "vf", "mirror", "pcap"]),
    ("pri; launch nfv ", ["5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"]),
    ("pri; launch nfv 5 ", ["-l 6,7 -m 512 -- -n 5 -s 127.0.0.1:6666"]),
    ("pri; launch vf 5 ", []),
    ("pri; flow ", ["validate", "create", "destroy", "list", "status"]),
    ("pri; flow create ", ["phy:0", "phy:1"]),
    ("pri; flow destroy phy:0 ", ["0", "3", "ALL"]),
    ("pri; flow create phy:0 ", ["ingress", "egress", "group", "priority", "transfer"]),
    ("pri; flow create phy:0 ingress group 1 ", ["pattern", "priority", "transfer"]),
    ("pri; flow create phy:0 ingress pattern ", ["eth", "vlan"]),
    ("pri; flow create phy:0 ingress pattern eth ", ["src", "dst", "type", "/"]),
    ("pri; flow create phy:0 ingress pattern eth dst ", ["is", "spec", "last", "mask", "prefix"]),
    ("pri; flow create phy:0 ingress pattern eth / ", ["eth", "vlan", "end"]),
    ("pri; flow create phy:0 ingress pattern eth / end ", ["actions"]),
    ("pri; flow create phy:0 ingress pattern eth / end actions q", ["queue"]),
    ("pri; flow create phy:0 ingress pattern eth / end actions queue ", ["index"]),
    ("pri; flow create phy:0 ingress pattern eth / end actions queue index 1 ", ["/"]),
    (
      "pri; flow create phy:0 ingress pattern eth / end actions of_pop_vlan / ",
      [
        "jump", "queue", "of_pop_vlan", "of_push_vlan", "of_set_vlan_vid", "of_set_vlan_pcp", "end",
      ]
    ),
    ("nonsense ", []), ("x; ", []),
    (
      "vf 99; ",
      ["status", "counters", "component", "port", "classifier_table", "plan", "apply", "exit"]
    ),
  ]

  @Test(arguments: words) func `TAB offers what may follow`(line: String, words: [String]) {
    #expect(completion(StubAPI(Self.house)).suggestions(for: line).words == words)
  }

  @Test(arguments: [
    ("vf 2; component start ", ["NAME"]),
    ("vf 2; port add ", ["RES_UID"]),
    ("vf 2; port add phy:0 rx cls add_vlantag ", ["VID"]),
    ("vf 2; port add phy:0 rx cls add_vlantag 101 ", ["PCP"]),
    ("vf 2; classifier_table add vlan ", ["VID"]),
    ("vf 2; classifier_table add mac ", ["MAC_ADDR"]),
    ("vf 2; classifier_table add mac de", []),
    ("pri; launch vf 5 ", ["no free lcores for a vf"]),
    ("pri; flow create phy:0 ingress pattern eth dst is ", ["MAC_ADDR"]),
    ("pri; flow create phy:0 ingress pattern vlan vid is ", ["NUMBER"]),
    ("server add ", ["ADDRESS"]),
  ]) func `where the user has to think of a word, its name is shown`(
    line: String, hints: [String]
  ) {
    #expect(completion(StubAPI(Self.house)).suggestions(for: line).hints == hints)
  }

  @Test func `nobody is asked for words that are known`() {
    let api = StubAPI(Self.house)
    #expect(completion(api).suggestions(for: "vf 1; comp").words == ["component"])
    #expect(api.requests.isEmpty)
  }

  @Test func `a few keys are one request`() {
    let api = StubAPI(Self.house)
    let completion = completion(api)
    for line in ["vf ", "vf 2", "nfv ", "sec "] { _ = completion.suggestions(for: line) }
    #expect(api.lines == ["GET /v1/processes"])
  }

  @Test func `without an answer nothing is offered and nothing fails`() {
    #expect(completion(.absent).suggestions(for: "vf ") == Suggestions())
    #expect(completion(.absent).suggestions(for: "nfv 1; patch ") == Suggestions())
  }
}
