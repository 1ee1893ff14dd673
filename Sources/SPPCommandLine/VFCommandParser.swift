// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension CommandParser {
  /// Reads what follows `vf ID;`.
  static func parseVF(_ text: Substring) throws(ParseError) -> VFAction {
    var words = Words(text, of: .vfStatus)
    let word = try words.take("a command after ';'")
    switch word {
    case "component":
      return .change(try component(&words, start: .componentStart, stop: .componentStop))
    case "port":
      return .change(try port(&words, add: .portAdd, delete: .portDelete, withVLAN: true))
    case "classifier_table": return .change(try classifierTable(&words))
    case "status": return try only(.status, &words, .vfStatus)
    case "counters": return try only(.counters, &words, .vfCounters)
    case "plan": return try only(.plan, &words, .vfPlan)
    case "exit": return try only(.exit, &words, .vfExit)
    case "apply":
      words.syntax = .vfApply
      return try only(.apply(path: try words.take("FILE")), &words, .vfApply)
    case _: throw .invalidCommand(word)
    }
  }

  /// Reads what follows `mirror ID;`: the commands of a vf without table, VLAN and plan.
  static func parseMirror(_ text: Substring) throws(ParseError) -> VFAction {
    var words = Words(text, of: .mirrorStatus)
    let word = try words.take("a command after ';'")
    switch word {
    case "component":
      return .change(try component(&words, start: .mirrorStart, stop: .mirrorStop))
    case "port":
      return .change(
        try port(&words, add: .mirrorPortAdd, delete: .mirrorPortDelete, withVLAN: false))
    case "status": return try only(.status, &words, .mirrorStatus)
    case "counters": return try only(.counters, &words, .mirrorCounters)
    case "exit": return try only(.exit, &words, .mirrorExit)
    case _: throw .invalidCommand(word)
    }
  }

  private static func component(
    _ words: inout Words, start: CommandSyntax, stop: CommandSyntax
  ) throws(ParseError) -> VFCommand {
    words.syntax = start
    switch try words.take("start or stop") {
    case "start":
      let name = try words.take("NAME", as: ComponentName.init)
      let core = try words.take("CORE", as: LcoreID.init(parsing:))
      let kind = try words.take("TYPE", as: ComponentKind.init(parsing:))
      try words.end()
      return .startComponent(name, core: core, kind: kind)
    case "stop":
      words.syntax = stop
      // Whatever follows the name is ignored: recipes repeat core and type there.
      return .stopComponent(try words.take("NAME", as: ComponentName.init))
    case let word:
      throw .invalidCommand("component \(word)")
    }
  }

  private static func port(
    _ words: inout Words, add: CommandSyntax, delete: CommandSyntax, withVLAN: Bool
  ) throws(ParseError) -> VFCommand {
    words.syntax = add
    switch try words.take("add or del") {
    case "add":
      let port = try words.takePort()
      let direction = try words.take("rx or tx", as: direction)
      let name = try words.take("NAME", as: ComponentName.init)
      let vlan = withVLAN ? try vlanOperation(&words) : .none
      try words.end()
      return .attach(port, direction, to: name, vlan: vlan)
    case "del":
      words.syntax = delete
      let port = try words.takePort()
      let direction = try words.take("rx or tx", as: direction)
      let name = try words.take("NAME", as: ComponentName.init)
      try words.end()
      return .detach(port, direction, from: name)
    case let word:
      throw .invalidCommand("port \(word)")
    }
  }

  private static func direction(_ text: String) throws(ValueError) -> Direction {
    guard let direction = Direction(rawValue: text) else {
      throw ValueError("port rxtx", given: text, expected: "rx or tx")
    }
    return direction
  }

  private static func vlanOperation(_ words: inout Words) throws(ParseError) -> VLANOperation {
    switch words.next() {
    case nil: return .none
    case "del_vlantag": return .delete
    case "add_vlantag":
      let vlan = try words.take("VID", as: VLANID.init(parsing:))
      return .add(vlan, try words.take("PCP", as: PriorityCodePoint.init(parsing:)))
    case let word?:
      let expected = "add_vlantag VID PCP or del_vlantag"
      throw .invalidValue(ValueError("port vlan operation", given: word, expected: expected))
    }
  }

  private static func classifierTable(_ words: inout Words) throws(ParseError) -> VFCommand {
    words.syntax = .entry
    let verb = try words.take("add or del")
    guard verb == "add" || verb == "del" else { throw .invalidCommand("classifier_table \(verb)") }
    var vlan: VLANID?
    switch try words.take("mac or vlan") {
    case "mac": break
    case "vlan":
      words.syntax = .vlanEntry
      vlan = try words.take("VID", as: VLANID.init(parsing:))
    case let word: throw .invalidCommand("classifier_table \(verb) \(word)")
    }
    let address = try words.take("MAC or default", as: address)
    let port = try words.takePort()
    try words.end()
    let entry = ClassifierEntry(ClassifierKey(vlan: vlan, address: address), port: port)
    return verb == "add" ? .addEntry(entry) : .deleteEntry(entry)
  }

  private static func address(_ text: String) throws(ValueError) -> ClassifierKey.Address {
    text == "default" ? .default : .mac(try MACAddress(parsing: text))
  }
}
