// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Testing

/// What commands print, compared whole.
@Suite struct AnswerTests {
  @Test(arguments: [
    ("vf 1; component start fw 2 forward", "Succeeded to start component 'fw' on core:2"),
    ("vf 1; component stop fw", "Succeeded to delete component 'fw'"),
    ("vf 1; port add phy:0 rx fw", "Succeeded to add port"),
    ("vf 1; port del phy:0 rx fw", "Succeeded to del port"),
    ("vf 1; classifier_table add mac default ring:0", "Succeeded to add"),
    ("vf 1; classifier_table del mac default ring:0", "Succeeded to del"),
    ("vf 1; exit", "Exit vf 1."),
    ("pri; add ring:2", "Add ring:2."),
    ("pri; del ring:2", "Delete ring:2."),
    ("pri; clear", "Clear port statistics."),
    ("pri; launch vf 3 -l 1,2 -- -s 127.0.0.1:6666", "Send request to launch vf:3."),
    ("pri; exit", "Exit primary."),
    ("exit", "Thank you for using Soft Patch Panel"),
    ("bye", "Thank you for using Soft Patch Panel"),
    ("# a comment", "# a comment"),
    ("", ""),
  ]) func `a success says so in SPP's words`(line: String, text: String) {
    #expect(Session.with(StubAPI()).said(line) == text)
  }

  @Test func `status lists the controller, the primary and the secondaries by kind and id`() {
    let all =
      #"[{"type":"vf","client-id":10},{"type":"mirror","client-id":3},{"type":"vf","client-id":2},{"type":"primary"}]"#
    let text = """
      - spp-ctl:
        - address: 127.0.0.1:7777
      - primary:
        - status: running
      - secondary:
        - processes:
          1: vf:2
          2: vf:10
          3: mirror:3
      """
    #expect(Session.with(StubAPI(["GET /v1/processes": (200, all)])).said("status") == text)
  }

  @Test func `status of an empty house`() {
    let text = """
      - spp-ctl:
        - address: 127.0.0.1:7777
      - primary:
        - status: not running
      - secondary:
        - processes:
      """
    #expect(Session.with(StubAPI(["GET /v1/processes": (200, "[]")])).said("status") == text)
  }

