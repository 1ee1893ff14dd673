// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

// Commands that others add: programs in directories that the user names. Their arguments are
// passed as words; nothing is evaluated.

extension Session {
  /// Looks for the program `spp-NAME`, and makes NAME a command.
  func loadPlugin(_ name: String) throws(CommandFailure) -> String {
    let taken = CommandSyntax.allCases.contains { syntax in
      syntax.rawValue.split { $0 == " " || $0 == ";" }.first == name[...]
    }
    guard !taken else { throw .refused("'\(name)' is a command of the shell already") }
    let directories = Self.pluginDirectories(workspace.settings)
    let paths = directories.map { "\($0)/spp-\(name)" }
    guard let path = paths.first(where: Child.isExecutable) else {
      throw .refused(
        "there is no program spp-\(name) in \(directories.joined(separator: ", ")); 'config plugin_path' or SPP_PLUGIN_PATH name other directories"
      )
    }
    workspace.plugins[name] = path
    return "Module 'spp-\(name)' loaded."
  }

  static func pluginDirectories(_ settings: Settings) -> [String] {
    let named = ProcessInfo.processInfo.environment["SPP_PLUGIN_PATH"] ?? ""
    return "\(named):\(settings[.pluginPath])".split(separator: ":").map(String.init)
  }

  /// - Returns: nil when the first word is no plugin.
  func runPlugin(_ line: String) throws(CommandFailure) -> Answer? {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let name = words.first, let path = workspace.plugins[name] else { return nil }
    let status = try Child.run(
      [path] + words.dropFirst(), environment: ["SPP_CTL": api.address])
    guard status == 0 else { throw .program("spp-\(name)", reason: "ended with status \(status)") }
    return .text("")
  }
}
