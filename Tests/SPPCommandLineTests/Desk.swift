// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine

/// A folder of its own, and lines that are run in one session.
final class Desk {
  let folder: String
  let api: StubAPI
  let paper = Paper()
  private let runner: Runner

  init(_ api: StubAPI = StubAPI(ContractTests.house)) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    self.api = api
    let workspace = Workspace(
      servers: Servers([]) { _ in api }, history: History(path: folder + "/history"))
    runner = Runner(
      session: Session(workspace: workspace, pause: { _ in true }), console: paper.console)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// What the lines print and what is complained of, in order of each.
  func run(_ lines: String...) -> (output: [String], complaints: [String]) {
    let before = (paper.output.count, paper.complaints.count)
    for line in lines { _ = Script(commands: [line]).run(by: runner) }
    return (
      Array(paper.output.dropFirst(before.0)), Array(paper.complaints.dropFirst(before.1))
    )
  }

  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/\(name)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @discardableResult func write(_ text: String, _ name: String, mode: Int = 0o644) throws
    -> String
  {
    let path = "\(folder)/\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }
}
