// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPModel
import Testing

@Suite struct CompletionTests {
  static let rows: [(String, [String])] = [
    (
      "",
      [
        "status", "pri;", "vf", "sec", "up", "down", "scale", "wait", "sleep", "bye", "exit",
        "help",
      ]
    ),
    ("s", ["status", "sec", "scale", "sleep"]),
    ("vf ", ["1;"]),
    ("sec ", ["1;", "2;"]),
    ("bye ", ["sec", "all"]),
    ("wait vf ", ["1"]),
    ("vf 1; p", ["port", "plan"]),
    ("vf 1;p", ["port", "plan"]),
    ("vf 1; component start fw 2 cl", ["classifier"]),
    ("vf 1; component stop ", ["cls", "fw"]),
    ("vf 1; port add v", ["vhost:"]),
    ("vf 1; port add phy:0 ", ["rx", "tx", "nq"]),
    ("vf 1; port add phy:0 nq 1 ", ["rx", "tx", "nq"]),
    ("vf 1; port del phy:0 nq 1 rx c", ["cls"]),
    ("vf 1; port add phy:0 rx cls ", ["add_vlantag", "del_vlantag"]),
    ("vf 1; port del phy:0 rx cls ", []),
    ("vf 1; classifier_table add mac ", ["default"]),
    ("vf 1; classifier_table add vlan 5 default ri", ["ring:"]),
    ("pri; add n", ["nullpmd:"]),
    ("nonsense ", []),
    ("x; ", []),
  ]

  @Test(arguments: rows) func `TAB offers what may follow`(line: String, words: [String]) throws {
    let components = try ["cls", "fw"].map { try ComponentName($0) }
    let clients = ["vf": [1], "sec": [1, 2]]
    let completion = Completion(
      clients: { kind in (clients[kind] ?? []).compactMap { try? ClientID($0) } },
      components: { _ in components })
    #expect(completion.candidates(for: line) == words)
  }

  @Test func `nobody is asked for words that are known`() {
    let completion = Completion(
      clients: { _ in
        Issue.record("asked for ids")
        return []
      },
      components: { _ in
        Issue.record("asked for components")
        return []
      })
    #expect(completion.candidates(for: "vf 1; comp") == ["component"])
  }
}
