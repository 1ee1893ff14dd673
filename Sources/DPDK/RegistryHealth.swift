// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Signs of life: what processes say of themselves, and the primary looks at.
extension Registry {
  private typealias Slot = RegistryLayout.Client

  /// What librte_vhost keeps for the guests of a process.
  package struct Guests: Hashable, Sendable {
    package var count = 0
    /// Bytes of the heap that all processes share.
    package var memory: UInt64 = 0

    package init(count: Int = 0, memory: UInt64 = 0) {
      self.count = count
      self.memory = memory
    }
  }

  /// Says that the process lives; several times a second.
  package func beat(_ client: ClientID) {
    memory.store64(RegistryLayout.client(client) + Slot.heartbeat, Registry.now())
  }

  package func note(_ guests: Guests, of client: ClientID) {
    let slot = RegistryLayout.client(client)
    memory.store32(slot + Slot.guests, UInt32(clamping: guests.count))
    memory.store64(slot + Slot.guestMemory, guests.memory)
  }

  package func guests(of client: ClientID) -> Guests {
    let slot = RegistryLayout.client(client)
    return Guests(
      count: Int(memory.load32(slot + Slot.guests)), memory: memory.load64(slot + Slot.guestMemory))
  }

  /// Says since when an lcore has been in one turn (`Registry.now()`), or nil that it turns.
  package func note(stuck since: UInt64?, _ lcore: LcoreID) {
    let second = since.map { UInt32(truncatingIfNeeded: max(1, $0 / 1_000_000_000)) } ?? 0
    memory.store32(RegistryLayout.lcore(lcore) + RegistryLayout.Lcore.stuck, second)
  }

  /// Since when an lcore has been in one turn, to the second; nil while it turns.
  package func stuck(_ lcore: LcoreID) -> UInt64? {
    let second = memory.load32(RegistryLayout.lcore(lcore) + RegistryLayout.Lcore.stuck)
    return second == 0 ? nil : UInt64(second) * 1_000_000_000
  }

  /// Nanoseconds without a sign of life after which a process hangs. More than its control thread ever waits for one of
  /// its lcores.
  package static let patience: UInt64 = 3_000_000_000

  /// Secondaries that live and do nothing, as they say themselves or do not say any more.
  package func hung(now: UInt64 = Registry.now()) -> [HungProcess] {
    clients.compactMap { client in
      guard client.state == .live, client.id != .primary else { return nil }
      let silence = now > client.heartbeat ? now - client.heartbeat : 0
      let stuck = client.lcores.filter { self.stuck($0) != nil }
      guard silence > Self.patience || !stuck.isEmpty else { return nil }
      let longest = stuck.compactMap { self.stuck($0) }.map { now > $0 ? now - $0 : 0 }.max() ?? 0
      return HungProcess(
        client: client.id, milliseconds: Int(max(silence, longest) / 1_000_000),
        lcores: silence > Self.patience ? [] : stuck)
    }
  }
}