  static let vf = #"""
    {"client-id":1,"ports":["phy:0 nq 0","phy:0 nq 1","vhost:0","ring:0"],"master-lcore":1,
     "components":[
      {"core":3,"name":"cls","type":"classifier",
       "rx_port":[{"port":"phy:0 nq 1","vlan":{"operation":"del","id":0,"pcp":0}}],
       "tx_port":[{"port":"ring:0","vlan":{"operation":"add","id":101,"pcp":3}},
                  {"port":"vhost:0","vlan":{"operation":"none","id":0,"pcp":0}}]},
      {"core":3,"name":"fw","type":"forward","rx_port":[],"tx_port":[]},
      {"core":2,"type":"unuse"}],
     "classifier_table":[{"type":"vlan","value":"101/default","port":"ring:0"},
                         {"type":"mac","value":"52:54:00:12:34:56","port":"ring:0"}]}
    """#

  @Test func `status of a vf says what a capture writes and what it lost`() {
    let body = #"""
      {"client-id":1,"ports":["ring:0"],"master-lcore":1,"components":[
       {"core":2,"name":"rec","type":"capture","rx_port":[{"port":"ring:0"}],"tx_port":[],
        "capture":{"filename":"/tmp/a.pcap.lz4","written":{"packets":7,"bytes":448},"lost":2,
                   "fault":"no space"}}],"classifier_table":[]}
      """#
    let said = Session.with(StubAPI(["GET /v1/vfs/1": (200, body)])).said("vf 1; status")
    #expect(
      said.hasSuffix(
        """
          - core:2 'rec' (type: capture)
            - rx: ring:0
            - filename: /tmp/a.pcap.lz4
            - written: 7 packets, 448 bytes; lost: 2
            - fault: no space
        """), "\(said)")
  }

  @Test func `status of a pcap has its port, its file and what became of the packets`() {
    let body = #"""
      {"client-id":3,"status":"running","master-lcore":5,"workers":[6],
       "core":[{"core":6,"role":"receive","rx_port":[{"port":"phy:0"}]},
               {"core":6,"role":"write","filename":"/tmp/b.pcap.lz4","written":{"packets":1,"bytes":64},"lost":0}]}
      """#
    let text = """
      Basic Information:
        - client-id: 3
        - status: running
        - lcore_ids:
          - master: 5
          - slaves: [6]
      Components:
        - core:6 receive
          - rx: phy:0
        - core:6 write
          - filename: /tmp/b.pcap.lz4
          - written: 1 packets, 64 bytes; lost: 0
      """
    #expect(
      Session.with(StubAPI(["GET /v1/pcaps/3": (200, body)])).said("pcap 3; status") == text)
  }

  @Test func `status of a vf has its three sections`() {
    let text = """
      Basic Information:
        - client-id: 1
        - ports: [phy:0 nq 0, phy:0 nq 1, vhost:0, ring:0]
        - lcore_ids:
          - master: 1
          - slaves: [2, 3]
      Classifier Table:
        - 52:54:00:12:34:56, ring:0
        - 101/default, ring:0
      Components:
        - core:2 '' (type: unuse)
        - core:3 'cls' (type: classifier)
          - rx: phy:0 nq 1 del_vlantag
          - tx: ring:0 add_vlantag 101 3
          - tx: vhost:0
        - core:3 'fw' (type: forward)
      """
    let api = StubAPI(["GET /v1/vfs/1": (200, Self.vf), "GET /v1/processes": processes])
    #expect(Session.with(api).said("vf 1; status") == text)
    #expect(Session.with(api).said("sec 1; status") == text)
  }

  @Test func `an empty classifier table says so`() {
    let body = #"{"client-id":1,"ports":[],"master-lcore":1,"components":[],"classifier_table":[]}"#
    let text = """
      Basic Information:
        - client-id: 1
        - ports: []
        - lcore_ids:
          - master: 1
          - slaves: []
      Classifier Table:
        No entries.
      Components:
      """
    #expect(Session.with(StubAPI(["GET /v1/vfs/1": (200, body)])).said("vf 1; status") == text)
  }

  @Test func `counters name packets, bytes and drops`() {
    let body = #"""
      {"components":[{"name":"cls","received":{"packets":12,"bytes":768},"sent":{"packets":10,"bytes":640},
       "copies":1,"drops":{"unknown_destination":2,"tx_full":1},
       "ports":[{"port":"phy:0 nq 1","dir":"rx","packets":12,"bytes":768,"drops":{}},
                {"port":"ring:0","dir":"tx","packets":10,"bytes":640,"drops":{"tx_full":1}}]}]}
      """#
    let text = """
      Components:
        - 'cls'
          - received: 12 packets, 768 bytes
          - sent: 10 packets, 640 bytes
          - copies: 1
          - drops: 3 (tx_full: 1, unknown_destination: 2)
          - rx: phy:0 nq 1: 12 packets, 768 bytes
          - tx: ring:0: 10 packets, 640 bytes (tx_full: 1)
      """
    #expect(
      Session.with(StubAPI(["GET /v1/vfs/1/counters": (200, body)])).said("vf 1; counters") == text)
  }

  @Test func `where buffers are is a table whose rows name who has them`() {
    let body = #"""
      {"pools":[{"name":"MProc_pktmbuf_pool","size":16384,"free":15616,"in_caches":500,"caches":[
       {"lcore":0,"process":0,"buffers":256},{"lcore":2,"process":1,"buffers":244}],"in_rings":12,
       "rings":[{"id":0,"buffers":12}],"in_devices":128,"devices":[{"name":"tap:0","least":128,"most":128},
       {"name":"phy:0","least":512,"most":1024}],"in_hands":0,"lost":128}],"doubled":0,"foreign":0,"reclaimed":0,
       "stopped_us":370,"burials":{"processes":2,"lcores":4,"claims":6,"freed":40,"magazines":5,"rings":1,
       "leaked":33,"reclaimed":0}}
      """#
    let text = """
      - MProc_pktmbuf_pool: 16384 buffers
          free         15616
          in caches      500   lcore 0 of the primary: 256, lcore 2 of process 1: 244
          in rings        12   ring:0: 12
          in devices     128   tap:0: 128, phy:0: 512 to 1024
          in hands         0
          lost           128
      - burials: 2 processes; 40 buffers and 5 magazines given back, 33 buffers left in doubt
      - lcores stood still for 0.4 ms
      """
    #expect(Session.with(StubAPI(["GET /v1/primary/pool": (200, body)])).said("pri; pool") == text)
  }

  @Test func `a process that hangs is marked in the list`() {
    let body =
      #"[{"type":"primary"},{"type":"vf","client-id":1,"state":"hung","since":1,"hung_lcores":[]}]"#
    let said = Session.with(StubAPI(["GET /v1/processes": (200, body)])).said("status")
    #expect(said.contains("    1: vf:1 (hung)"))
  }

  @Test func `status of the primary has its tables`() {
    let body = #"""
      {"master-lcore":0,"lcores":[0,1],"phy_ports":[{"id":0,"eth":"56:48:4f:53:54:00","rx":1234567,"tx":8,
       "tx_drop":0,"nof_queues":{"rx":1,"tx":2},"flow":[],"link":"up"}],
       "ring_ports":[{"id":0,"rx":3,"rx_drop":0,"tx":4,"tx_drop":1}],"pipes":[],"ports":["tap:0"],
       "pools":[{"name":"MProc_pktmbuf_pool","size":16384,"free":16000}]}
      """#
    let text = """
      - lcore_ids:
        - master: 0
        - slaves: [1]
      - stats
        - physical ports:
            ID          rx          tx     tx_drop         rxq         txq  mac_addr           link
             0     1234567           8           0           1           2  56:48:4f:53:54:00  up
        - ring ports:
            ID          rx          tx     rx_drop     tx_drop
             0           3           4           0           1
      - added ports: [tap:0]
      - pools:
        - MProc_pktmbuf_pool: 16000 of 16384 buffers free
      """
    #expect(
      Session.with(StubAPI(["GET /v1/primary/status": (200, body)])).said("pri; status") == text)
  }

  @Test func `a plan is printed as JSON that apply takes`() {
    let api = StubAPI(["GET /v1/vfs/1/plan": (200, #"{"components":[],"classifier_table":[]}"#)])
    let text = """
      {
        "components": [],
        "classifier_table": []
      }
      """
    #expect(Session.with(api).said("vf 1; plan") == text)
  }

  @Test func `with --json the answer is what the API said, and comments are not in it`() {
    let api = StubAPI(["GET /v1/vfs/1": (200, Self.vf), "GET /v1/processes": processes])
    let session = Session.with(api, json: true)
    #expect(session.said("vf 1; status") == Self.vf)
    #expect(session.said("status") == processes.1)
    #expect(session.said("vf 1; component stop fw") == "")
    #expect(session.said("# comment") == "")
  }

  @Test func `help lists every command, and a topic its own`() {
    let session = Session.with(StubAPI())
    let help = session.said("help")
    #expect(help.split(separator: "\n").allSatisfy { $0.count < 80 })
    // A long one goes on in the next line, set off further.
    let all = help.replacing("\n        ", with: " ")
    for syntax in CommandSyntax.allCases { #expect(all.contains("  \(syntax.rawValue)\n")) }
    let text = """
        pri; del UID
            deletes an added port
      """
    #expect(session.said("help pri; del") == text)
    #expect(session.said("help pri").split(separator: "\n").count == 33)
    #expect(session.said("help cook") == "no help on 'cook'; 'help' lists all commands")
  }
}
