// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPModel

// Commands of the shell itself.

extension Completion {
  private static let firsts: [String] = {
    var words: [String] = []
    for syntax in CommandSyntax.allCases {
      let word = String(syntax.rawValue.prefix { $0 != " " && $0 != ";" })
      let whole = word == "pri" ? "pri;" : word
      if !words.contains(whole) { words.append(whole) }
    }
    return words
  }()

  func local(_ words: [String], word: String) -> Suggestions {
    guard let first = words.first else { return Suggestions(Self.firsts + names.plugins) }
    let rest = Array(words.dropFirst())
    switch (first, rest.count) {
    case ("nfv", 0), ("vf", 0), ("mirror", 0), ("pcap", 0):
      return Suggestions(clients(SecondaryKind(rawValue: first)))
    case ("sec", 0): return Suggestions(clients(nil))
    case ("wait", 0): return Suggestions(["primary"] + SecondaryKind.allCases.map(\.rawValue))
    case ("wait", 1):
      guard let kind = SecondaryKind(rawValue: rest[0]) else { return Suggestions() }
      return Suggestions(names.clients(kind).map(\.description), hints: ["ID"])
    case ("bye", 0): return Suggestions(["sec", "all"])
    case ("help", 0), ("?", 0): return Suggestions(Self.firsts)
    case ("config", 0): return Suggestions(Setting.allCases.map(\.rawValue))
    case ("config", 1): return .hint("VALUE")
    case ("server", 0):
      return Suggestions((1...names.serverCount).map(String.init) + ["list", "add", "del"])
    case ("server", 1) where rest[0] == "del":
      return Suggestions((1...names.serverCount).map(String.init), hints: ["ADDRESS"])
    case ("server", 1) where rest[0] == "add": return .hint("ADDRESS")
    case ("topo", 0): return topology(word)
    case ("topo", 1): return Suggestions(TopologyFormat.allCases.map(\.rawValue))
    case ("topo_subgraph", 0): return Suggestions(["add", "del"])
    case ("topo_subgraph", 1) where rest[0] == "add": return .hint("LABEL")
    case ("topo_subgraph", 1) where rest[0] == "del": return Suggestions(names.subgraphs)
    case ("topo_subgraph", 2) where rest[0] == "add": return .hint("UID,UID...")
    case ("redo", 0): return .hint("NUMBER")
    case ("sleep", 0): return .hint("SECONDS")
    case ("load_cmd", 0): return Suggestions(plugins, hints: ["NAME"])
    case ("env", 0): return Suggestions(ProcessInfo.processInfo.environment.keys.sorted())
    case ("record", 0): return Suggestions(["stop"] + files(word))
    case ("plan", 0): return Suggestions(["get", "diff", "put"])
    case ("plan", 1): return Suggestions(files(word))
    case ("scale", 0): return .hint("NAME")
    case ("scale", 1): return .hint("COUNT")
    case ("up", 0), ("playback", 0), ("cat", 0), ("less", 0), ("ls", 0):
      return Suggestions(files(word))
    case ("cd", 0), ("mkdir", 0): return Suggestions(files(word).filter { $0.hasSuffix("/") })
    case _: return Suggestions()
    }
  }

  private func clients(_ kind: SecondaryKind?) -> [String] { names.clients(kind).map { "\($0);" } }

  /// `term` and the like, and after `name.` the kinds of file.
  private func topology(_ word: String) -> Suggestions {
    if let dot = word.lastIndex(of: "."), !word.hasSuffix("..") {
      return Suggestions(TopologyFormat.allCases.map { "\(word[...dot])\($0.rawValue)" })
    }
    let folders = word.isEmpty ? [] : files(word).filter { $0.hasSuffix("/") }
    return Suggestions(["term", "sixel", "http"] + folders)
  }

  /// Names of files that begin with the word; directories end with `/`.
  func files(_ word: String) -> [String] {
    let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
    let path = Session.expanded(folder.isEmpty ? "." : folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let showsHidden = word.dropFirst(folder.count).hasPrefix(".")
    return names.filter { showsHidden || !$0.hasPrefix(".") }.sorted().map { name in
      "\(folder)\(name)\(TextFile.isDirectory("\(path)/\(name)") ? "/" : "")"
    }
  }

  /// Names for `load_cmd`.
  private var plugins: [String] {
    let found = Session.pluginDirectories(names.settings).flatMap { directory in
      (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }
    return Set(found.filter { $0.hasPrefix("spp-") }.map { String($0.dropFirst(4)) }).sorted()
  }
}
