// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import DPDK
internal import Glibc
internal import SPPModel

/// Notices the death of registered processes.
struct PrimaryReaper {
  /// A process and its pidfd, which becomes readable when all its threads are gone and never before.
  private final class Watched {
    let process: RegistryProcess
    let descriptor: Descriptor

    init(_ process: RegistryProcess, _ descriptor: consuming Descriptor) {
      self.process = process
      self.descriptor = descriptor
    }
  }

  private var watched: [ClientID: Watched] = [:]

  /// Readable when a process has died.
  var descriptors: [Int32] { watched.values.map { $0.descriptor.number } }

  /// The processes that have died since the last look. Whoever asks buries them before a successor may come.
  mutating func dead(in registry: Registry) -> [RegistryClient] {
    let clients = registry.clients.filter { $0.id != .primary }
    watched = watched.filter { id, entry in
      clients.contains { $0.id == id && $0.process.pid == entry.process.pid }
    }
    let dead = clients.filter { isDead($0) }
    for client in dead { watched[client.id] = nil }
    return dead
  }

  private mutating func isDead(_ client: RegistryClient) -> Bool {
    if let entry = watched[client.id] { return entry.descriptor.isReady(POLLIN) }
    guard let descriptor = Descriptor(owning: pidfd_open(client.process.pid, 0)) else {
      return errno == ESRCH
    }
    // A newborn has not written its start time yet; it is asked again in the next round.
    guard client.state == .live else { return descriptor.isReady(POLLIN) }
    // Looked up after the pidfd was opened: if it fits, the pidfd is that process's.
    guard RegistryProcess.startTime(of: client.process.pid) == client.process.startTime else {
      return true
    }
    watched[client.id] = Watched(client.process, descriptor)
    return false
  }
}
