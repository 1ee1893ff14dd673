// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// What these tests need of the machine.
enum Host {
  /// Why the tests cannot run here. They fail rather than pass in silence.
  struct Lack: Error, CustomStringConvertible {
    let description: String
  }

  /// The project's directory.
  static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Where the programs are: beside the tests, or where `SPP_BINARIES` says.
  static let binaries =
    ProcessInfo.processInfo.environment["SPP_BINARIES"]
    ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .path

  /// CPUs that this process may use, as the kernel and `--lcores` write them, such as `0-3`.
  static let cpus = line("Cpus_allowed_list:", of: "/proc/self/status") ?? "0"

  /// - Throws: `Lack`, with what mends it.
  static func check() throws {
    guard getuid() == 0 else {
      throw Lack(description: "system tests make namespaces and tap ports; run them as root")
    }
    for program in ["spp_primary", "spp_vf", "spp-ctl", "spp"] {
      let path = "\(binaries)/\(program)"
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw Lack(description: "\(path) is not there; 'make build' makes it")
      }
    }
    let free = line("HugePages_Free:", of: "/proc/meminfo").flatMap { Int($0) } ?? 0
    guard free >= 100 else {
      throw Lack(
        description:
          "\(free) hugepages are free and 100 are needed; 'tools/hugepages' reserves more")
    }
    for tool in ["ip", "ping", "tcpdump", "dpdk-testpmd", "busybox"] where path(of: tool) == nil {
      throw Lack(description: "'\(tool)' is not installed; 'tools/setup' installs it")
    }
  }

  /// Where a program is, as the shell would find it.
  static func path(of program: String) -> String? {
    guard !program.contains("/") else { return program }
    return ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
      .map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The rest of the first line that begins with `name`.
  private static func line(_ name: String, of path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.split(separator: "\n").first { $0.hasPrefix(name) }.map {
      $0.dropFirst(name.count).trimmingCharacters(in: .whitespaces)
    }
  }
}
