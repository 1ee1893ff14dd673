// SPDX-License-Identifier: BSD-3-Clause
package import DPDK
package import SPPModel

/// A device as flow rules see it.
package protocol FlowDevice {
  associatedtype Handle
  func validate(_ rule: FlowRule) throws(FlowRefusal)
  func create(_ rule: FlowRule) throws(FlowRefusal) -> Handle
  func destroy(_ rule: Handle) throws(FlowRefusal)
  func flushRules() throws(FlowRefusal)
}

extension EthernetDevice: FlowDevice {}

/// The flow rules of the primary's devices. They are the devices', and gone with the primary.
package struct PrimaryFlows<Device: FlowDevice> {
  private struct Entry {
    let rule: NumberedFlowRule
    let handle: Device.Handle
  }

  private struct Port {
    var entries: [Entry] = []
    /// Of the next rule, so that a number is never given again.
    var next = 0
  }

  private var ports: [ResourceUID: Port] = [:]

  package init() {}

  /// The rules of a port, in the order in which they were made.
  package func rules(of port: ResourceUID) -> [NumberedFlowRule] {
    ports[port]?.entries.map(\.rule) ?? []
  }

  /// Does what is asked, in the words of SPP's interface; what a device does not take changes nothing.
  ///
  /// - Parameter device: Looks up the device of a port; nil when there is none.
  package mutating func answer(
    _ request: FlowRequest, device: (ResourceUID) -> Device?
  ) -> FlowAnswer {
    let port = request.port
    guard let device = device(port) else {
      return FlowAnswer(isError: true, message: "Invalid port \(port.index)")
    }
    do throws(FlowRefusal) {
      switch request {
      case .validate(_, let rule):
        try device.validate(rule)
        return FlowAnswer(isError: false, message: "Flow rule validated")
      case .create(_, let rule): return try create(rule, port, device)
      case .destroy(_, let id): return try destroy(id, port, device)
      case .flush:
        try device.flushRules()
        ports[port]?.entries = []
        return FlowAnswer(isError: false, message: "Flow rule all destroyed")
      }
    } catch {
      return FlowAnswer(
        isError: true, message: error.text(of: request.word),
        rule: request.word == "create" ? "" : nil)
    }
  }

  private mutating func create(
    _ rule: FlowRule, _ port: ResourceUID, _ device: Device
  ) throws(FlowRefusal) -> FlowAnswer {
    let handle = try device.create(rule)
    let id = ports[port]?.next ?? 0
    let entry = Entry(rule: NumberedFlowRule(id: id, rule: rule), handle: handle)
    ports[port, default: Port()].entries.append(entry)
    ports[port]?.next = id + 1
    return FlowAnswer(isError: false, message: "Flow rule #\(id) created", rule: "\(id)")
  }

  private mutating func destroy(
    _ id: Int, _ port: ResourceUID, _ device: Device
  ) throws(FlowRefusal) -> FlowAnswer {
    guard let entry = ports[port]?.entries.first(where: { $0.rule.id == id }) else {
      return FlowAnswer(isError: true, message: "Flow rule #\(id) not found")
    }
    try device.destroy(entry.handle)
    ports[port]?.entries.removeAll { $0.rule.id == id }
    return FlowAnswer(isError: false, message: "Flow rule #\(id) destroyed")
  }
}

extension FlowRequest {
  fileprivate var port: ResourceUID {
    switch self {
    case .validate(let port, _), .create(let port, _), .destroy(let port, _), .flush(let port): port
    }
  }

  fileprivate var word: String {
    switch self {
    case .validate: "validate"
    case .create: "create"
    case .destroy, .flush: "destroy"
    }
  }
}

extension FlowRefusal {
  /// In the lines that SPP's users know.
  fileprivate func text(of request: String) -> String {
    """
    Flow \(request) error
    error type: \(type) (\(typeName))
    error message: \(message)
    rte_errno: \(reason)
    """
  }

  /// The words of `rte_flow_error_type`.
  private var typeName: String {
    let names = [
      "no error", "cause unspecified", "flow rule (handle)", "group field", "priority field",
      "ingress field", "egress field", "transfer field", "attributes structure", "pattern length",
      "item specification", "item specification range", "item specification mask", "specific item",
      "number of actions", "action configuration", "specific action", "device state",
    ]
    return names.indices.contains(type) ? names[type] : "unknown type"
  }
}
