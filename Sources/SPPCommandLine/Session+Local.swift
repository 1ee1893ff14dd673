// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPModel
internal import SPPWire

// Commands of the shell itself.

extension Session {
  func configure(_ action: ConfigAction) throws(CommandFailure) -> String {
    switch action {
    case .list(let prefix):
      guard let text = workspace.settings.report(prefix: prefix) else {
        throw .refused("no setting begins with '\(prefix)'; 'config' lists them")
      }
      let members = Setting.allCases.filter { $0.rawValue.hasPrefix(prefix) }.map {
        ($0.rawValue, JSON.string(workspace.settings[$0]))
      }
      return printed(text, .object(JSON.Object(members)))
    case .set(let setting, let value):
      var settings = workspace.settings
      do throws(ValueError) { try settings.set(setting, to: value) } catch {
        throw .refused(
          "Invalid value \"\(value)\" of \(setting.rawValue): expected \(error.expected)")
      }
      workspace.settings = settings
      return printed("Set \(setting.rawValue): \"\(value)\"")
    }
  }

  func run(_ action: RecipeAction) throws(CommandFailure) -> Answer {
    switch action {
    case .record(let path):
      // At once, so that a place where nothing can be written is not noticed at the end.
      try TextFile.write("", to: path)
      workspace.recording = URL(fileURLWithPath: path).path
      return .text(printed("Start recording to '\(path)'"))
    case .stopRecording:
      guard let path = workspace.recording else { throw .refused("nothing is recorded now") }
      workspace.recording = nil
      return .text(printed("Stop recording to '\(path)'"))
    case .playback(let path): return .play(path)
    case .history:
      let lines = workspace.history.load()
      let width = "\(lines.count)".count
      let text = lines.enumerated().map { index, line in
        let number = "\(index + 1)"
        let blanks = String(repeating: " ", count: 2 + width - number.count)
        return "\(blanks)\(number)  \(line)"
      }.joined(separator: "\n")
      return .text(printed(text, .array(lines.map { .string($0) })))
    case .redo(let number):
      let lines = workspace.history.load()
      guard lines.indices.contains(number - 1), !History.isLeftOut(lines[number - 1]) else {
        throw .refused("the history has no line \(number); 'history' shows them")
      }
      return .again(lines[number - 1])
    }
  }

  /// Where a browser finds the page of the controller.
  var page: String {
    switch workspace.servers.currentAddress {
    case .tcp, .https: "\(workspace.servers.currentAddress.base)/"
    case .unix(let path):
      "spp-ctl serves \(path) to programs; a browser needs an address, as in -b 127.0.0.1:7777"
    }
  }

  /// What the session remembers, for those who wonder.
  var inspection: String {
    var lines = ["- servers:", workspace.servers.report]
    lines.append("- directory: \(FileManager.default.currentDirectoryPath)")
    lines.append("- recording: \(workspace.recording ?? "no")")
    lines.append(
      "- history: \(workspace.history.place ?? "none"), \(workspace.history.load().count) lines")
    lines.append("- plugins:")
    lines += workspace.plugins.sorted { $0.key < $1.key }.map { "  - \($0.key): \($0.value)" }
    lines.append("- subgraphs:")
    lines += workspace.subgraphs.map { "  - \($0.label): \($0.list)" }
    lines.append("- settings:")
    lines += Setting.allCases.map { "  - \($0.rawValue): \"\(workspace.settings[$0])\"" }
    return lines.joined(separator: "\n")
  }

  /// The same for programs.
  var inspectionJSON: JSON {
    let plugins = workspace.plugins.sorted { $0.key < $1.key }.map {
      ($0.key, JSON.string($0.value))
    }
    let settings = Setting.allCases.map { ($0.rawValue, JSON.string(workspace.settings[$0])) }
    return [
      "servers": workspace.servers.json,
      "directory": .string(FileManager.default.currentDirectoryPath),
      "recording": workspace.recording.map { .string($0) } ?? .null,
      "history": workspace.history.place.map { .string($0) } ?? .null,
      "plugins": .object(JSON.Object(plugins)), "subgraphs": subgraphsJSON,
      "settings": .object(JSON.Object(settings)),
    ]
  }
}
