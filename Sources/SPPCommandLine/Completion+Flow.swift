// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

extension Completion {
  /// `pri; flow`: the words of a rule, one by one.
  func flow(_ words: ArraySlice<String>) -> Suggestions {
    guard let verb = words.first else {
      return Suggestions(["validate", "create", "destroy", "list", "status"])
    }
    guard let port = words.dropFirst().first else {
      return Suggestions(unique(names.groupPorts.map(\.port).filter { $0.type == .phy }))
    }
    let rest = Array(words.dropFirst(2))
    switch verb {
    case "destroy" where rest.isEmpty: return Suggestions(rules(of: port) + ["ALL"])
    case "status" where rest.isEmpty: return Suggestions(rules(of: port))
    case "validate", "create": return rule(rest)
    case _: return Suggestions()
    }
  }

  private func rules(of port: String) -> [String] {
    let ports = names.answer("primary/status")["phy_ports"]?.array ?? []
    let id = Int64(port.dropFirst("phy:".count))
    let rules = ports.first { $0["id"]?.integer == id }?["flow"]?.array ?? []
    return rules.compactMap { $0["rule_id"]?.integer.map(String.init) ?? $0["rule_id"]?.string }
  }

  private func rule(_ words: [String]) -> Suggestions {
    guard let pattern = words.firstIndex(of: "pattern") else {
      if let last = words.last, last == "group" || last == "priority" { return .hint("NUMBER") }
      let said = words.contains("ingress") || words.contains("egress")
      let attributes =
        (said ? ["pattern"] : ["ingress", "egress"]) + ["group", "priority", "transfer"]
      return Suggestions(attributes.filter { !words.contains($0) })
    }
    let after = words[(pattern + 1)...]
    guard let actions = after.firstIndex(of: "actions") else {
      return phrase(after, closing: ["actions"], firsts: ["eth", "vlan"], item)
    }
    return phrase(
      words[(actions + 1)...], closing: [],
      firsts: [
        "jump", "queue", "of_pop_vlan", "of_push_vlan", "of_set_vlan_vid", "of_set_vlan_pcp",
      ], action)
  }

  /// Where the cursor is in `PHRASE / PHRASE / end`.
  private func phrase(
    _ words: ArraySlice<String>, closing: [String], firsts: [String],
    _ inside: (ArraySlice<String>) -> Suggestions
  ) -> Suggestions {
    if words.last == "end" { return Suggestions(closing) }
    let start = words.lastIndex(of: "/").map { words.index(after: $0) } ?? words.startIndex
    let phrase = words[start...]
    if phrase.isEmpty { return Suggestions(words.isEmpty ? firsts : firsts + ["end"]) }
    return inside(phrase)
  }

  private func item(_ words: ArraySlice<String>) -> Suggestions {
    let fields =
      words.first == "eth" ? ["src", "dst", "type"] : ["tci", "pcp", "dei", "vid", "inner_type"]
    // Fields are threes: a name, how it is meant, a value.
    let said = Array(words.dropFirst())
    switch said.count % 3 {
    case 0: return Suggestions(fields + ["/"])
    case 1: return Suggestions(["is", "spec", "last", "mask", "prefix"])
    case _:
      let isAddress = said[said.count - 2] == "src" || said[said.count - 2] == "dst"
      return said.last == "prefix" ? .hint("BITS") : .hint(isAddress ? "MAC_ADDR" : "NUMBER")
    }
  }

  private func action(_ words: ArraySlice<String>) -> Suggestions {
    let argument: String? =
      switch words.first {
      case "jump": "group"
      case "queue": "index"
      case "of_push_vlan": "ethertype"
      case "of_set_vlan_vid": "vlan_vid"
      case "of_set_vlan_pcp": "vlan_pcp"
      case _: nil
      }
    guard let argument else { return Suggestions(words.count == 1 ? ["/"] : []) }
    switch words.count {
    case 1: return Suggestions([argument])
    case 2: return .hint("NUMBER")
    case 3: return Suggestions(["/"])
    case _: return Suggestions()
    }
  }
}
