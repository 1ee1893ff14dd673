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
  case poolsOfOthers(String)
  case hangs(HungProcess)
  case keepsBuffers(String)
  case strangers([Int32])
  case noStandstill(Standstill.Failure, owners: [LcoreID: ClientID])
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
    case .poolsOfOthers(let operations):
      "the pools are kept by '\(operations)' (--pool), whose buffers cannot be counted; 'spp_mag' can"
    case .hangs(let process) where process.lcores.isEmpty:
      "process \(process.client) has given no sign of life for \(process.milliseconds / 1000) s, so its lcores cannot be asked to stand still; kill it, or wake it up"
    case .hangs(let process):
      "lcore \(process.lcores.map(\.description).joined(separator: ", ")) of process \(process.client) has not ended a burst for \(process.milliseconds / 1000) s; kill the process first"
    case .keepsBuffers(let device):
      "\(device) keeps buffers that nobody can count, so a lost one cannot be told from one of its own; 'pool' without 'reclaim' says how many are where"
    case .strangers(let pids):
      "processes \(pids.map(\.description).joined(separator: ", ")) use the group's memory without being registered, so a lost buffer cannot be told from one of theirs; end them first"
    case .noStandstill(.moving(let lcores), let owners):
      "\(lcores.map { "lcore \($0)\(owners[$0].map { " of process \($0)" } ?? "")" }.joined(separator: ", ")) did not stand still in time, so nothing was counted; ask again"
    case .noStandstill(.overdue, _):
      "the count took longer than the lcores were asked to stand still, so it proves nothing; ask again"
    }
  }
}
