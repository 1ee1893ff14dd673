// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// Manual pages, which 'make install' makes from what '--help' says.
  @Suite struct ManualTests {
    static let programs = [
      "spp", "spp-ctl", "spp_primary", "spp_vf", "spp_nfv", "spp_mirror", "spp_pcap",
    ]

    /// Runs a program that says something and ends.
    private func run(_ words: [String]) throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: words[0])
      process.arguments = Array(words.dropFirst())
      process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "1000"]) { $1 }
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(words.joined(separator: " ")): \(text)")
      return text
    }

    @Test(arguments: programs) func `a manual page says what the help says`(program: String) throws
    {
      let directory = "/tmp/spp-manual-\(getpid())-\(program)"
      defer { try? FileManager.default.removeItem(atPath: directory) }
      let path = "\(Host.binaries)/\(program)"
      _ = try run(["\(Host.top)/tools/manual", path, directory])
      let section = program == "spp" ? 1 : 8
      let page = "\(directory)/man\(section)/\(program).\(section)"
      let roff = try String(contentsOfFile: page, encoding: .utf8)
      for title in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SEE ALSO"] {
        #expect(roff.contains(".SH \(title)\n"), "\(title)")
      }
      // Every word of the help, but for its own headings, in whatever order.
      let said = Set(
        roff.replacing("\\-", with: "-").replacing("\\&", with: "").split { $0.isWhitespace })
      let help = try run([path, "--help"])
      let headings: Set<Substring> = [
        "OVERVIEW:", "USAGE:", "usage:", "ARGUMENTS:", "OPTIONS:", "Commands:", "Exit", "status:",
        "--help", "tells", "more",
      ]
      let missing = help.split { $0.isWhitespace }.filter { word in
        !headings.contains(word) && !said.contains(word) && !said.contains(word.dropLast())
          && !said.contains(word.prefix(1).lowercased() + word.dropFirst())
      }
      #expect(missing == [])
    }

    @Test(
      .enabled(
        if: Host.path(of: "mandoc") != nil, "mandoc is not installed; 'tools/setup' installs it"),
      arguments: programs)
    func `a manual page is correct`(program: String) throws {
      let directory = "/tmp/spp-manual-lint-\(getpid())-\(program)"
      defer { try? FileManager.default.removeItem(atPath: directory) }
      _ = try run(["\(Host.top)/tools/manual", "\(Host.binaries)/\(program)", directory])
      let section = program == "spp" ? 1 : 8
      let complaints = try run([
        "/usr/bin/mandoc", "-T", "lint", "-W", "warning",
        "\(directory)/man\(section)/\(program).\(section)",
      ])
      #expect(complaints == "")
    }
  }
}
