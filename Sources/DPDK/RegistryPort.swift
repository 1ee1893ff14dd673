// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// A port as the primary publishes it: configured and started, so that any process may poll it.
package struct RegistryPort: Hashable, Sendable {
  /// Without queue.
  package let uid: ResourceUID
  /// The ethdev id, or the ring's index. Without meaning for `pcap`, whose files the polling process opens itself.
  package let backing: UInt16
  /// As users see them.
  package var rxQueues = 1
  /// As users see them.
  package var txQueues = 1
  /// As the device has them: what a component without a queue of its own is served from.
  package var deviceTxQueues = 1
  package var mac: MACAddress?
  /// NUMA node, nil for any.
  package var socket: Int?
  /// Longest frame it takes, without FCS; 0 for no bound.
  package var maximumFrame = 0
  /// Where a ring lies, for the primary's eyes only.
  package var address: UInt64 = 0

  package init(_ uid: ResourceUID, backing: UInt16) {
    self.uid = uid.port
    self.backing = backing
  }

  package var facts: ProcessFacts.Port {
    ProcessFacts.Port(uid, rxQueues: rxQueues, txQueues: txQueues)
  }
}

extension Registry {
  private typealias Entry = RegistryLayout.Port

  /// Makes the port usable for all processes. The primary's.
  package func publish(_ port: RegistryPort) {
    let entry = RegistryLayout.port(port.uid)
    let generation = memory.load32(entry + Entry.generation) | 1
    memory.store32(entry + Entry.generation, generation &- 1)
    memory.store32(entry + Entry.backing, UInt32(port.backing))
    memory.store32(entry + Entry.rxQueues, UInt32(port.rxQueues))
    memory.store32(entry + Entry.txQueues, UInt32(port.txQueues))
    memory.store32(entry + Entry.deviceTxQueues, UInt32(port.deviceTxQueues))
    memory.store32(entry + Entry.socket, port.socket.map { UInt32($0) } ?? .max)
    // Bit 63 tells the address 0 from none.
    memory.store64(entry + Entry.mac, port.mac.map { $0.bits | 1 << 63 } ?? 0)
    memory.store32(entry + Entry.maximumFrame, UInt32(port.maximumFrame))
    memory.store64(entry + Entry.address, port.address)
    memory.store64(entry + Entry.txDrops, 0)
    // Last: whoever sees an odd generation sees the rest.
    memory.store32(entry + Entry.generation, generation)
    noteChange()
  }

  /// Takes the port from all processes, unless somebody uses it. The primary's.
  ///
  /// - Throws: `portInUse`; then it stays usable.
  package func withdraw(_ uid: ResourceUID) throws(RegistryError) {
    let word = RegistryLayout.port(uid) + Entry.generation
    let generation = memory.load32(word)
    guard generation % 2 == 1 else { throw .noSuchPort(uid) }
    // Before the look at the claims: a claimant that is not seen below sees this.
    memory.store32(word, generation &+ 1)
    for direction in Direction.allCases {
      if let holder = holders(of: uid, direction).first {
        memory.store32(word, generation)
        throw .portInUse(uid.port, direction, by: holder)
      }
    }
    noteChange()
  }

  private func noteChange() {
    let word = RegistryLayout.Header.changes
    memory.store32(word, memory.load32(word) &+ 1)
  }

  /// nil when the port is not usable now.
  package func port(_ uid: ResourceUID) -> RegistryPort? {
    let entry = RegistryLayout.port(uid)
    let generation = memory.load32(entry + Entry.generation)
    guard generation % 2 == 1 else { return nil }
    let bound = RegistryLayout.claimable(uid.type).queues
    func queues(_ offset: Int) -> Int { min(max(Int(memory.load32(entry + offset)), 1), bound) }
    var port = RegistryPort(
      uid.port, backing: UInt16(truncatingIfNeeded: memory.load32(entry + Entry.backing)))
    port.rxQueues = queues(Entry.rxQueues)
    port.txQueues = queues(Entry.txQueues)
    port.deviceTxQueues = queues(Entry.deviceTxQueues)
    let mac = memory.load64(entry + Entry.mac)
    port.mac = mac == 0 ? nil : MACAddress(bits: mac)
    let socket = memory.load32(entry + Entry.socket)
    port.socket = socket < 64 ? Int(socket) : nil
    port.maximumFrame = Int(memory.load32(entry + Entry.maximumFrame))
    port.address = memory.load64(entry + Entry.address)
    // The primary may have changed it in between.
    return memory.load32(entry + Entry.generation) == generation ? port : nil
  }

  /// All usable ports, by type and index.
  package var ports: [RegistryPort] {
    PortType.allCases.flatMap { type in
      (0..<Entry.indexes).compactMap { port(ResourceUID(type, UInt8($0))) }
    }
  }

  /// The counter of packets that found the port full, for the one lcore that feeds it.
  package func txDropCounter(of uid: ResourceUID) -> Counter {
    memory.counter(RegistryLayout.port(uid) + Entry.txDrops)
  }

  package func txDrops(of uid: ResourceUID) -> UInt64 {
    memory.load64(RegistryLayout.port(uid) + Entry.txDrops)
  }
}
