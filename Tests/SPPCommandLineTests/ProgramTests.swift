// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import SPPModel
import Testing

/// The program from its arguments to its exit status.
@Suite struct ProgramTests {
  /// Runs `spp` with these arguments.
  private func run(_ arguments: String..., api: StubAPI = StubAPI()) -> (
    status: Int32, paper: Paper
  ) {
    let paper = Paper()
    let status = SPP.run(
      arguments, console: paper.console, isTerminal: false, pause: { _ in true },
      connect: { _, _ in api })
    return (status, paper)
  }

  private func file(_ text: String, named name: String = "recipe.rcp") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: path)
    return path.path
  }

  private static let refusing = ["POST /v1/vfs/1/components": (400, "no")]

  @Test func `commands that succeed end with 0`() {
    let (status, paper) = run("vf 1; component stop a", "vf 1; exit")
    #expect(status == 0)
    #expect(paper.output == ["Succeeded to delete component 'a'", "Exit vf 1."])
    #expect(paper.complaints.isEmpty)
  }

  @Test func `a command that fails ends with 1 and its reason`() {
    let (status, paper) = run("vf 1; component start a 2 merge", api: StubAPI(Self.refusing))
    #expect(status == 1)
    #expect(paper.complaints == ["no"])
  }

  @Test func `the first of several commands that fails is the last`() {
    let api = StubAPI(Self.refusing)
    let (status, paper) = run(
      "vf 1; exit", "vf 1; component start a 2 merge", "vf 2; exit", api: api)
    #expect(status == 1)
    #expect(paper.complaints == ["command 2: no"])
    #expect(api.requests.count == 2)
  }

  @Test func `a script stops at the line that fails and says which`() throws {
    let path = try file("# one\n\nvf 1; exit\nvf 1; component start a x merge\nvf 2; exit\n")
    let api = StubAPI()
    let (status, paper) = run("-f", path, api: api)
    #expect(status == 1)
    #expect(paper.output == ["# one", "Exit vf 1."])
    #expect(paper.complaints == ["\(path):4: core 'x': expected an lcore id from 0 to 127"])
    #expect(api.lines == ["DELETE /v1/vfs/1"])
  }

  @Test func `with --keep-going a script goes on and still ends with 1`() throws {
    let path = try file("vf 1; component start a 2 merge\r\n// two\r\nvf 2; exit")
    let (status, paper) = run("--keep-going", "-f", path, api: StubAPI(Self.refusing))
    #expect(status == 1)
    #expect(paper.output == ["// two", "Exit vf 2."])
    #expect(paper.complaints == ["\(path):1: no"])
  }

  @Test func `exit ends a script and all that would come after it, with 0`() throws {
    let path = try file("vf 1; exit\nexit\nvf 2; exit\n")
    let api = StubAPI()
    let (status, paper) = run("-f", path, "vf 3; exit", api: api)
    #expect(status == 0)
    #expect(paper.output == ["Exit vf 1.", "Thank you for using Soft Patch Panel"])
    #expect(api.lines == ["DELETE /v1/vfs/1"])
  }

  @Test func `files run in order, before the commands`() throws {
    let (first, second) = (try file("vf 1; exit"), try file("vf 2; exit"))
    let (status, paper) = run("-f", first, "-f", second, "vf 3; exit")
    #expect(status == 0)
    #expect(paper.output == ["Exit vf 1.", "Exit vf 2.", "Exit vf 3."])
  }

  @Test func `with --echo each command is printed before its answer`() throws {
    let path = try file("# one\n\nvf 1; exit\n")
    #expect(run("--echo", "-f", path).paper.output == ["# one", "spp > vf 1; exit", "Exit vf 1."])
  }

  @Test func `a script that is not there runs nothing`() {
    let api = StubAPI()
    let (status, paper) = run("-f", "/nonexistent/a.rcp", "vf 1; exit", api: api)
    #expect(status == 1)
    #expect(paper.complaints == ["file '/nonexistent/a.rcp': does not exist"])
    #expect(api.requests.isEmpty)
  }

  @Test func `a plan in a file is applied`() throws {
    let path = try file(#"{"components":[]}"#, named: "plan.json")
    let api = StubAPI()
    let (status, paper) = run("vf 1; apply \(path)", api: api)
    #expect(status == 0)
    #expect(paper.output == ["Succeeded to apply '\(path)'"])
    #expect(api.lines == ["PUT /v1/vfs/1/plan"])
    #expect(api.requests.first?.body == ["components": []])
  }

  @Test func `a plan that is not JSON is not sent`() throws {
    let path = try file("{components", named: "plan.json")
    let api = StubAPI()
    let (status, paper) = run("vf 1; apply \(path)", api: api)
    #expect(status == 1)
    #expect(
      paper.complaints.first?.hasPrefix("file '\(path)': the text is not JSON at byte ") == true)
    #expect(api.requests.isEmpty)
  }

  @Test func `an absent controller ends with 69`() {
    let (status, paper) = run("status", api: .absent)
    #expect(status == 69)
    #expect(paper.complaints.first?.hasPrefix("spp-ctl at 127.0.0.1:7777 is not reachable") == true)
    #expect(run("help", api: .absent).status == 0)
  }

  @Test func `--wait-pri waits for the primary before anything else`() {
    let there = StubAPI(["GET /v1/processes": processes])
    #expect(run("--wait-pri", "vf 1; exit", api: there).status == 0)
    #expect(there.lines == ["GET /v1/processes", "DELETE /v1/vfs/1"])

    let alone = StubAPI(["GET /v1/processes": (200, "[]")])
    let (status, paper) = run("--wait-pri", "vf 1; exit", api: alone)
    #expect(status == 1)
    #expect(paper.complaints == ["the primary did not connect to spp-ctl within 20 seconds"])
    #expect(alone.requests.count == 101)
  }

  @Test func `an unknown option ends with 64 and help with 0`() {
    #expect(run("--nope").status == 64)
    #expect(run("-b", "127.0.0.1:0", "status").status == 64)
    #expect(run("--help").status == 0)
    #expect(run("--help").paper.output.first?.contains("vf ID; counters") == true)
  }
}
