// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import Synchronization
import Testing

/// The page about the shell.
@Suite struct DocumentTests {
  private static let top = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.top.appending(path: name), encoding: .utf8)
  }

  @Test(arguments: CommandSyntax.allCases)
  func `every command is in the documents`(syntax: CommandSyntax) throws {
    #expect(try text("docs/cli.md").contains("`\(syntax.rawValue)`"))
  }

  @Test func `every recipe is understood, line by line`() throws {
    let folder = Self.top.appending(path: "docs/recipes")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    var count = 0
    for case let name as String in files where name.hasSuffix(".rcp") {
      count += 1
      for line in try text("docs/recipes/\(name)").split(separator: "\n") {
        #expect(throws: Never.self, "\(name): \(line)") { try CommandParser.parse(String(line)) }
      }
    }
    #expect(count >= 39)
  }

  @Test func `the recipes of several hosts lead each command to its controller`() {
    let asked = Notes()
    let paper = Paper()
    let files = ["setup", "change-path", "teardown"].flatMap {
      ["-f", Self.top.appending(path: "docs/recipes/multiple-nodes/\($0).rcp").path]
    }
    let status = SPP.run(
      files, console: paper.console, isTerminal: false, pause: { _ in true },
      connect: { address, _ in Node(address: "\(address)", asked: asked) })
    #expect(status == 0, "\(paper.complaints)")
    #expect(
      asked.lines == [
        "102 PUT /v1/nfvs/1/ports", "102 PUT /v1/nfvs/1/patches", "102 PUT /v1/nfvs/1/forward",
        "103 PUT /v1/nfvs/1/patches", "103 PUT /v1/nfvs/1/forward", "104 PUT /v1/nfvs/1/ports",
        "104 PUT /v1/nfvs/1/patches", "104 PUT /v1/nfvs/1/forward", "103 PUT /v1/nfvs/1/forward",
        "103 DELETE /v1/nfvs/1/patches", "103 PUT /v1/nfvs/2/patches",
        "103 PUT /v1/nfvs/2/forward", "102 PUT /v1/nfvs/1/forward",
        "102 DELETE /v1/nfvs/1/patches", "102 PUT /v1/nfvs/1/ports", "103 PUT /v1/nfvs/2/forward",
        "103 DELETE /v1/nfvs/2/patches", "104 PUT /v1/nfvs/1/forward",
        "104 DELETE /v1/nfvs/1/patches", "104 PUT /v1/nfvs/1/ports",
      ])
    #expect(paper.output.last == "Unregistered spp-ctl \"192.168.11.104:7777\".")
  }

  private final class Notes: Sendable {
    private let noted = Mutex<[String]>([])
    var lines: [String] { noted.withLock { $0 } }
    func note(_ line: String) { noted.withLock { $0.append(line) } }
  }

  /// A controller that says yes; who was asked for what is written down.
  private struct Node: API {
    let address: String
    let asked: Notes

    func send(_ request: APIRequest) throws(APIError) -> APIResponse {
      let host = address.split(separator: ":")[0].split(separator: ".").last ?? ""
      asked.note("\(host) \(request)")
      return APIResponse(status: 204)
    }
  }
}
