// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// TAB in the shells of the system, where a command of `spp` is one argument.
  @Suite struct OneShotTests {
    private static let shells: [(path: String, words: [String], setting: String)] = [
      (
        "/bin/bash", ["--norc", "--noprofile", "-i"],
        "bind 'set bell-style none'; source completion/spp.bash"
      ),
      (
        "/usr/bin/zsh", ["-f", "-i"],
        "unsetopt zle_bracketed_paste prompt_cr; fpath=($PWD/completion $fpath); autoload -U compinit; compinit -u -D"
      ),
    ]

    @Test func `answers that do not fit on the disk are no success`() throws {
      try Group.run { group in
        let full = try group.run(["/bin/sh", "-c", "'\(Host.binaries)/spp' help >/dev/full"])
        #expect(full.status == 1)
        #expect(full.complaints == "standard output: no space is left on the device\n")
        // Who reads only the begin wants no more.
        let head = try group.run([
          "/bin/bash", "-c",
          "set -o pipefail; { for i in $(seq 2000); do echo help; done; } | '\(Host.binaries)/spp' | head -n 1",
        ])
        #expect(head.status == 0 && head.output == "  status\n", "\(head)")
      }
    }

    @Test(
      .enabled(
        if: shells.allSatisfy { Host.path(of: $0.path) != nil && access($0.path, X_OK) == 0 },
        "bash or zsh is not installed; 'tools/setup' installs them"),
      arguments: 0..<2)
    func `TAB completes commands within quotes, with the names of what runs`(which: Int) throws {
      let shell = Self.shells[which]
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0"], rings: 2)
        try group.startVF(1, lcores: [1, 2])
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let terminal = try Terminal(
          [shell.path] + shell.words,
          environment: ["PATH": "\(Host.binaries):\(path)", "HOME": group.directory], columns: 400)
        try terminal.type("cd \(Host.top); \(shell.setting); PS1='rea''dy: '\r")
        try terminal.wait(for: "ready: ")
        // The first word opens the quote; a command that is whole closes it.
        try terminal.type("spp --js\t-b 127.0.0.1:\(group.restPort) 'vf \t")
        try terminal.wait(for: "1; ")
        try terminal.type("comp\tsta\tfw 2 forw\t\r")
        try terminal.wait(for: "ready: ")
        #expect(try group.spp("vf 1; status").contains("core:2 'fw' (type: forward)"))
        try terminal.type("spp pr\t")
        try terminal.wait(for: "'pri; ")
        try terminal.type("\u{3}")
        try terminal.wait(for: "ready: ")
        // After a colon the number follows without a blank.
        try terminal.type("spp -b 127.0.0.1:\(group.restPort) 'vf 1; port add r\t0 tx f\t'\r")
        try terminal.wait(for: "Succeeded to add port")
        try terminal.wait(for: "ready: ")
        // Names of files are the shell's business.
        try terminal.type("spp -f docs/recipes/multiple-nodes/setu\t")
        try terminal.wait(for: "setup.rcp")
      }
    }
  }
}
