// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Why the registry says no. The description is the sentence that the user reads.
package enum RegistryError: Error, Hashable, Sendable {
  case noRegistry
  case notARegistry
  case otherVersion(found: UInt32, size: UInt32)
  case clientTaken(ClientID, by: RegistryProcess)
  case lcoreTaken(LcoreID, by: ClientID)
  case notBuried(ClientID, RegistryProcess)
  case stopping
  case noSuchPort(ResourceUID)
  case noSuchQueue(ResourceUID, Direction, queues: Int)
  case claimed(ResourceUID, Direction, by: ClaimHolder)
  case served(ResourceUID, by: ClientID)
  case noFreeQueue(ResourceUID, queues: Int, first: ClaimHolder?)
  case portInUse(ResourceUID, Direction, by: ClaimHolder)
}

extension RegistryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noRegistry:
      "the primary of this group has no registry; is it spp_primary of this version?"
    case .notARegistry:
      "the primary's registry is not one of this suite; start spp_primary and its secondaries from one installation"
    case .otherVersion(let found, let size):
      "the primary's registry has version \(found) and \(size) bytes, this program needs version \(RegistryLayout.abi) and \(RegistryLayout.size); start both from one installation"
    case .clientTaken(let client, let process):
      "client id \(client) is taken by process \(process.pid); choose another or stop that process"
    case .lcoreTaken(let lcore, let client):
      "lcore \(lcore) belongs to \(client.owner); choose another id, such as --lcores 'ID@CPU' allows on the same CPU"
    case .notBuried(let client, let process):
      "client id \(client) is held by process \(process.pid), which is dead, and the primary has not cleared it away; is the primary hung?"
    case .stopping:
      "the primary is leaving; start it again first"
    case .noSuchPort(let port):
      "\(port.port) does not exist or is not usable now"
    case .noSuchQueue(let port, let direction, let queues):
      "\(port): the port has \(queues) \(direction) queue\(queues == 1 ? "" : "s"), counted from 0"
    case .claimed(let port, .tx, let holder):
      "\(port) tx is already fed by \(holder); put a merge in front of it"
    case .claimed(let port, .rx, let holder):
      "\(port) rx is already polled by \(holder); detach it there first"
    case .served(let port, let client):
      "\(port) is already served by \(client.owner); choose another index or detach it there first"
    case .noFreeQueue(let port, let queues, let first):
      "\(port) tx: all \(queues) queues of the device are fed, the first by \(first.map(\.description) ?? "another component"); put a merge in front of one"
    case .portInUse(let port, let direction, let holder):
      "\(port) is \(direction == .rx ? "polled" : "fed") by \(holder); detach it there first"
    }
  }
}

extension ClientID {
  /// As sentences name a process: `the primary`, `process 1`.
  package var owner: String { self == .primary ? "the primary" : "process \(self)" }
}
