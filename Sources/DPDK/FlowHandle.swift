// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK
internal import Glibc
package import SPPModel

/// A rule that a device has been given: what destroys it. It is the device's, and gone with it.
@safe
package struct FlowHandle: @unchecked Sendable {
  fileprivate let raw: OpaquePointer
}

/// What a device does not do with a rule, in the words of its driver.
package struct FlowRefusal: Error, Hashable, Sendable {
  /// A positive errno.
  package let code: Int32
  /// `rte_flow_error_type`: which part of the rule it is about; 1 for none in particular.
  package let type: Int
  /// What the driver says.
  package let message: String

  package init(code: Int32, type: Int, message: String) {
    self.code = code
    self.type = type
    self.message = message
  }

  /// The errno in words.
  package var reason: String { unsafe String(cString: strerror(code)) }
}

extension EthernetDevice {
  /// Asks whether the device would take the rule; nothing is changed.
  ///
  /// - Throws: `FlowRefusal` — `ENOSYS` the driver has no flow rules, `ENOSPC` more than 16 items or actions, and what
  ///   drivers say.
  ///
  /// The corresponding C function is `rte_flow_validate`.
  package func validate(_ rule: FlowRule) throws(FlowRefusal) {
    var error = unsafe rte_flow_error()
    let flow = try RawFlow(rule)
    let code = unsafe cdpdk_flow_validate(id, flow.raw, &error)
    guard code == 0 else { throw unsafe refusal(-code, error) }
  }

  /// Gives the device the rule.
  ///
  /// - Throws: `FlowRefusal`, as `validate`; then the device is as it was.
  ///
  /// The corresponding C function is `rte_flow_create`.
  package func create(_ rule: FlowRule) throws(FlowRefusal) -> FlowHandle {
    var error = unsafe rte_flow_error()
    let flow = try RawFlow(rule)
    guard let raw = unsafe cdpdk_flow_create(id, flow.raw, &error) else {
      throw unsafe refusal(cdpdk_errno(), error)
    }
    return unsafe FlowHandle(raw: raw)
  }

  /// Takes the rule from the device.
  ///
  /// - Throws: `FlowRefusal`; the device may still have it then.
  ///
  /// The corresponding C function is `rte_flow_destroy`.
  package func destroy(_ rule: FlowHandle) throws(FlowRefusal) {
    var error = unsafe rte_flow_error()
    let code = unsafe rte_flow_destroy(id, rule.raw, &error)
    guard code == 0 else { throw unsafe refusal(-code, error) }
  }

  /// Takes all rules from the device.
  ///
  /// - Throws: `FlowRefusal`; the device may have some still.
  ///
  /// The corresponding C function is `rte_flow_flush`.
  package func flushRules() throws(FlowRefusal) {
    var error = unsafe rte_flow_error()
    let code = unsafe rte_flow_flush(id, &error)
    guard code == 0 else { throw unsafe refusal(-code, error) }
  }

  private func refusal(_ code: Int32, _ error: rte_flow_error) -> FlowRefusal {
    let code = code == 0 ? EIO : code
    if code == ENOSYS {
      return FlowRefusal(
        code: code, type: 1, message: "the driver of \(label), \(driver), has no flow rules")
    }
    let said = unsafe error.message.map { unsafe String(cString: $0) }
    return unsafe FlowRefusal(
      code: code, type: Int(error.type.rawValue), message: said ?? "the driver says no more")
  }
}

/// A rule as `rte_flow` wants it.
@safe
private final class RawFlow {
  let raw: OpaquePointer

  init(_ rule: FlowRule) throws(FlowRefusal) {
    guard
      let raw = unsafe cdpdk_flow_new(
        rule.group, rule.priority, rule.direction == .egress, rule.isTransfer)
    else { throw FlowRefusal(code: ENOMEM, type: 1, message: "no memory for the rule") }
    unsafe self.raw = raw
    for item in rule.pattern { try add(item) }
    for action in rule.actions { try add(action) }
  }

  deinit { unsafe cdpdk_flow_free(raw) }

  private func add(_ item: FlowItem) throws(FlowRefusal) {
    switch item {
    case .eth(let match):
      try check(unsafe cdpdk_flow_add_ethernet(raw), "items")
      match.forEachPart { part, header in
        unsafe cdpdk_flow_ethernet(
          raw, part, header.destination.bits, header.source.bits, header.type)
      }
    case .vlan(let match):
      try check(unsafe cdpdk_flow_add_vlan(raw), "items")
      match.forEachPart { part, header in
        unsafe cdpdk_flow_vlan(raw, part, header.control, header.innerType)
      }
    }
  }

  private func add(_ action: FlowAction) throws(FlowRefusal) {
    let (kind, value): (cdpdk_flow_action, UInt32) =
      switch action {
      case .jump(let group): (CDPDK_FLOW_JUMP, group)
      case .queue(let index): (CDPDK_FLOW_QUEUE, UInt32(index))
      case .popVLAN: (CDPDK_FLOW_POP_VLAN, 0)
      case .pushVLAN(let type): (CDPDK_FLOW_PUSH_VLAN, UInt32(type))
      case .setVLANID(let id): (CDPDK_FLOW_SET_VLAN_ID, UInt32(id))
      case .setPriority(let priority): (CDPDK_FLOW_SET_VLAN_PRIORITY, UInt32(priority))
      }
    try check(unsafe cdpdk_flow_add_action(raw, kind, value), "actions")
  }

  private func check(_ code: Int32, _ what: String) throws(FlowRefusal) {
    guard code == 0 else {
      throw FlowRefusal(
        code: -code, type: what == "items" ? 9 : 14,
        message: "a rule has at most \(CDPDK_FLOW_PARTS) \(what)")
    }
  }
}

extension FlowMatch {
  fileprivate func forEachPart(_ body: (cdpdk_flow_part, Header) -> Void) {
    if let spec { body(CDPDK_FLOW_SPEC, spec) }
    if let last { body(CDPDK_FLOW_LAST, last) }
    if let mask { body(CDPDK_FLOW_MASK, mask) }
  }
}
