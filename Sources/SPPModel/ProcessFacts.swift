// SPDX-License-Identifier: BSD-3-Clause

/// What a plan must fit: the lcores of the process, and what the primary offers.
package struct ProcessFacts: Hashable, Sendable {
  /// A port that exists in the group, as the primary publishes it.
  package struct Port: Hashable, Sendable {
    package let uid: ResourceUID
    /// Queues of the device, 1 or more.
    package let rxQueues: Int
    /// Queues of the device that users see; a device may keep more for sending.
    package let txQueues: Int

    package init(_ uid: ResourceUID, rxQueues: Int = 1, txQueues: Int = 1) {
      self.uid = uid
      self.rxQueues = rxQueues
      self.txQueues = txQueues
    }

    package func queues(_ direction: Direction) -> Int { direction == .rx ? rxQueues : txQueues }
  }

  package let client: ClientID
  package let kind: ProcessKind
  package let mainLcore: LcoreID
  /// The lcores that run components.
  package let workers: Set<LcoreID>
  /// Lcores of other processes and whose they are, for the sentence of a refusal.
  package let foreignLcores: [LcoreID: ClientID]
  /// Ports of the primary by UID without queue. `vhost` ports belong to the process itself and are not listed.
  package let ports: [ResourceUID: Port]

  package init(
    client: ClientID, kind: ProcessKind = .vf, mainLcore: LcoreID, workers: Set<LcoreID>,
    foreignLcores: [LcoreID: ClientID] = [:],
    ports: [Port]
  ) {
    self.client = client
    self.kind = kind
    self.mainLcore = mainLcore
    self.workers = workers
    self.foreignLcores = foreignLcores
    self.ports = Dictionary(
      ports.map { ($0.uid.port, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension ProcessFacts {
  /// Queue pairs that a guest may have.
  package static let guestQueues = 8

  /// Whether the port can be used in this direction.
  ///
  /// - Throws: `noSuchPort`, `queueNeeded`, `noSuchQueue`.
  package func check(_ port: ResourceUID, _ direction: Direction) throws(PlanError) {
    guard port.type != .vhost else {
      guard port.queue ?? 0 < Self.guestQueues else {
        throw .noSuchQueue(port, direction, queues: Self.guestQueues)
      }
      return
    }
    guard let found = ports[port.port] else { throw .noSuchPort(port) }
    let queues = found.queues(direction)
    if let queue = port.queue {
      guard queue < queues else { throw .noSuchQueue(port, direction, queues: queues) }
    } else if queues > 1 {
      throw .queueNeeded(port, direction, queues: queues)
    }
  }
}
