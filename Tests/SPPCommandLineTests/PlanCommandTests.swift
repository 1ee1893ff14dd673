// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import SPPModel
import SPPWire
import Testing

/// `plan get`, `plan diff` and `plan put`.
struct PlanCommandTests {
  private static let held = #"{"etag":"p1","processes":{"pcap-3":{"recording":false}}}"#
  private static let change = """
    {"dry_run":true,"etag":"p2","processes":[],"commands":["pcap 3; start","vf 1; component stop fw"]}
    """
  private static let nothing = #"{"dry_run":true,"etag":"p1","processes":[],"commands":[]}"#

  private func withFile(_ name: String, _ body: (String) throws -> Void) rethrows {
    let directory = NSTemporaryDirectory() + "/spp-plan-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body("\(directory)/\(name)")
  }

  @Test func `what all processes hold is printed`() {
    let api = StubAPI(["GET /v2/plan": (200, Self.held)])
    #expect(
      Session.with(api).said("plan get") == """
        {
          "etag": "p1",
          "processes": {
            "pcap-3": {
              "recording": false
            }
          }
        }
        """)
    #expect(Session.with(api, json: true).said("plan get") == Self.held)
  }

  @Test(arguments: ["plan.yaml", "plan.yml", "plan.json", "plan"])
  func `a file that was read from the group is given back with its tag, and gets the new one`(
    name: String
  ) throws {
    try withFile(name) { path in
      let api = StubAPI(["GET /v2/plan": (200, Self.held), "PUT /v2/plan": (200, Self.change)])
      let session = Session.with(api)
      #expect(session.said("plan get \(path)") == "Wrote the plans of 1 process to '\(path)'")
      #expect(
        session.said("plan put \(path)") == """
          pcap 3; start
          vf 1; component stop fw
          Succeeded to apply '\(path)'
          """)
      #expect(api.requests.last?.ifMatch == "\"p1\"")
      let held = try JSON(parsing: Array(Self.held.utf8))
      #expect(api.requests.last?.body == held)
      _ = session.said("plan put \(path)")
      #expect(api.requests.last?.ifMatch == "\"p2\"")
    }
  }

  @Test func `a plan that somebody wrote by hand is given whatever is there`() throws {
    try withFile("plan.yaml") { path in
      try "processes: {pcap-3: {recording: true}}\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      let api = StubAPI(["PUT /v2/plan": (200, Self.change)])
      _ = Session.with(api).said("plan put \(path)")
      #expect(api.requests.last?.ifMatch == "*")
      #expect(api.requests.last?.body == ["processes": ["pcap-3": ["recording": true]]])
      #expect(
        try String(contentsOfFile: path, encoding: .utf8)
          == "processes: {pcap-3: {recording: true}}\n")
    }
  }

  @Test func `a difference is printed as commands, and nothing is changed`() throws {
    try withFile("plan.json") { path in
      try Self.held.write(toFile: path, atomically: true, encoding: .utf8)
      let api = StubAPI(["PUT /v2/plan?dry-run=true": (200, Self.change)])
      #expect(
        Session.with(api).said("plan diff \(path)") == "pcap 3; start\nvf 1; component stop fw")
      #expect(api.lines == ["PUT /v2/plan?dry-run=true"])
      #expect(api.requests.last?.ifMatch == nil)
      let same = StubAPI(["PUT /v2/plan?dry-run=true": (200, Self.nothing)])
      #expect(Session.with(same).said("plan diff \(path)") == "No difference.")
      #expect(Session.with(same, json: true).said("plan diff \(path)") == Self.nothing)
    }
  }

  @Test func `a refusal is said, and the file stays`() throws {
    try withFile("plan.json") { path in
      try Self.held.write(toFile: path, atomically: true, encoding: .utf8)
      let api = StubAPI([
        "PUT /v2/plan": (
          412, #"{"title":"Precondition Failed","status":412,"detail":"changed meanwhile"}"#
        )
      ])
      #expect(Session.with(api).said("plan put \(path)") == "changed meanwhile")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.held)
    }
  }

  @Test(arguments: [
    ("plan", "get, diff or put is missing; usage: plan get [FILE]"),
    ("plan list", "unexpected 'list'; usage: plan get [FILE]"),
    ("plan put", "FILE is missing; usage: plan put FILE"),
    ("plan diff", "FILE is missing; usage: plan diff FILE"),
    ("plan get a b", "unexpected 'b'; usage: plan get [FILE]"),
    ("plan put /nowhere/plan.json", "file '/nowhere/plan.json': does not exist"),
  ])
  func `wrong words are refused`(line: String, sentence: String) {
    let api = StubAPI()
    #expect(Session.with(api).said(line) == sentence)
    #expect(api.lines == [])
  }

  @Test func `the lines of a difference are commands that this shell understands`() throws {
    let name = try ComponentName("c")
    let mac = ClassifierKey(vlan: try VLANID(7), address: .mac(MACAddress(bits: 0x5254_0000_0001)))
    let commands: [VFCommand] = [
      .startComponent(name, core: try LcoreID(2), kind: .classifier), .stopComponent(name),
      .attach(ResourceUID(.phy, 0, queue: 1), .rx, to: name, vlan: .none),
      .attach(
        ResourceUID(.ring, 0), .tx, to: name, vlan: .add(try VLANID(5), try PriorityCodePoint(3))),
      .attach(ResourceUID(.ring, 0), .tx, to: name, vlan: .delete),
      .detach(ResourceUID(.phy, 0, queue: 1), .rx, from: name),
      .addEntry(ClassifierEntry(mac, port: ResourceUID(.vhost, 3))),
      .deleteEntry(
        ClassifierEntry(
          ClassifierKey(vlan: nil, address: .default), port: ResourceUID(.ring, 1, queue: 0))),
    ]
    for command in commands {
      #expect(
        try CommandParser.parse("vf 1; \(command.words)") == .vf(ClientID(1), .change(command)))
    }
    let patch = Patch(ResourceUID(.phy, 0, queue: 1), to: ResourceUID(.ring, 0))
    let pipe = Pipe(3, rx: ResourceUID(.ring, 0), tx: ResourceUID(.ring, 1))
    let patches: [(PatchCommand, PatchAction)] = [
      (.add(patch.destination), .add(patch.destination)),
      (.delete(patch.destination), .delete(patch.destination)),
      (.patch(patch), .patch(patch.source, to: patch.destination)), (.reset, .resetPatches),
      (.forward, .forward), (.stop, .stop),
    ]
    for (command, action) in patches {
      #expect(
        try CommandParser.parse("nfv 2; \(command.words)") == .nfv(ClientID(2), .patches(action)))
    }
    let primary: [(PrimaryCommand, PrimaryAction)] = [
      (.addPipe(pipe), .addPipe(3, rx: pipe.rx, tx: pipe.tx)), (.deletePipe(3), .deletePipe(3)),
      (.patch(patch), .patches(.patch(patch.source, to: patch.destination))),
      (.resetPatches, .patches(.resetPatches)), (.forward, .patches(.forward)),
      (.stop, .patches(.stop)), (.add(pipe.rx), .patches(.add(pipe.rx))),
      (.delete(pipe.rx), .patches(.delete(pipe.rx))),
    ]
    for (command, action) in primary {
      let words = try #require(command.words)
      #expect(try CommandParser.parse("pri; \(words)") == .primary(action))
    }
  }
}
