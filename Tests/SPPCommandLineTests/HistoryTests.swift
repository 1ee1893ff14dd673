// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import Testing

@Suite struct HistoryTests {
  private func newPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  }

  @Test func `lines come back in order, in a file that is the user's alone`() throws {
    let path = newPath()
    let history = History(path: path)
    #expect(history.load() == [])
    history.append("status")
    history.append("vf 1; status")
    #expect(history.load() == ["status", "vf 1; status"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `a long file is cut to the newest thousand`() throws {
    let path = newPath()
    let lines = (1...2001).map { "line \($0)" }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    let history = History(path: path)
    #expect(history.load().count == 1000)
    history.append("next")
    #expect(history.load().suffix(2) == ["line 2001", "next"])
  }

  @Test func `without a place nothing is kept and nothing fails`() {
    let history = History(path: "/nonexistent/history")
    history.append("status")
    #expect(history.load() == [])
    #expect(History(path: nil).load() == [])
  }
}
