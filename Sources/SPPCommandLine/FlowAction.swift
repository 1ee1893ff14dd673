// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel
package import SPPWire

/// What `pri; flow` asks of a phy port.
package enum FlowAction: Hashable, Sendable {
  case validate(FlowRuleText, port: ResourceUID)
  case create(FlowRuleText, port: ResourceUID)
  /// A rule by its number, or all of them.
  case destroy(Int?, port: ResourceUID)
  case list(port: ResourceUID)
  case status(Int, port: ResourceUID)
}

/// A rule as the REST API takes it: words whose meaning the primary knows.
package struct FlowRuleText: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable { case ingress, egress }

  package let direction: Direction
  package let group: UInt32?
  package let priority: UInt32?
  package let transfer: Bool
  /// Such as `eth dst is 10:22:33:44:55:66`, without the closing `end`.
  package let pattern: [String]
  /// Such as `queue index 1`, without the closing `end`.
  package let actions: [String]

  package init(
    direction: Direction, group: UInt32? = nil, priority: UInt32? = nil, transfer: Bool = false,
    pattern: [String], actions: [String]
  ) {
    self.direction = direction
    self.group = group
    self.priority = priority
    self.transfer = transfer
    self.pattern = pattern
    self.actions = actions
  }

  /// The value of `rule` in a request.
  package var json: JSON {
    var object = JSON.Object()
    if let group { object["group"] = JSON(Int(group)) }
    if let priority { object["priority"] = JSON(Int(priority)) }
    object["direction"] = .string(direction.rawValue)
    if transfer { object["transfer"] = true }
    object["pattern"] = .array(pattern.map { .string($0) })
    object["actions"] = .array(actions.map { .string($0) })
    return .object(object)
  }
}
