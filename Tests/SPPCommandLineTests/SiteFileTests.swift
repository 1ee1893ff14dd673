// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import SPPModel
import SPPWire
import Testing

struct SiteFileTests {
  private static let top = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A controller whose site is at once as it should be.
  private static var ready: StubAPI {
    StubAPI([
      "PUT /v2/site": (200, "{}"),
      "GET /v2/site": (
        200,
        #"{"site":{},"ready":true,"restores":[],"processes":[{"name":"primary","state":"ready","as_wanted":true}]}"#
      ),
    ])
  }

  /// Runs `up` on a file with this text.
  private func up(_ text: String, _ api: StubAPI = ready, files: [String: String] = [:]) throws
    -> String
  {
    let directory = URL(filePath: "/tmp/spp-site-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for (name, text) in files {
      try Data(text.utf8).write(to: directory.appending(path: name))
    }
    let path = directory.appending(path: "site.yaml").path
    try Data(text.utf8).write(to: URL(filePath: path))
    return Session.with(api).said("up \(path)").replacing(path, with: "FILE")
  }

  @Test func `the example of the documentation is a site`() throws {
    let page = try String(contentsOf: Self.top.appending(path: "docs/site.md"), encoding: .utf8)
    let begin = try #require(page.firstRange(of: "```yaml\n")).upperBound
    let end = try #require(page[begin...].firstRange(of: "```")).lowerBound
    #expect(
      try up(String(page[begin..<end])) == "Site 'FILE' is up: 1 process is ready.")
  }

  @Test func `the demo as a site holds what its recipe makes`() throws {
    let api = StubAPI([
      "PUT /v2/site": (200, "{}"), "GET /v2/site": (200, #"{"site":{},"ready":true}"#),
    ])
    let path = Self.top.appending(path: "tools/demo/two-guests.yaml").path
    #expect(Session.with(api).said("up \(path)").contains("is up"))
    let sent = try Site(#require(api.requests.first?.body))
    guard case .components(let plan)? = sent.process("vf1")?.plan else {
      Issue.record("vf1 has no plan")
      return
    }
    var made = VFPlan()
    let facts = ProcessFacts(
      client: try ClientID(1), mainLcore: try LcoreID(1),
      workers: [try LcoreID(2), try LcoreID(3)],
      ports: [.init(ResourceUID(.phy, 0))] + (0..<8).map { .init(ResourceUID(.ring, $0)) })
    let recipe = try String(
      contentsOf: Self.top.appending(path: "tools/demo/two-guests.rcp"), encoding: .utf8)
    for line in recipe.split(separator: "\n") {
      guard case .vf(_, .change(let command)) = try CommandParser.parse(String(line)) else {
        continue
      }
      made = try made.applying(command, facts: facts)
    }
    #expect(Set(plan.components) == Set(made.components))
    #expect(plan.entries == made.entries)
  }

  @Test func `a plan may be a file beside the site`() throws {
    let site = """
      secondaries:
        - {name: a, client_id: 1, lcores: "1@0,2@0", plan: a.json}
      """
    let api = StubAPI([
      "PUT /v2/site": (200, "{}"), "GET /v2/site": (200, #"{"site":{},"ready":true}"#),
    ])
    _ = try up(
      site, api,
      files: ["a.json": #"{"components":[{"name":"f","core":2,"type":"forward"}]}"#])
    let plan = api.requests.first?.body?["secondaries"]?.array?.first?["plan"]
    #expect(plan?["components"]?.array?.first?["name"] == "f")
    #expect(try up(site).hasSuffix("a.json': does not exist"))
  }

  @Test(arguments: [
    ("", "file 'FILE': it is empty"),
    ("a: [", "file 'FILE': no YAML: did not find expected node content, line 2, column 1"),
    ("a: 1\na: 2", "file 'FILE': no YAML: 'a' is there twice"),
    ("secondaries: 3", "file 'FILE': secondaries '3': expected an array"),
    ("primary: {lcores: yes}", "file 'FILE': primary.lcores 'yes': expected lcore ids"),
    (
      String(repeating: "[", count: 100_000),
      "file 'FILE': it nests more than 64 arrays and objects"
    ),
    (
      String(repeating: "[ #]\n", count: 100_000),
      "file 'FILE': it nests more than 64 arrays and objects"
    ),
    ("version: 1e400", "file 'FILE': version '1e400': expected 1"),
    (
      "file_prefix: '\(String(repeating: "[", count: 100))'",
      "file 'FILE': file_prefix '\(String(repeating: "[", count: 100))': expected a name"
    ),
    (
      String(repeating: "- ", count: 100_000),
      "file 'FILE': it nests more than 64 arrays and objects"
    ),
  ])
  func `a file that is no site is refused before anything is sent`(text: String, said: String)
    throws
  {
    let api = StubAPI()
    let sentence = try up(text, api)
    #expect(sentence.hasPrefix(said), "\(sentence)")
    #expect(api.requests.isEmpty)
  }

  @Test func `what does not become ready is said with its reason`() throws {
    let api = StubAPI([
      "PUT /v2/site": (200, "{}"),
      "GET /v2/site": (
        200,
        #"{"site":{},"ready":false,"restores":[],"processes":[{"name":"vf1","kind":"vf","client_id":1,"state":"failed","as_wanted":false,"reason":"it ended 6 times"}]}"#
      ),
    ])
    #expect(try up("primary: {lcores: 0@0}", api) == "vf1 is failed: it ended 6 times")
  }

  @Test func `a plan that a running process did not get is no success, and is said once`() throws {
    let api = StubAPI([
      "PUT /v2/site": (200, "{}"),
      "GET /v2/site": (
        200,
        #"""
        {"site":{},"ready":false,
         "restores":[{"client_id":1,"restored":false,"reason":"no ring:7","differences":[]}],
         "processes":[{"name":"vf1","kind":"vf","client_id":1,"state":"ready","as_wanted":false,
          "reason":"it has not got its configuration back: no ring:7"}]}
        """#
      ),
    ])
    #expect(
      try up("primary: {lcores: 0@0}", api)
        == "vf1 is ready: it has not got its configuration back: no ring:7")
  }

  @Test func `nobody waits for secondaries whose primary does not come`() throws {
    let api = StubAPI([
      "PUT /v2/site": (200, "{}"),
      "GET /v2/site": (
        200,
        #"""
        {"site":{},"ready":false,"restores":[],"processes":[
         {"name":"primary","kind":"primary","client_id":0,"state":"failed","as_wanted":false,"reason":"its options are wrong"},
         {"name":"vf1","kind":"vf","client_id":1,"state":"waiting","as_wanted":false}]}
        """#
      ),
    ])
    #expect(
      try up("primary: {lcores: 0@0}", api)
        == "primary is failed: its options are wrong; vf1 is waiting")
    #expect(api.requests.count <= 3)
  }

  @Test func `down waits until nothing is left, and scale says what it did`() {
    let gone = StubAPI([
      "DELETE /v2/site": (200, "{}"), "GET /v2/site": (200, #"{"site":null,"processes":[]}"#),
    ])
    #expect(Session.with(gone).said("down") == "The site is down.")
    let none = StubAPI(["DELETE /v2/site": (404, #"{"detail":"there is no site"}"#)])
    #expect(Session.with(none).said("down") == "there is no site")
    let ready = Self.ready
    #expect(
      Session.with(ready).said("scale web 3") == "'web' runs 3 times: 1 process is ready.")
    #expect(ready.requests.first?.body == ["name": "web", "count": 3])
    #expect(Session.with(gone).said("scale web many").contains("count 'many': expected a number"))
  }
}
