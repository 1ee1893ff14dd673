// SPDX-License-Identifier: BSD-3-Clause
internal import Glibc
package import SPPModel

/// A process of the group, as it is registered.
package struct RegistryClient: Hashable, Sendable {
  package enum State: UInt64, Sendable {
    /// Takes its lcores.
    case joining = 1
    case live = 2
    /// Found dead by the primary; its slot is free when it is buried.
    case dead = 3
  }

  package let id: ClientID
  package let kind: ProcessKind
  package let process: RegistryProcess
  package let state: State
  package let mainLcore: LcoreID?
  /// All of them, the main lcore included.
  package let lcores: [LcoreID]
  /// When it last said that it lives: `Registry.now()`.
  package let heartbeat: UInt64
}

extension Registry {
  private typealias Slot = RegistryLayout.Client

  /// Takes the slot of `client` and its lcores, or nothing.
  ///
  /// Call it under the birth lock, before the first packet buffer is touched. What a dead process still holds is
  /// never taken here: the primary buries it, which is waited for.
  /// - Parameter patience: Milliseconds to wait for a burial.
  /// - Throws: `clientTaken`, `lcoreTaken`, `notBuried`, `stopping`.
  package func register(
    _ client: ClientID, kind: ProcessKind, process: RegistryProcess = .current, mainLcore: LcoreID,
    lcores: [LcoreID], patience: Int = 2000
  ) throws(RegistryError) {
    guard !isStopping else { throw .stopping }
    let deadline = Registry.now() + UInt64(patience) * 1_000_000
    let slot = RegistryLayout.client(client)
    let identity = UInt64(UInt32(bitPattern: process.pid)) << 8
    while !memory.exchange64(
      slot + Slot.identity, 0, identity | RegistryClient.State.joining.rawValue)
    {
      guard let holder = self.client(client) else { continue }
      guard !holder.process.isAlive || holder.state == .dead else {
        throw .clientTaken(client, by: holder.process)
      }
      guard Registry.now() < deadline else { throw .notBuried(client, holder.process) }
      usleep(10_000)
    }
    memory.store64(slot + Slot.startTime, process.startTime)
    memory.store64(slot + Slot.heartbeat, Registry.now())
    note(Guests(), of: client)
    memory.store32(slot + Slot.kind, UInt32(ProcessKind.allCases.firstIndex(of: kind) ?? 0))
    memory.store32(slot + Slot.mainLcore, UInt32(mainLcore.number))
    do throws(RegistryError) {
      for lcore in lcores { try take(lcore, for: client, deadline: deadline) }
    } catch {
      clear(client)
      throw error
    }
    memory.store64(slot + Slot.identity, identity | RegistryClient.State.live.rawValue)
  }

  private func take(_ lcore: LcoreID, for client: ClientID, deadline: UInt64) throws(RegistryError)
  {
    while !memory.exchange32(RegistryLayout.lcore(lcore), 0, UInt32(client.number) + 1) {
      guard let owner = owner(of: lcore), owner != client else { continue }
      if let holder = self.client(owner), holder.process.isAlive, holder.state != .dead {
        throw .lcoreTaken(lcore, by: owner)
      }
      guard Registry.now() < deadline else { throw .lcoreTaken(lcore, by: owner) }
      usleep(10_000)
    }
  }

  /// Marks a process that was found dead, so that nobody takes it for alive.
  package func markDead(_ client: ClientID) {
    let word = RegistryLayout.client(client) + Slot.identity
    let identity = memory.load64(word)
    guard identity != 0 else { return }
    memory.store64(word, identity & ~0xff | RegistryClient.State.dead.rawValue)
  }

  /// Gives back claims, lcores and slot: of oneself on leaving, or of a dead process after its packets were recovered.
  ///
  /// - Returns: How many claims there were.
  @discardableResult
  package func clear(_ client: ClientID) -> Int {
    let claims = releaseClaims(of: client)
    for lcore in lcores(of: client) {
      note(stuck: nil, lcore)
      memory.store32(RegistryLayout.lcore(lcore), 0)
    }
    // Last: the slot says to others that the rest is free.
    memory.store64(RegistryLayout.client(client) + Slot.identity, 0)
    return claims
  }

  package var clients: [RegistryClient] {
    (0..<Slot.count).compactMap { number in
      number == 0 ? client(.primary) : (try? ClientID(number)).flatMap(client)
    }
  }

  /// nil when the slot is free, or holds what no process of ours writes.
  package func client(_ id: ClientID) -> RegistryClient? {
    let slot = RegistryLayout.client(id)
    let identity = memory.load64(slot + Slot.identity)
    guard let state = RegistryClient.State(rawValue: identity & 0xff) else { return nil }
    let kind = Int(memory.load32(slot + Slot.kind))
    return RegistryClient(
      id: id, kind: ProcessKind.allCases.indices.contains(kind) ? ProcessKind.allCases[kind] : .vf,
      process: RegistryProcess(
        pid: Int32(bitPattern: UInt32(truncatingIfNeeded: identity >> 8)),
        startTime: memory.load64(slot + Slot.startTime)),
      state: state, mainLcore: try? LcoreID(Int(memory.load32(slot + Slot.mainLcore))),
      lcores: lcores(of: id), heartbeat: memory.load64(slot + Slot.heartbeat))
  }

  package func owner(of lcore: LcoreID) -> ClientID? {
    client(word: memory.load32(RegistryLayout.lcore(lcore)))
  }

  package func lcores(of client: ClientID) -> [LcoreID] {
    (0..<LcoreID.count).compactMap { try? LcoreID($0) }.filter { owner(of: $0) == client }
  }

  /// Lcores that are not `client`'s and whose they are, as a plan's facts want them.
  package func foreignLcores(to client: ClientID) -> [LcoreID: ClientID] {
    var owners: [LcoreID: ClientID] = [:]
    for lcore in (0..<LcoreID.count).compactMap({ try? LcoreID($0) }) {
      if let owner = owner(of: lcore), owner != client { owners[lcore] = owner }
    }
    return owners
  }

  /// Reads an owner word: nil for 0 and for what cannot be.
  func client(word: UInt32) -> ClientID? {
    word == 1 ? .primary : (2...128).contains(word) ? try? ClientID(Int(word) - 1) : nil
  }
}
