// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Testing

@Suite struct ParseErrorTests {
  @Test(arguments: ["", "vf 1; ", "status ", "vf 1; status ", "vf "])
  func `of a line that is long a sentence quotes the begin`(start: String) {
    #expect {
      try CommandParser.parse(start + String(repeating: "x", count: 1_000_000) + " ; y")
    } throws: {
      "\($0)".count < 500
    }
  }

  /// A wrong line and the sentence that the user reads.
  static let rows: [(String, String)] = [
    ("nonsense", "*** Unknown syntax: nonsense"),
    ("nfvs 1; status", "*** Unknown syntax: nfvs 1; status"),
    ("; status", "*** Unknown syntax: ; status"),
    ("Status", "*** Unknown syntax: Status"),
    ("vf", "Required an ID and ';' before the command."),
    ("vf 1", "Required an ID and ';' before the command."),
    ("vf 1 status", "Required an ID and ';' before the command."),
    ("vf; status", "Required an ID and ';' before the command."),
    ("vf 1 2; status", "Required an ID and ';' before the command."),
    ("sec 1 status", "Required an ID and ';' before the command."),
    ("pri status", "Required an ID and ';' before the command."),
    ("pri 1; status", "unexpected '1'; usage: pri; status"),
    ("vf 0; status", "client id '0': expected a number from 1 to 127"),
    ("vf 128; status", "client id '128': expected a number from 1 to 127"),
    ("vf x; status", "client id 'x': expected a number from 1 to 127"),
    ("vf 1;", "a command after ';' is missing; usage: vf ID; status"),
    ("pri;", "a command after ';' is missing; usage: pri; status"),
    ("vf 1; x", "Invalid command \"x\"."),
    ("pri; march", "Invalid command \"march\"."),
    ("vf 1; component pause fw", "Invalid command \"component pause\"."),
    ("vf 1; port move ring:0", "Invalid command \"port move\"."),
    ("vf 1; classifier_table set", "Invalid command \"classifier_table set\"."),
    ("vf 1; classifier_table add ip", "Invalid command \"classifier_table add ip\"."),
    ("vf 1; status; status", "unexpected second ';': a line holds one command"),
    ("vf 1; component stop fw; status", "unexpected second ';': a line holds one command"),
    ("vf 1; status now", "unexpected 'now'; usage: vf ID; status"),
    ("status now", "unexpected 'now'; usage: status"),
    ("exit now", "unexpected 'now'; usage: exit"),
    ("bye pri", "unexpected 'pri'; usage: bye [sec|all]"),
    ("bye sec all", "unexpected 'all'; usage: bye [sec|all]"),
    ("sleep", "SECONDS is missing; usage: sleep SECONDS"),
    ("sleep -1", "seconds '-1': expected a number from 0 to 86400, such as 0.5"),
    ("sleep x", "seconds 'x': expected a number from 0 to 86400, such as 0.5"),
    ("sleep 86401", "seconds '86401': expected a number from 0 to 86400, such as 0.5"),
    (
      "wait",
      "primary, nfv, vf, mirror or pcap is missing; usage: wait primary|nfv ID|vf ID|mirror ID|pcap ID [SECONDS]"
    ),
    ("wait ctl", "unexpected 'ctl'; usage: wait primary|nfv ID|vf ID|mirror ID|pcap ID [SECONDS]"),
    ("wait vf", "ID is missing; usage: wait primary|nfv ID|vf ID|mirror ID|pcap ID [SECONDS]"),
    (
      "wait vf 1 2 3",
      "unexpected '3'; usage: wait primary|nfv ID|vf ID|mirror ID|pcap ID [SECONDS]"
    ),
    ("vf 1; apply", "FILE is missing; usage: vf ID; apply FILE"),
    ("vf 1; component", "start or stop is missing; usage: vf ID; component start NAME CORE TYPE"),
    ("vf 1; component start", "NAME is missing; usage: vf ID; component start NAME CORE TYPE"),
    ("vf 1; component start fw", "CORE is missing; usage: vf ID; component start NAME CORE TYPE"),
    ("vf 1; component start fw 2", "TYPE is missing; usage: vf ID; component start NAME CORE TYPE"),
    ("vf 1; component start fw x forward", "core 'x': expected an lcore id from 0 to 127"),
    ("vf 1; component start fw 128 forward", "core '128': expected an lcore id from 0 to 127"),
    (
      "vf 1; component start fw 2 router",
      "component type 'router': expected one of forward, merge, classifier, mirror, capture"
    ),
    (
      "vf 1; component start fw 2 forward 3",
      "unexpected '3'; usage: vf ID; component start NAME CORE TYPE"
    ),
    (
      "vf 1; component start f/w 2 forward",
      "component name 'f/w': expected 1 to 31 printable characters without blanks, '/', ';' or quotes"
    ),
    ("vf 1; component stop", "NAME is missing; usage: vf ID; component stop NAME"),
    (
      "vf 1; port add",
      "UID is missing; usage: vf ID; port add UID [nq Q] rx|tx NAME [add_vlantag VID PCP|del_vlantag]"
    ),
    ("vf 1; port add phy rx fw", "port 'phy': expected TYPE:NUMBER, such as 'phy:0' or 'vhost:1'"),
    (
      "vf 1; port add phy:256 rx fw", "port 'phy:256': expected a number from 0 to 255 after 'phy:'"
    ),
    (
      "vf 1; port add eth:0 rx fw",
      "port 'eth:0': expected one of the types phy, vhost, ring, tap, pcap, nullpmd, memif, such as 'phy:0'"
    ),
    (
      "vf 1; port add phy:0 nq x rx fw",
      "port 'phy:0 nq x': expected a queue as in 'phy:0 nq 1' or 'phy:0nq1'"
    ),
    (
      "vf 1; port add phy:0 nq",
      "Q is missing; usage: vf ID; port add UID [nq Q] rx|tx NAME [add_vlantag VID PCP|del_vlantag]"
    ),
    ("vf 1; port add phy:0 up fw", "port rxtx 'up': expected rx or tx"),
    (
      "vf 1; port add phy:0 rx fw tag",
      "port vlan operation 'tag': expected add_vlantag VID PCP or del_vlantag"
    ),
    (
      "vf 1; port add phy:0 rx fw add_vlantag 4095 0",
      "vlan id '4095': expected a VLAN id from 1 to 4094"
    ),
    (
      "vf 1; port add phy:0 rx fw add_vlantag 0 0", "vlan id '0': expected a VLAN id from 1 to 4094"
    ),
    ("vf 1; port add phy:0 rx fw add_vlantag 1 8", "pcp '8': expected a priority from 0 to 7"),
    (
      "vf 1; port add phy:0 rx fw add_vlantag 1",
      "PCP is missing; usage: vf ID; port add UID [nq Q] rx|tx NAME [add_vlantag VID PCP|del_vlantag]"
    ),
    (
      "vf 1; port add phy:0 rx fw del_vlantag 1",
      "unexpected '1'; usage: vf ID; port add UID [nq Q] rx|tx NAME [add_vlantag VID PCP|del_vlantag]"
    ),
    (
      "vf 1; port del phy:0 rx fw del_vlantag",
      "unexpected 'del_vlantag'; usage: vf ID; port del UID [nq Q] rx|tx NAME"
    ),
    (
      "vf 1; classifier_table add mac 52:54 ring:0",
      "mac address '52:54': expected six octets, such as '52:54:00:12:34:56'"
    ),
    (
      "vf 1; classifier_table add mac default",
      "UID is missing; usage: vf ID; classifier_table add|del mac MAC|default UID [nq Q]"
    ),
    (
      "vf 1; classifier_table add vlan 0 default ring:0",
      "vlan id '0': expected a VLAN id from 1 to 4094"
    ),
    (
      "vf 1; classifier_table del vlan 5 default",
      "UID is missing; usage: vf ID; classifier_table add|del vlan VID MAC|default UID [nq Q]"
    ),
    (
      "vf 1; classifier_table add mac default ring:0 x",
      "unexpected 'x'; usage: vf ID; classifier_table add|del mac MAC|default UID [nq Q]"
    ),
    ("pri; add", "UID is missing; usage: pri; add UID"),
    ("pri; add ring", "port 'ring': expected TYPE:NUMBER, such as 'phy:0' or 'vhost:1'"),
    ("pri; del ring:0 x", "unexpected 'x'; usage: pri; del UID"),
    ("pri; launch tap 1 -- -n 1", "type of process 'tap': expected one of nfv, vf, mirror, pcap"),
    (
      "pri; launch vf 1 -l 1,2",
      "'--' between the options of EAL and those of the program is missing; usage: pri; launch TYPE [ID] EAL_OPTIONS -- OPTIONS"
    ),
    (
      "pri; launch vf -l 1,2 -- -s 127.0.0.1:6666",
      "neither ID nor --client-id is given; usage: pri; launch TYPE [ID] EAL_OPTIONS -- OPTIONS"
    ),
  ]

  @Test(arguments: rows) func `a wrong line is refused with its sentence`(
    line: String, sentence: String
  ) {
    let api = StubAPI()
    #expect(Session.with(api).said(line) == sentence)
    #expect(api.requests.isEmpty)
  }
}
