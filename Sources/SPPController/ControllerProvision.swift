// SPDX-License-Identifier: BSD-3-Clause
import Logging
import SPPModel
import SPPWire

/// Ports that nfvs have: SPP's nfv makes its own, and takes them away. Here the primary does both for it.
extension Controller {
  /// Makes a port that an nfv wants to add, when the primary can make it and nobody has.
  func provide(_ port: ResourceUID) async throws(ControllerError) {
    guard [.pcap, .nullpmd, .tap, .memif].contains(port.type), processes[.primary] != nil else {
      return
    }
    let status = try await primaryState()
    guard !status.addedPorts.contains(port) else { return }
    try await addPort(port)
    provided.insert(port)
  }

  /// Takes away what was made for an nfv that has deleted it now, unless somebody else has it too.
  ///
  /// A port that was added to the primary by name stays, and so does one that the primary's forwarder uses.
  func withdraw(_ port: ResourceUID) async {
    guard provided.contains(port), !processes.values.contains(where: { $0.plan?.has(port) == true })
    else { return }
    do throws(ControllerError) { try await deletePort(port) } catch {
      log.notice(
        "a port that was made for an nfv stays",
        metadata: ["port": "\(port)", "reason": "\(error)"])
    }
  }
}

extension SecondaryPlan {
  /// Whether the port, whichever queue of it, is among those of the plan.
  fileprivate func has(_ port: ResourceUID) -> Bool {
    switch self {
    case .components(let plan):
      plan.components.contains { component in
        (component.rx + component.tx).contains { $0.port.port == port }
      }
    case .patches(let plan): plan.ports.contains { $0.port == port }
    case .capture: false
    }
  }
}
