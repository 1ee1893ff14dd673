// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPModel
import Testing

/// The grammar: each row is a line and what it means.
@Suite struct CommandParserTests {
  @Test(arguments: [
    "", "   ", "\t",
  ]) func `blank lines do nothing`(line: String) throws {
    #expect(try CommandParser.parse(line) == .nothing)
  }

  @Test(arguments: [
    ("# text", "# text"), ("// text", "// text"), ("  #text  ", "#text"), ("#", "#"),
  ]) func `comments are kept whole`(line: String, text: String) throws {
    #expect(try CommandParser.parse(line) == .comment(text))
  }

  @Test(arguments: ["nfv 1; forward;", "nfv 1; forward ;", "nfv 1;forward ; "])
  func `a semicolon at the end separates nothing`(line: String) throws {
    #expect(try CommandParser.parse(line) == .nfv(try ClientID(1), .patches(.forward)))
  }

  @Test func `commands of the shell itself are understood`() throws {
    let one = try ClientID(1)
    let rows: [(String, Command)] = [
      ("status", .status),
      ("  status  ", .status),
      ("exit", .bye(.shell)),
      ("bye", .bye(.shell)),
      ("bye sec", .bye(.secondaries)),
      ("bye all", .bye(.all)),
      ("help", .help(topic: nil)),
      ("?", .help(topic: nil)),
      ("help vf", .help(topic: "vf")),
      ("help vf; port", .help(topic: "vf; port")),
      ("sleep 2", .sleep(.seconds(2))),
      ("sleep 0.25", .sleep(.milliseconds(250))),
      ("wait primary", .wait(.primary, limit: .seconds(20))),
      ("wait pri 3", .wait(.primary, limit: .seconds(3))),
      ("wait vf 1", .wait(.secondary(.vf, one), limit: .seconds(20))),
      ("wait vf 1 0.5", .wait(.secondary(.vf, one), limit: .milliseconds(500))),
    ]
    for (line, command) in rows { #expect(try CommandParser.parse(line) == command, "\(line)") }
  }

  @Test func `commands of the primary are understood`() throws {
    let rows: [(String, PrimaryAction)] = [
      ("pri; status", .status),
      ("pri;status", .status),
      ("pri  ;  status", .status),
      ("pri; clear", .clear),
      ("pri; exit", .exit),
      ("pri; add ring:2", .patches(.add(ResourceUID(.ring, 2)))),
      ("pri; add tap:0", .patches(.add(ResourceUID(.tap, 0)))),
      ("pri; del nullpmd:1", .patches(.delete(ResourceUID(.nullpmd, 1)))),
    ]
    for (line, command) in rows {
      #expect(try CommandParser.parse(line) == .primary(command), "\(line)")
    }
  }

  @Test func `reading, planning and ending a vf are understood`() throws {
    let one = try ClientID(1)
    let rows: [(String, VFAction)] = [
      ("vf 1; status", .status), ("vf 1;status", .status), ("vf  1 ;  status ", .status),
      ("vf 1; counters", .counters), ("vf 1; plan", .plan), ("vf 1; exit", .exit),
      ("vf 1; apply a/b.json", .apply(path: "a/b.json")),
    ]
    for (line, action) in rows {
      #expect(try CommandParser.parse(line) == .vf(one, action), "\(line)")
    }
  }

  @Test func `changes of a vf are understood`() throws {
    let (fw, core) = (try ComponentName("fw"), try LcoreID(2))
    let phy = ResourceUID(.phy, 0)
    let mac = try MACAddress(parsing: "52:54:00:12:34:56")
    let vlan = try VLANID(101)
    func entry(_ vlan: VLANID?, _ address: ClassifierKey.Address, _ port: ResourceUID)
      -> ClassifierEntry
    {
      ClassifierEntry(ClassifierKey(vlan: vlan, address: address), port: port)
    }
    let ring = ResourceUID(.ring, 0)
    let rows: [(String, VFCommand)] = [
      ("component start fw 2 forward", .startComponent(fw, core: core, kind: .forward)),
      ("component start fw 2 merge", .startComponent(fw, core: core, kind: .merge)),
      ("component start fw 2 classifier", .startComponent(fw, core: core, kind: .classifier)),
      (
        "component start fw 2 classifier_mac",
        .startComponent(fw, core: core, kind: .formerClassifier)
      ),
      ("component stop fw", .stopComponent(fw)),
      ("component stop fw 2 forward", .stopComponent(fw)),
      ("port add phy:0 rx fw", .attach(phy, .rx, to: fw, vlan: .none)),
      ("port add ring:0 tx fw", .attach(ring, .tx, to: fw, vlan: .none)),
      (
        "port add phy:0 nq 1 rx fw",
        .attach(ResourceUID(.phy, 0, queue: 1), .rx, to: fw, vlan: .none)
      ),
      (
        "port add phy:0nq1 rx fw", .attach(ResourceUID(.phy, 0, queue: 1), .rx, to: fw, vlan: .none)
      ),
      (
        "port add phy:0 nq1 rx fw",
        .attach(ResourceUID(.phy, 0, queue: 1), .rx, to: fw, vlan: .none)
      ),
      (
        "port add phy:0 tx fw add_vlantag 101 3",
        .attach(phy, .tx, to: fw, vlan: .add(vlan, try PriorityCodePoint(3)))
      ),
      ("port add phy:0 rx fw del_vlantag", .attach(phy, .rx, to: fw, vlan: .delete)),
      ("port del phy:0 rx fw", .detach(phy, .rx, from: fw)),
      ("port del phy:0 nq 2 tx fw", .detach(ResourceUID(.phy, 0, queue: 2), .tx, from: fw)),
      ("classifier_table add mac 52:54:00:12:34:56 ring:0", .addEntry(entry(nil, .mac(mac), ring))),
      (
        "classifier_table del mac 52:54:00:12:34:56 ring:0",
        .deleteEntry(entry(nil, .mac(mac), ring))
      ),
      ("classifier_table add mac default ring:0", .addEntry(entry(nil, .default, ring))),
      (
        "classifier_table add mac default phy:1 nq 3",
        .addEntry(entry(nil, .default, ResourceUID(.phy, 1, queue: 3)))
      ),
      (
        "classifier_table add vlan 101 52:54:00:12:34:56 ring:0",
        .addEntry(entry(vlan, .mac(mac), ring))
      ),
      ("classifier_table del vlan 101 default ring:0", .deleteEntry(entry(vlan, .default, ring))),
    ]
    for (line, command) in rows {
      #expect(
        try CommandParser.parse("vf 7; \(line)") == .vf(try ClientID(7), .change(command)),
        "\(line)")
      #expect(
        try CommandParser.parse("sec 7;\(line)") == .secondary(try ClientID(7), line),
        "\(line)")
    }
  }

  @Test func `a launch takes the id from where it is said and forces it into the options`() throws {
    let expected = LaunchRequest(
      client: try ClientID(3), program: "spp_vf",
      eal: ["-l", "1,2", "-m", "512", "--proc-type", "secondary"],
      application: ["--client-id", "3", "-s", "127.0.0.1:6666", "--vhost-client"])
    let lines = [
      "pri; launch vf 3 -l 1,2 -m 512 -- --client-id 9 -s 127.0.0.1:6666 --vhost-client",
      "pri; launch spp_vf 3 -l 1,2 -m 512 -- --client-id 9 -s 127.0.0.1:6666 --vhost-client",
      "pri; launch vf -l 1,2 -m 512 -- --client-id 3 -s 127.0.0.1:6666 --vhost-client",
      "pri; launch vf -l 1,2 -m 512 --proc-type secondary -- --client-id=3 -s 127.0.0.1:6666 --vhost-client",
    ]
    for line in lines {
      #expect(try CommandParser.parse(line) == .primary(.launch(expected)), "\(line)")
    }
  }
}
