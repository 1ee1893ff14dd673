// SPDX-License-Identifier: BSD-3-Clause
import SPPProcess
import Testing

@Suite struct PrimaryOptionsTests {
  private let needed = ["-p", "0x5", "-n", "8", "-s", "127.0.0.1:5555"]

  private func sentence(_ words: [String]) -> String {
    do throws(UsageError) {
      _ = try PrimaryOptions(words)
      return "done"
    } catch {
      return error.description
    }
  }

  @Test func `SPP's command line is understood`() throws {
    let options = try PrimaryOptions(
      needed + ["--port-num", "2", "rxq", "4", "txq", "2", "--disp-stats"])
    #expect(options.ports == [0, 2])
    #expect(options.rings == 8)
    #expect(options.controller == .tcp(host: "127.0.0.1", port: 5555))
    #expect(options.queues == [2: .init(rx: 4, tx: 2)])
    #expect(options.notes.count == 1)
    #expect(options.pool == "spp_mag")
  }

  @Test func `what is missing is named`() {
    #expect(sentence(["-n", "8", "-s", "a:1"]).hasPrefix("-p is missing"))
    #expect(sentence(["-p", "1", "-s", "a:1"]).hasPrefix("-n is missing"))
    #expect(sentence(["-p", "1", "-n", "8"]).hasPrefix("-s is missing"))
    #expect(sentence(["-p"]).hasPrefix("-p: expected"))
  }

  @Test(arguments: [
    ["-p", "xyz"], ["-p", ""], ["-p", "-1"], ["-p", "0x100000000"], ["-n", "257"], ["-n", "-1"],
    ["-n", "1e3"],
    ["--ring-size", "100"], ["--ring-size", "32"], ["--pool", "stack"], ["--mbufs", "0"],
    ["--nosuch"], ["stray"],
    ["--port-num", "0", "rx", "1"], ["--port-num", "0", "rxq", "0", "txq", "1"],
    ["--port-num", "40", "rxq", "1", "txq", "1"],
    ["--port-num", "0", "rxq", "1"],
  ])
  func `a value out of place is refused`(words: [String]) {
    #expect(sentence(needed + words) != "done")
  }

  @Test(arguments: ["127.0.0.1:5555", "localhost:1", "[::1]:65535", "unix:/run/spp.sock"])
  func `a controller's address is printed as it is read`(text: String) throws {
    #expect(try ControllerAddress(parsing: text).description == text)
  }

  @Test(arguments: [
    "", ":5555", "host", "host:", "host:0", "host:65536", "::1:5555", "host:5x", "unix:", "a b:1",
  ])
  func `a wrong controller's address is refused`(text: String) {
    #expect(throws: UsageError.self) { try ControllerAddress(parsing: text) }
  }

  @Test func `EAL is told the group and the process type`() throws {
    let eal = try EALOptions(["-l", "0"], type: .primary)
    #expect(eal.arguments == ["-l", "0", "--file-prefix", "spp", "--proc-type", "primary"])
    let named = try EALOptions(["--file-prefix=x", "--proc-type=secondary"], type: .secondary)
    #expect(named.filePrefix == "x")
    #expect(named.arguments == ["--file-prefix=x", "--proc-type=secondary"])
  }

  @Test(arguments: [
    ["--proc-type", "auto"], ["--no-huge"], ["--in-memory"], ["--file-prefix", "../x"],
    ["--file-prefix", ""],
    ["--file-prefix"],
  ])
  func `EAL options that cannot work in a group are refused`(words: [String]) {
    #expect(throws: UsageError.self) { try EALOptions(words, type: .primary) }
  }
}
