// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension CommandParser {
  /// Reads what follows `pri; flow`.
  static func flow(_ words: inout Words) throws(ParseError) -> FlowAction {
    words.syntax = .flowRule
    let verb = try words.take("validate, create, destroy, list or status")
    switch verb {
    case "validate", "create":
      let port = try phy(&words)
      let rule = try flowRule(&words)
      return verb == "create" ? .create(rule, port: port) : .validate(rule, port: port)
    case "destroy":
      words.syntax = .flowDestroy
      let port = try phy(&words)
      let rule: Int? =
        try words.first?.uppercased() == "ALL" ? nil : words.take("RULE or ALL", as: ruleNumber)
      if rule == nil { _ = words.next() }
      try words.end()
      return .destroy(rule, port: port)
    case "list":
      words.syntax = .flowList
      let port = try phy(&words)
      try words.end()
      return .list(port: port)
    case "status":
      words.syntax = .flowStatus
      let port = try phy(&words)
      let rule = try words.take("RULE", as: ruleNumber)
      try words.end()
      return .status(rule, port: port)
    case _:
      throw .invalidCommand("flow \(verb)")
    }
  }

  private static func phy(_ words: inout Words) throws(ParseError) -> ResourceUID {
    try words.take("phy:N") { text throws(ValueError) in
      let port = try ResourceUID(parsing: text)
      guard port.type == .phy, port.queue == nil else {
        throw ValueError("port", given: text, expected: "a phy port, such as 'phy:0'")
      }
      return port
    }
  }

  private static func ruleNumber(_ text: String) throws(ValueError) -> Int {
    guard let number = UInt32(text) else {
      throw ValueError("rule", given: text, expected: "the number of a rule, such as 0")
    }
    return Int(number)
  }

  private static func flowRule(_ words: inout Words) throws(ParseError) -> FlowRuleText {
    var group: UInt32?
    var priority: UInt32?
    var direction: FlowRuleText.Direction?
    var transfer = false
    while let word = words.first, word != "pattern" {
      _ = words.next()
      switch word {
      case "group": group = try words.take("a number after group", as: number)
      case "priority": priority = try words.take("a number after priority", as: number)
      case "transfer": transfer = true
      case "ingress", "egress":
        guard direction == nil, let said = FlowRuleText.Direction(rawValue: word) else {
          throw .unexpected(word, .flowRule)
        }
        direction = said
      case _: throw .unexpected(word, .flowRule)
      }
    }
    _ = try words.take("pattern")
    guard let direction else { throw .missing("ingress or egress", .flowRule) }
    let pattern = try phrases(&words, of: "pattern", beginning: ["eth", "vlan"])
    guard let word = words.next() else { throw .missing("actions", .flowRule) }
    guard word == "actions" else { throw .unexpected(word, .flowRule) }
    let actions = try phrases(
      &words, of: "actions",
      beginning: [
        "jump", "queue", "of_pop_vlan", "of_push_vlan", "of_set_vlan_vid", "of_set_vlan_pcp",
      ])
    try words.end()
    return FlowRuleText(
      direction: direction, group: group, priority: priority, transfer: transfer,
      pattern: pattern, actions: actions)
  }

  /// Reads `PHRASE / PHRASE / end`.
  private static func phrases(
    _ words: inout Words, of list: String, beginning firsts: [String]
  ) throws(ParseError) -> [String] {
    var phrases: [String] = []
    while true {
      var phrase: [String] = []
      while let word = words.next(), word != "/" {
        if phrase.isEmpty, word == "end" {
          guard !phrases.isEmpty else { throw .missing("something before end", .flowRule) }
          return phrases
        }
        if phrase.isEmpty, !firsts.contains(word) {
          throw .invalidValue(
            ValueError(list, given: word, expected: "one of \(firsts.joined(separator: ", "))"))
        }
        phrase.append(word)
      }
      guard !phrase.isEmpty, words.first != nil else { throw .missing("/ end", .flowRule) }
      phrases.append(phrase.joined(separator: " "))
    }
  }

  private static func number(_ text: String) throws(ValueError) -> UInt32 {
    guard let number = UInt32(text) else {
      throw ValueError("number", given: text, expected: "a number from 0 to 4294967295")
    }
    return number
  }
}
