// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension NumberedFlowRule {
  /// As the primary's status lists it: numbers of headers in hexadecimal, as they are on the wire.
  package var json: JSON {
    [
      "rule_id": JSON(id),
      "attr": [
        "group": JSON(Int(rule.group)), "priority": JSON(Int(rule.priority)),
        "ingress": rule.direction == .ingress ? 1 : 0,
        "egress": rule.direction == .egress ? 1 : 0, "transfer": rule.isTransfer ? 1 : 0,
      ],
      "patterns": .array(rule.pattern.map(\.status)),
      "actions": .array(rule.actions.map(\.status)),
    ]
  }

  /// Reads what `json` wrote.
  init(_ fields: Fields) throws(ParameterError) {
    let attributes = try fields.fields("attr")
    func number(_ name: String) throws(ParameterError) -> UInt32 {
      UInt32(clamping: try attributes.integer(name, "a number"))
    }
    self.init(
      id: try fields.integer("rule_id", "a rule's number"),
      rule: FlowRule(
        direction: try number("egress") == 1 ? .egress : .ingress, group: try number("group"),
        priority: try number("priority"), isTransfer: try number("transfer") == 1,
        pattern: try fields.objects("patterns", FlowItem.init(status:)),
        actions: try fields.objects("actions", FlowAction.init(status:))))
  }
}

private enum FlowItemWord: String, CaseIterable { case eth, vlan }

extension FlowItem {
  fileprivate var status: JSON {
    switch self {
    case .eth(let match): match.status("eth", \.members)
    case .vlan(let match): match.status("vlan", \.members)
    }
  }

  fileprivate init(status fields: Fields) throws(ParameterError) {
    let word: FlowItemWord = try fields.word("type")
    switch word {
    case .eth: self = .eth(try FlowMatch(status: fields))
    case .vlan: self = .vlan(try FlowMatch(status: fields))
    }
  }
}

extension FlowMatch {
  fileprivate func status(_ type: JSON, _ members: (Header) -> JSON) -> JSON {
    [
      "type": type, "spec": spec.map(members) ?? .null, "last": last.map(members) ?? .null,
      "mask": mask.map(members) ?? .null,
    ]
  }

  fileprivate init(status fields: Fields) throws(ParameterError) {
    self.init()
    spec = try Self.header("spec", fields)
    last = try Self.header("last", fields)
    mask = try Self.header("mask", fields)
  }

  private static func header(_ name: String, _ fields: Fields) throws(ParameterError) -> Header? {
    guard fields.has(name) else { return nil }
    let members = try fields.fields(name)
    var header = Header()
    for field in Header.fields where members.has(field.name) {
      let expected = field.isAddress ? "six octets" : "a hexadecimal number, such as '0x0800'"
      let text = try members.string(field.name, expected)
      if field.isAddress {
        field.set(&header, try members.parsed(field.name, expected, MACAddress.init(parsing:)).bits)
      } else if text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16) {
        field.set(&header, value)
      } else {
        throw members.invalid(field.name, text, expected)
      }
    }
    return header
  }
}

extension FlowEthernet {
  fileprivate var members: JSON {
    [
      "dst": .string(destination.description), "src": .string(source.description),
      "type": hexadecimal(type),
    ]
  }
}

extension FlowVLAN {
  fileprivate var members: JSON {
    ["tci": hexadecimal(control), "inner_type": hexadecimal(innerType)]
  }
}

extension FlowAction {
  fileprivate var status: JSON {
    let configuration: JSON =
      switch self {
      case .jump(let group): ["group": JSON(Int(group))]
      case .queue(let index): ["index": JSON(Int(index))]
      case .popVLAN: .null
      case .pushVLAN(let type): ["ethertype": hexadecimal(type)]
      case .setVLANID(let id): ["vlan_vid": hexadecimal(id)]
      case .setPriority(let priority): ["vlan_pcp": JSON(Int(priority))]
      }
    return ["type": .string(name), "conf": configuration]
  }

  fileprivate init(status fields: Fields) throws(ParameterError) {
    let name = try fields.string("type", "an action")
    var words = name
    if fields.has("conf"), let member = try fields.fields("conf").object.members.first {
      words += " \(member.name) \(member.value.quoted)"
    }
    do throws(ValueError) { try self.init(parsing: words) } catch {
      throw fields.invalid("type", error.given, error.expected)
    }
  }
}

/// Four hexadecimal digits after `0x`.
private func hexadecimal(_ number: UInt16) -> JSON {
  let digits = String(number, radix: 16)
  return .string("0x" + String(repeating: "0", count: 4 - digits.count) + digits)
}
