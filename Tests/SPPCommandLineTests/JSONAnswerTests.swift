// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import SPPWire
import Testing

/// What programs read.
@Suite struct JSONAnswerTests {
  /// Runs lines in one session with `--json`.
  ///
  /// - Returns: What the last one prints.
  private func last(_ lines: String...) -> String {
    let session = Session.with(StubAPI(ContractTests.house), json: true)
    return lines.map { session.said($0) }.last ?? ""
  }

  static let rows: [(String, String)] = [
    ("server", #"[{"address":"127.0.0.1:7777","current":true}]"#),
    ("config sec_mem", #"{"sec_mem":"-m 512"}"#),
    ("history", "[]"),
    ("http", #""http://127.0.0.1:7777/""#),
    ("topo http", #""http://127.0.0.1:7777/""#),
    ("topo_subgraph", "{}"),
    ("env SPP_NO_SUCH_VARIABLE", "{}"),
    (
      "help pri; del",
      #"[{"syntax":"pri; del UID","summary":"deletes an added port"}]"#
    ),
  ]

  @Test(arguments: rows) func `what the shell knows is JSON too`(line: String, json: String) {
    #expect(last(line) == json)
  }

  @Test(arguments: [
    "server add 127.0.0.2", "config topo_size 50%", "topo_subgraph add a vhost:0", "nfv 1; stop",
    "pri; clear", "vf 2; exit", "# comment", "exit", "sleep 0",
  ]) func `what only succeeds prints nothing`(line: String) {
    #expect(last(line) == "")
  }

  @Test func `every command that shows something shows JSON`() throws {
    for line in [
      "status", "pri; status", "nfv 1; status", "vf 2; status", "sec 2; status",
      "mirror 3; status", "pcap 4; status", "pri; flow list phy:0", "pri; flow status phy:0 0",
      "topo term", "inspect", "env", "pwd", "ls /", "help", "config",
    ] {
      let text = last(line)
      #expect(throws: Never.self, "\(line): \(text)") { try JSON(parsing: Array(text.utf8)) }
    }
    #expect(try JSON(parsing: Array(last("ls /").utf8)).array?.contains("tmp/") == true)
    #expect(
      try JSON(parsing: Array(last("topo_subgraph add vm vhost:0", "topo_subgraph").utf8)) == [
        "vm": "vhost:0"
      ])
  }
}
