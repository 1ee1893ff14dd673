// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Synchronization
import Testing

/// What the completion functions of bash and zsh are told.
@Suite struct OneShotCompletionTests {
  /// Runs `spp --complete-line` in the house of `CompletionTests`.
  private func lines(_ line: String, _ api: StubAPI = StubAPI(CompletionTests.house)) -> [String] {
    let paper = Paper()
    let status = SPP.run(
      ["--complete-line", line], console: paper.console, isTerminal: false, pause: { _ in true },
      connect: { _, _ in api })
    #expect(status == 0)
    #expect(paper.complaints == [])
    return (paper.output.first ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
  }

  static let rows: [(String, [String])] = [
    ("spp pr", ["more", "", "pri;"]),
    ("spp st", ["words", "", "status"]),
    ("spp 'st", ["words", "", "status"]),
    ("spp 'vf ", ["more", "vf ", "2;"]),
    ("spp \"vf ", ["more", "vf ", "2;"]),
    ("spp vf\\ ", ["more", "vf ", "2;"]),
    ("spp 'vf 2; po", ["more", "vf 2; ", "port"]),
    ("spp 'vf 2;po", ["more", "vf 2;", "port"]),
    ("spp 'vf 2; component stop ", ["more", "vf 2; component stop ", "cls", "fw"]),
    ("spp 'vf 2; component stop c", ["words", "vf 2; component stop ", "cls"]),
    ("spp 'vf 2; port add vh", ["more", "vf 2; port add ", "vhost:"]),
    ("spp 'nfv 1; patch ring:0 v", ["words", "nfv 1; patch ring:0 ", "vhost:0"]),
    ("spp 'vf 2; component start ", ["hints", "vf 2; component start ", "NAME"]),
    (
      "spp 'vf 2; classifier_table add mac ",
      ["hints", "vf 2; classifier_table add mac ", "default", "MAC_ADDR"]
    ),
    ("spp 'vf 2; status' 'sec 1; fo", ["words", "sec 1; ", "forward"]),
    ("spp 'nonsense ", ["hints", "nonsense "]),
    ("spp --js", ["words", "", "--json"]),
    ("spp --json --c", ["words", "", "--cacert", "--cert", "--config"]),
    ("spp -f ", ["files", ""]),
    ("spp --config a", ["files", ""]),
    ("spp -b ", ["hints", "", "IP[:PORT]|https://NAME[:PORT]|unix:PATH"]),
    ("spp -f a.rcp 'server l", ["words", "server ", "list"]),
  ]

  @Test(arguments: rows) func `an unfinished command line has its words`(
    line: String, answer: [String]
  ) {
    #expect(lines(line) == answer)
  }

  @Test func `the controller is the one that the line names`() throws {
    let asked = Mutex<[String]>([])
    let paper = Paper()
    for line in ["spp -b 127.0.0.9:1234 --json 'vf ", "spp 'vf "] {
      _ = SPP.run(
        ["--complete-line", line], console: paper.console, isTerminal: false,
        pause: { _ in true },
        connect: { address, _ in
          asked.withLock { $0.append("\(address)") }
          return StubAPI(CompletionTests.house)
        })
    }
    #expect(asked.withLock { $0 } == ["127.0.0.9:1234", "127.0.0.1:7777"])
  }

  @Test func `without a controller the words that are known come all the same`() {
    #expect(lines("spp 'vf 1; coun", .absent) == ["words", "vf 1; ", "counters"])
    #expect(lines("spp 'vf ", .absent) == ["hints", "vf "])
  }

  @Test func `a key does not wait for a controller that hangs`() {
    let api = StubAPI(CompletionTests.house)
    _ = lines("spp 'vf ", api)
    #expect(api.requests.first?.patience == 2)
  }
}
