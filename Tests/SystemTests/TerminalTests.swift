// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// The shell in front of a person: keys and what is shown, with real processes behind it.
  @Suite struct TerminalTests {
    /// A controller, a primary with two ports, and vf 1 with an lcore.
    private func house(_ body: (Group) throws -> Void) throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0", "net_null1"], rings: 2)
        try group.startVF(1, lcores: [1, 2])
        try body(group)
      }
    }

    @Test func `TAB completes with the names of what runs`() throws {
      try house { group in
        let terminal = try group.prompt()
        try terminal.type("vf \t")
        try terminal.wait(for: "1; ")
        try terminal.type("comp\tsta\tcls 2 cl\t\r")
        try terminal.wait(for: "Succeeded to start component 'cls' on core:2")
        try terminal.wait(for: "spp > ")
        // Twice lists what there is, and after a colon the number follows at once.
        try terminal.type("vf 1; port add \t\t")
        for word in ["RES_UID", "phy:0", "phy:1", "ring:0", "ring:1", "vhost:"] {
          #expect(try terminal.shows(word))
        }
        try terminal.type("r\t0 \trx\tc\t\r")
        try terminal.wait(for: "Succeeded to add port")
        try terminal.wait(for: "spp > ")
        try terminal.type("vf 1; component stop \t\r")
        try terminal.wait(for: "Succeeded to delete component 'cls'")
      }
    }

    @Test func `^C empties a line and ends a command, ^D leaves`() throws {
      try Group.run { group in
        try group.startController()
        let terminal = try group.prompt()
        try terminal.type("nonsense\u{3}")
        try terminal.run("sleep 0")
        try terminal.type("wait vf 9 600\r")
        try terminal.wait(for: "wait vf 9 600\r\n")
        usleep(300_000)
        try terminal.type("\u{3}")
        try terminal.wait(for: "interrupted")
        try terminal.wait(for: "spp > ")
        #expect(try terminal.run("vf 9; status") == "\"vf 9\" does not exist.\n")
        try terminal.type("\u{4}")
        #expect(try terminal.status() == 0)
        #expect(!terminal.text.contains("Unknown syntax"))
      }
    }

    @Test func `^Z ends the line and not the shell, where nobody could continue it`() throws {
      try Group.run { group in
        try group.startController()
        let terminal = try group.prompt()
        for _ in 0..<2 {
          try terminal.type("pw\u{1a}")
          try terminal.wait(for: "spp > ")
          #expect(try terminal.run("pwd") == "\(FileManager.default.currentDirectoryPath)\n")
        }
        try terminal.type("\u{4}")
        #expect(try terminal.status() == 0)
      }
    }

    @Test func `many lines pasted at once are done in order, in a narrow terminal too`() throws {
      try house { group in
        let terminal = try group.prompt(columns: 30)
        let names = (1...40).map { "forwarder-with-a-long-name-\($0)" }
        try terminal.type(names.map { "vf 1; component start \($0) 2 forward\r" }.joined())
        for name in names {
          try terminal.wait(for: "Succeeded to start component '\(name)' on core:2")
        }
        let plan = try group.plan(1)
        #expect(plan["components"]?.array?.compactMap { $0["name"]?.string } == names)
      }
    }

    @Test func `two shells at once see each other's changes, and their histories are whole`() throws
    {
      try house { group in
        let shells = [try group.prompt(), try group.prompt()]
        try shells[0].run("vf 1; component start fw 2 forward")
        #expect(try shells[1].run("vf 1; status").contains("'fw' (type: forward)"))
        #expect(
          try shells[1].run("vf 1; component start fw 2 forward").contains("'fw'"))
        try shells[1].run("vf 1; component stop fw")
        #expect(try !shells[0].run("vf 1; status").contains("'fw'"))
        // Both type at the same time, without waiting for answers.
        let lines = (0..<2).map { shell in (0..<60).map { "# shell \(shell), line \($0)" } }
        for number in 0..<60 {
          for shell in 0..<2 { try shells[shell].type(lines[shell][number] + "\r") }
        }
        for shell in 0..<2 {
          try shells[shell].wait(for: "\(lines[shell][59])\r\n\(lines[shell][59])")
        }
        let history = try String(contentsOfFile: "\(group.directory)/.spp_history", encoding: .utf8)
          .split(separator: "\n").map(String.init)
        for shell in 0..<2 {
          #expect(history.filter { $0.hasPrefix("# shell \(shell),") } == lines[shell])
        }
        #expect(try shells[0].run("history").contains("# shell 1, line 59"))
        let number = try #require(history.firstIndex(of: "vf 1; component start fw 2 forward")) + 1
        // Its prompts of the lines before may still be on their way.
        try shells[1].type("redo \(number)\r")
        #expect(try shells[1].shows("Succeeded to start component 'fw' on core:2"))
      }
    }

    @Test func `a key is not held up by a controller that is gone, and the prompt survives`() throws
    {
      try Group.run { group in
        let controller = try group.startController()
        let terminal = try group.prompt()
        controller.end()
        try terminal.type("vf \t")
        try terminal.type("1; status\r")
        try terminal.wait(for: "is not reachable")
        try terminal.wait(for: "spp > ")
        #expect(try terminal.run("pwd") == "\(FileManager.default.currentDirectoryPath)\n")
      }
    }
  }
}

extension Group {
  /// The shell on a terminal, at its first prompt, with a home of the group's.
  func prompt(columns: UInt16 = 400) throws -> Terminal {
    let terminal = try Terminal(
      ["\(Host.binaries)/spp", "-b", "127.0.0.1:\(restPort)"], environment: ["HOME": directory],
      columns: columns)
    try terminal.wait(for: "spp > ")
    return terminal
  }
}
