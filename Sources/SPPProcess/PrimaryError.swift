// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// Why the primary does not do what it is asked. The description is the sentence that the user reads.
enum PrimaryError: Error, Hashable, Sendable {
  case exists(ResourceUID)
  case notThere(ResourceUID)
  case notAddable(ResourceUID)
  case queueSaid(ResourceUID)
  case socketTaken(ResourceUID, path: String)
  case tooManyDevices(String)
  case dpdk(DPDKError)
  case registry(RegistryError)
  case launch(String)
  case noForwarder
  case plan(PlanError)
  case refused(String)
  case pipeExists(UInt8)
  case noPipe(UInt8)
  case sameRing(Pipe)
  case ringTaken(ResourceUID, Direction, by: String)
}

extension PrimaryError: CustomStringConvertible {
  var description: String {
    switch self {
    case .exists(let port): "\(port) exists already; choose another number"
    case .notThere(let port): "\(port) does not exist; 'pri; status' lists the ports"
    case .notAddable(let port) where port.type == .phy:
      "\(port) belongs to the primary's mask (-p); it comes and goes with the primary"
    case .notAddable(let port):
      "\(port) is made by the vf that attaches it; use it with 'vf N; port add \(port) …'"
    case .queueSaid(let port):
      "\(port): a port is added and deleted as a whole, such as '\(port.port)'"
    case .socketTaken(let port, let path):
      "\(port): another program listens on \(path); stop it first"
    case .tooManyDevices(let port):
      "\(port): DPDK has room for \(PrimaryOptions.maximumPorts) devices, and all are used"
    case .dpdk(let error): error.description
    case .registry(let error): error.description
    case .launch(let sentence): sentence
    case .noForwarder: PlanError.noForwarder.description
    case .plan(let error): error.description
    case .refused(let sentence): sentence
    case .pipeExists(let index): "\(Pipe.name(index)) exists already; choose another number"
    case .noPipe(let index):
      "\(Pipe.name(index)) does not exist; 'pri; status' lists the pipes"
    case .sameRing(let pipe):
      "\(Pipe.name(pipe.index)): rx and tx are both \(pipe.rx); a pipe is made of two rings"
    case .ringTaken(let ring, let direction, let user):
      "\(ring) \(direction) is already \(direction == .rx ? "polled" : "fed") by \(user); take that away first"
    }
  }
}
