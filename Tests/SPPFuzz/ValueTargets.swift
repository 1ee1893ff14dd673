// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPModel
import SPPWire

extension FuzzTarget {
  /// Words that are one value.
  static let values: FuzzTarget = {
    let words = (Tokens.values + Tokens.members).map { Array($0.utf8) }
    return FuzzTarget("values", "a word as UID, MAC, id, name, list, option or address") { random in
      Mutator(limit: 600).mutated(random.pick(words), &random, others: words)
    } read: { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      try readValue(text, ResourceUID.init(parsing:))
      try readValue(text, ResourceUID.init(parsing:)) { $0.word }
      try readValue(text, MACAddress.init(parsing:))
      try readValue(text, ClientID.init(parsing:))
      try readValue(text, LcoreID.init(parsing:))
      try readValue(text, VLANID.init(parsing:))
      try readValue(text, PriorityCodePoint.init(parsing:))
      try readValue(text, ComponentName.init)
      try readValue(text, ComponentKind.init(parsing:)) { $0.rawValue }
      try readValue(text, Pipe.index(parsing:)) { Pipe.name($0) }
      try readValue(text, LcoreList.parse) { $0.map(\.description).joined(separator: ",") }
      try readValue(text, ControllerAddress.init(parsing:))
      // Words of a command line, as a launch or a site has them.
      let options = text.split(separator: " ").map(String.init)
      for kind in ProcessKind.allCases {
        for fault in [
          ProgramOptions.fault(inEAL: options, of: kind),
          ProgramOptions.fault(inApplication: options, of: kind),
        ] {
          if let fault { try hold(fault.utf8.count > 5, "a fault says nothing: '\(fault)'") }
        }
      }
      var settings = Settings()
      for setting in Setting.allCases {
        do throws(ValueError) { try settings.set(setting, to: text) } catch {
          try holdSentence(error, limit: 1000)
        }
      }
    }
  }()

  /// What is read is written, and reads as the same.
  private static func readValue<Value: Equatable>(
    _ text: String, _ read: (String) throws(ValueError) -> Value,
    write: (Value) -> String = { "\($0)" }
  ) throws {
    let value: Value
    do throws(ValueError) { value = try read(text) } catch {
      return try holdSentence(error, limit: 1000)
    }
    let written = write(value)
    try hold(try read(written) == value, "'\(text)' is written as '\(written)', which is another")
  }

  /// Rules of a device.
  static let flow: FuzzTarget = {
    let samples = JSONMutator(Samples.all([Samples.rule, Samples.rules]))
    let texts = [
      "eth dst is 52:54:00:12:34:56 src mask ff:ff:00:00:00:00 type spec 0x0800 type prefix 3",
      "vlan tci is 5 vid is 100 pcp last 7 dei mask 1 inner_type is 0x86dd", "jump group 3",
      "of_set_vlan_vid vlan_vid 4095",
    ].map { Array($0.utf8) }
    return FuzzTarget("flow", "a flow rule: items, actions and whole rules") { random in
      random.oneIn(2)
        ? Mutator().mutated(random.pick(texts), &random, others: texts) : samples.text(&random)
    } read: { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      try readValue(text, FlowItem.init(parsing:)) { $0.text }
      try readValue(text, FlowAction.init(parsing:)) { $0.text }
      guard let object = (try? JSON(parsing: bytes))?.object else { return }
      let rule: FlowRule
      do throws(ParameterError) { rule = try FlowRule(Fields(object)) } catch {
        return try holdSentence(error, limit: 2000)
      }
      let sent = try JSON(parsing: rule.json.serialized()).object ?? JSON.Object()
      try hold(try FlowRule(Fields(sent)) == rule, "a rule reads back as another")
      try holdStatus(of: rule)
    }
  }()

  /// As the primary lists it, and the controller reads it.
  private static func holdStatus(of rule: FlowRule) throws {
    let status = PrimaryStatus(
      mainLcore: try LcoreID(0), lcores: [],
      phyPorts: [
        PrimaryStatus.PhyPort(
          id: 0, mac: MACAddress(bits: 1), rx: 0, tx: 0, txDrop: 0, rxQueues: 1, txQueues: 1,
          linkUp: true, rules: [NumberedFlowRule(id: 0, rule: rule)])
      ], ringPorts: [], addedPorts: [], pools: [])
    try hold(
      try PrimaryStatus(JSON(parsing: status.json.serialized())) == status,
      "a rule in a status reads back as another")
  }
}
