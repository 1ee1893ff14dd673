// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPModel

extension Completion {
  /// `pri; launch`: a type, an id that is free, and then all options at once.
  func launch(_ words: ArraySlice<String>) -> Suggestions {
    guard let type = words.first else {
      return Suggestions(SecondaryKind.allCases.map(\.rawValue))
    }
    let word = type.hasPrefix("spp_") ? String(type.dropFirst(4)) : type
    guard let kind = SecondaryKind(rawValue: word) else { return Suggestions() }
    switch words.count {
    case 1: return Suggestions(names.freeClients)
    case 2:
      guard let client = words.last else { return Suggestions() }
      guard let lcores = lcores(for: kind) else { return .hint("no free lcores for a \(word)") }
      return Suggestions([options(kind, client: client, lcores: lcores)])
    case _: return Suggestions()
    }
  }

  /// A main lcore and workers that no process has: two processes never share one.
  private func lcores(for kind: SecondaryKind) -> [Int]? {
    let settings = names.settings
    let workers =
      switch kind {
      case .nfv: settings.number(.nfvLcores)
      case .vf: settings.number(.vfLcores)
      case .mirror: settings.number(.mirrorLcores)
      case .pcap: settings.number(.pcapLcores)
      }
    let least = settings.number(.mainLcore)
    let free = names.freeLcores.filter { $0 >= least }
    return free.count > workers ? Array(free.prefix(workers + 1)) : nil
  }

  private func options(_ kind: SecondaryKind, client: String, lcores: [Int]) -> String {
    let settings = names.settings
    var words = ["-l", lcores.map(String.init).joined(separator: ","), settings[.memory]]
    if let prefix = ProcessInfo.processInfo.environment["SPP_FILE_PREFIX"], !prefix.isEmpty {
      words += ["--file-prefix", prefix]
    }
    words += ["--", kind.idOption, client, "-s", "\(names.controller.host):6666"]
    if !settings[.vhostClient].isEmpty, kind == .nfv || kind == .vf {
      words.append("--vhost-client")
    }
    if kind == .pcap { words += ["-c", settings[.pcapPort]] }
    return words.joined(separator: " ")
  }
}
