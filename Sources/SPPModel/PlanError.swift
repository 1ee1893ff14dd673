// SPDX-License-Identifier: BSD-3-Clause

/// Why a command does not fit the plan. The description is the sentence that the user reads.
package enum PlanError: Error, Hashable, Sendable {
  case componentExists(ComponentName)
  case tooManyComponents
  case noSuchComponent(ComponentName)
  case mainLcore(LcoreID)
  case foreignLcore(LcoreID, of: ClientID)
  case noSuchLcore(LcoreID, workers: [LcoreID])
  case tooManyPorts(ComponentName, ComponentKind, Direction, has: [ResourceUID])
  case alreadyAttached(ResourceUID, Direction, to: ComponentName)
  case notAttached(ResourceUID, Direction, ComponentName)
  case noSuchPort(ResourceUID)
  case queueNeeded(ResourceUID, Direction, queues: Int)
  case noSuchQueue(ResourceUID, Direction, queues: Int)
  case entryExists(ClassifierEntry)
  case entryConflict(ClassifierEntry, with: ResourceUID, in: ComponentName)
  case noSuchEntry(ClassifierEntry)
  case entryPortNotAttached(ClassifierEntry)
  case foreignKind(ComponentName, ComponentKind, ProcessKind)
  case portExists(ResourceUID)
  case portNotAdded(ResourceUID)
  case portStays(ResourceUID)
  case portPatched(Patch)
  case portWhole(ResourceUID)
  case tooManySources(ResourceUID)
  case noForwarder
}

extension PlanError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .componentExists(let name):
      "component '\(name)' exists already; stop it first or choose another name"
    case .tooManyComponents:
      "a process has at most \(VFPlan.maximumComponents) components; stop one, or start them in another process"
    case .noSuchComponent(let name):
      "component '\(name)' does not exist; start it first"
    case .mainLcore(let core):
      "lcore \(core) is the main lcore, which takes commands; choose a worker"
    case .foreignLcore(let core, let client):
      "lcore \(core) belongs to \(client == .primary ? "the primary" : "process \(client)"); choose a worker of this process"
    case .noSuchLcore(let core, let workers):
      "lcore \(core) is not a worker of this process; its workers are \(workers.map(\.description).joined(separator: ", "))"
    case .tooManyPorts(let name, let kind, let direction, let has):
      "component '\(name)': a \(kind.noun) has \(kind.limit(direction)) \(direction) port\(kind.limit(direction) == 1 ? "" : "s") and already has '\(has.map(\.description).prefix(3).joined(separator: "', '"))'"
    case .alreadyAttached(let port, let direction, let name):
      "\(port) \(direction) is already \(direction == .rx ? "polled" : "fed") by component '\(name)'; \(direction == .tx ? "put a merge in front of it" : "detach it there first")"
    case .notAttached(let port, let direction, let name):
      "\(port) is not \(direction == .rx ? "an rx" : "a tx") port of component '\(name)'"
    case .noSuchPort(let port):
      switch port.type {
      case .phy: "\(port.port) does not exist; the primary's mask (-p) says which do"
      case .vhost, .ring, .tap, .pcap, .nullpmd, .memif:
        "\(port.port) does not exist; add it with 'pri; add \(port.port)'"
      }
    case .queueNeeded(let port, let direction, let queues):
      "\(port) has \(queues) \(direction) queues; say which, such as '\(port) nq 0'"
    case .noSuchQueue(let port, let direction, let queues):
      "\(port): the port has \(queues) \(direction) queue\(queues == 1 ? "" : "s"), counted from 0"
    case .entryExists(let entry):
      "classifier entry \(entry.key) for \(entry.port) exists already"
    case .entryConflict(let entry, let port, let name):
      "classifier entry \(entry.key) leads to \(port) in component '\(name)'; delete that first"
    case .noSuchEntry(let entry):
      "classifier entry \(entry.key) for \(entry.port) does not exist"
    case .entryPortNotAttached(let entry):
      "\(entry.port) is not attached to any component; attach it before giving it a classifier entry"
    case .foreignKind(let name, let kind, let process):
      "component '\(name)': a \(process.rawValue) has components of type \(process.components.map(\.rawValue).joined(separator: " and ")) only; start a \(kind.noun) in a vf"
    case .portExists(let port):
      "\(port) is added already"
    case .portNotAdded(let port):
      "\(port.port) is not among the ports of this process; add it first with 'add \(port.port)'"
    case .portStays(let port):
      "\(port.port) belongs to the primary's mask (-p); it is neither added nor deleted"
    case .portPatched(let patch):
      "a port of the patch \(patch) cannot be deleted; 'patch reset' first"
    case .portWhole(let port):
      "\(port): a port is added and deleted as a whole, such as '\(port.port)'"
    case .tooManySources(let port):
      "\(port) has \(ComponentKind.manyPorts) sources already; no more can be patched to it"
    case .noForwarder:
      "there is no forwarder; give the primary a second lcore, such as --lcores '0@0,1@1', or use an nfv"
    }
  }
}

/// A command of a batch that does not fit.
package struct BatchError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Position in the batch, from 0.
  package let index: Int
  package let reason: PlanError
  package var description: String { reason.description }
}

extension VFPlan {
  package typealias BatchError = SPPModel.BatchError
}
