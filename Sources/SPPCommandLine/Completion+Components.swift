// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

// Processes made of components: vf and mirror.

extension Completion {
  func vf(_ words: [String], _ client: ClientID) -> Suggestions {
    let verbs = [
      "status", "counters", "component", "port", "classifier_table", "plan", "apply", "exit",
    ]
    switch words.first {
    case nil: return Suggestions(verbs)
    case "component": return component(words.dropFirst(), .vf, client, Self.kinds)
    case "port": return port(words.dropFirst(), .vf, client)
    case "classifier_table": return entry(words.dropFirst(), client)
    case "apply" where words.count == 1: return Suggestions(files(""))
    case _: return Suggestions()
    }
  }

  func mirror(_ words: [String], _ client: ClientID) -> Suggestions {
    switch words.first {
    case nil: Suggestions(["status", "counters", "component", "port", "exit"])
    case "component": component(words.dropFirst(), .mirror, client, ["mirror"])
    case "port": port(words.dropFirst(), .mirror, client)
    case _: Suggestions()
    }
  }

  private static let kinds = ComponentKind.allCases.map(\.rawValue)

  private func rows(_ kind: SecondaryKind, _ client: ClientID) -> [JSON] {
    names.status(kind, client)["components"]?.array ?? []
  }

  private func componentNames(_ kind: SecondaryKind, _ client: ClientID) -> [String] {
    rows(kind, client).compactMap { $0["name"]?.string }
  }

  /// Lcores without a component, or all of them when each has one.
  private func lcores(_ kind: SecondaryKind, _ client: ClientID) -> [String] {
    let rows = rows(kind, client)
    let free = rows.filter { $0["name"] == nil }
    let cores = (free.isEmpty ? rows : free).compactMap { $0["core"]?.integer }
    return Set(cores).sorted().map(String.init)
  }

  private func component(
    _ words: ArraySlice<String>, _ kind: SecondaryKind, _ client: ClientID, _ kinds: [String]
  ) -> Suggestions {
    switch (words.first, words.count) {
    case (nil, _): Suggestions(["start", "stop"])
    case ("start", 1): .hint("NAME")
    case ("start", 2): Suggestions(lcores(kind, client))
    case ("start", 3): Suggestions(kinds)
    case ("stop", 1): Suggestions(componentNames(kind, client))
    case _: Suggestions()
    }
  }

  private func attached(_ kind: SecondaryKind, _ client: ClientID) -> [ResourceUID] {
    rows(kind, client).flatMap { row in
      ((row["rx_port"]?.array ?? []) + (row["tx_port"]?.array ?? [])).compactMap {
        $0["port"]?.string.flatMap { try? ResourceUID(parsing: $0) }
      }
    }
  }

  private func port(
    _ words: ArraySlice<String>, _ kind: SecondaryKind, _ client: ClientID
  ) -> Suggestions {
    guard let verb = words.first else { return Suggestions(["add", "del"]) }
    switch portPhrase(words.dropFirst()) {
    case .uid:
      if verb == "del" { return Suggestions(unique(attached(kind, client))) }
      return Suggestions(unique(names.groupPorts.map(\.port)) + ["vhost:"], hints: ["RES_UID"])
    case .queueWord(let port):
      return Suggestions(["rx", "tx"] + (queues(of: port).isEmpty ? [] : ["nq"]))
    case .queueNumber(let port): return Suggestions(queues(of: port))
    case .beyond(_, let rest):
      switch (rest.count, rest.last) {
      case (0, _): return Suggestions(["rx", "tx"])
      case (1, _):
        let known = componentNames(kind, client)
        return known.isEmpty ? .hint("NAME") : Suggestions(known)
      case (2, _) where verb == "add" && kind == .vf:
        return Suggestions(["add_vlantag", "del_vlantag"])
      case (3, "add_vlantag"): return .hint("VID")
      case (4, _) where rest.dropFirst(2).first == "add_vlantag": return .hint("PCP")
      case _: return Suggestions()
      }
    }
  }

  private func entry(_ words: ArraySlice<String>, _ client: ClientID) -> Suggestions {
    guard words.first != nil else { return Suggestions(["add", "del"]) }
    var rest = words.dropFirst()
    guard let type = rest.popFirst() else { return Suggestions(["mac", "vlan"]) }
    if type == "vlan", rest.popFirst() == nil { return .hint("VID") }
    guard rest.popFirst() != nil else { return Suggestions(["default"], hints: ["MAC_ADDR"]) }
    switch portPhrase(rest) {
    case .uid: return Suggestions(unique(attached(.vf, client)), hints: ["RES_UID"])
    case .queueWord(let port): return Suggestions(queues(of: port).isEmpty ? [] : ["nq"])
    case .queueNumber(let port): return Suggestions(queues(of: port))
    case .beyond: return Suggestions()
    }
  }
}
