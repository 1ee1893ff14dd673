// SPDX-License-Identifier: BSD-3-Clause

/// Something a device does with frames by itself (`rte_flow`): which frames, and what.
package struct FlowRule: Hashable, Sendable {
  package enum Direction: String, CaseIterable, Hashable, Sendable { case ingress, egress }

  package var direction: Direction
  package var group: UInt32
  /// 0 is first.
  package var priority: UInt32
  /// Whether it is about the switch within the device.
  package var isTransfer: Bool
  package var pattern: [FlowItem]
  package var actions: [FlowAction]

  package init(
    direction: Direction, group: UInt32 = 0, priority: UInt32 = 0, isTransfer: Bool = false,
    pattern: [FlowItem], actions: [FlowAction]
  ) {
    self.direction = direction
    self.group = group
    self.priority = priority
    self.isTransfer = isTransfer
    self.pattern = pattern
    self.actions = actions
  }
}

/// A rule that a device has.
package struct NumberedFlowRule: Hashable, Sendable {
  /// Counted for each port from 0, never again the same.
  package let id: Int
  package let rule: FlowRule

  package init(id: Int, rule: FlowRule) {
    self.id = id
    self.rule = rule
  }
}

/// What a rule does with a frame.
package enum FlowAction: Hashable, Sendable {
  /// Goes on with the rules of another group.
  case jump(group: UInt32)
  /// Delivers to this receive queue.
  case queue(index: UInt16)
  case popVLAN
  case pushVLAN(ethertype: UInt16)
  /// 0 to 4095.
  case setVLANID(UInt16)
  /// 0 to 7.
  case setPriority(UInt8)

  /// Reads `queue index 1`, `of_pop_vlan`, `of_push_vlan ethertype 0x8100` and the like.
  ///
  /// - Throws: `ValueError` for anything else.
  package init(parsing text: String) throws(ValueError) {
    let words = text.split(separator: " ").map(String.init)
    func value(_ name: String, atMost limit: UInt64) throws(ValueError) -> UInt64 {
      guard words.count == 3, words[1] == name, let number = flowNumber(words[2], atMost: limit)
      else {
        throw ValueError(
          "actions", given: text,
          expected: "'\(words[0]) \(name) N' with a number from 0 to \(limit)")
      }
      return number
    }
    switch words.first {
    case "jump": self = .jump(group: UInt32(try value("group", atMost: UInt64(UInt32.max))))
    case "queue": self = .queue(index: UInt16(try value("index", atMost: 65_535)))
    case "of_pop_vlan":
      guard words.count == 1 else {
        throw ValueError("actions", given: text, expected: "nothing after 'of_pop_vlan'")
      }
      self = .popVLAN
    case "of_push_vlan":
      self = .pushVLAN(ethertype: UInt16(try value("ethertype", atMost: 65_535)))
    case "of_set_vlan_vid": self = .setVLANID(UInt16(try value("vlan_vid", atMost: 4095)))
    case "of_set_vlan_pcp": self = .setPriority(UInt8(try value("vlan_pcp", atMost: 7)))
    default:
      throw ValueError(
        "actions", given: text,
        expected:
          "one of jump, queue, of_pop_vlan, of_push_vlan, of_set_vlan_vid, of_set_vlan_pcp")
    }
  }

  /// The action's word.
  package var name: String {
    switch self {
    case .jump: "jump"
    case .queue: "queue"
    case .popVLAN: "of_pop_vlan"
    case .pushVLAN: "of_push_vlan"
    case .setVLANID: "of_set_vlan_vid"
    case .setPriority: "of_set_vlan_pcp"
    }
  }

  /// As it is read.
  package var text: String {
    switch self {
    case .jump(let group): "jump group \(group)"
    case .queue(let index): "queue index \(index)"
    case .popVLAN: "of_pop_vlan"
    case .pushVLAN(let type): "of_push_vlan ethertype 0x\(String(type, radix: 16))"
    case .setVLANID(let id): "of_set_vlan_vid vlan_vid \(id)"
    case .setPriority(let priority): "of_set_vlan_pcp vlan_pcp \(priority)"
    }
  }
}

/// What is asked about the rules of a phy port.
package enum FlowRequest: Hashable, Sendable {
  /// Would the device take it.
  case validate(ResourceUID, FlowRule)
  case create(ResourceUID, FlowRule)
  case destroy(ResourceUID, id: Int)
  /// All rules of the port.
  case flush(ResourceUID)
}

/// What came of a flow request, in the texts of SPP's interface.
package struct FlowAnswer: Hashable, Sendable {
  package let isError: Bool
  package let message: String
  /// Of a rule that was created, and empty of one that was not; nil otherwise.
  package let rule: String?

  package init(isError: Bool, message: String, rule: String? = nil) {
    self.isError = isError
    self.message = message
    self.rule = rule
  }
}
