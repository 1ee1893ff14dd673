// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// The right to feed or to poll one queue of a port, of one component in the whole group.
///
/// A value: it is given back by `Registry.release(_:by:)`, or with everything of a dead process.
package struct Claim: Hashable, Sendable {
  /// As it was asked for, with or without a queue.
  package let port: ResourceUID
  package let direction: Direction
  /// Queue of the device.
  package let queue: UInt16
}

/// Who has a claim.
package struct ClaimHolder: Hashable, Sendable, CustomStringConvertible {
  package let client: ClientID
  package let kind: ProcessKind
  package let component: String

  package init(client: ClientID, kind: ProcessKind = .vf, component: String) {
    self.client = client
    self.kind = kind
    self.component = component
  }

  package var description: String {
    let owner = client == .primary ? client.owner : "\(kind.rawValue) \(client)"
    return component.isEmpty ? owner : "component '\(component)' of \(owner)"
  }
}

extension Registry {
  private typealias Entry = RegistryLayout.Claim

  /// Claims a queue of a port for a component.
  ///
  /// Without a queue, polling means queue 0, and feeding a device means any queue that nobody feeds: from the last one
  /// down, so that those which users name stay free. A claim that the process has already only changes its component.
  /// - Throws: `noSuchPort`, `noSuchQueue`, `claimed`, `served`, `noFreeQueue`.
  package func claim(
    _ port: ResourceUID, _ direction: Direction, for component: ComponentName, by client: ClientID
  ) throws(RegistryError) -> Claim {
    let holder = ClaimHolder(client: client, component: component.text)
    guard port.type != .vhost else { return try claimGuest(port, direction, holder) }
    guard let published = self.port(port) else { throw .noSuchPort(port) }
    let users = direction == .rx ? published.rxQueues : published.txQueues
    let claim: Claim
    if let queue = port.queue {
      guard queue < users else { throw .noSuchQueue(port, direction, queues: users) }
      claim = Claim(port: port, direction: direction, queue: queue)
      try take(claim, holder)
    } else if direction == .tx, published.deviceTxQueues > 1 {
      claim = try takeFreeQueue(port, holder, queues: published.deviceTxQueues)
    } else {
      claim = Claim(port: port, direction: direction, queue: 0)
      try take(claim, holder)
    }
    // After the claim: a primary that withdraws the port sees the claim, or we see that it is gone.
    guard self.port(port) != nil else {
      release(claim, by: client)
      throw .noSuchPort(port)
    }
    return claim
  }

  /// A guest's port belongs to the process that serves its socket, whichever queues and directions that uses.
  private func claimGuest(
    _ port: ResourceUID, _ direction: Direction, _ holder: ClaimHolder
  ) throws(RegistryError) -> Claim {
    let word = RegistryLayout.port(port) + RegistryLayout.Port.owner
    let mine = UInt32(holder.client.number) + 1
    if !memory.exchange32(word, 0, mine), let owner = client(word: memory.load32(word)),
      owner != holder.client
    {
      throw .served(port.port, by: owner)
    }
    let claim = Claim(port: port, direction: direction, queue: port.queue ?? 0)
    try take(claim, holder)
    return claim
  }

  private func take(_ claim: Claim, _ holder: ClaimHolder) throws(RegistryError) {
    guard let entry = RegistryLayout.claim(claim.port, queue: Int(claim.queue), claim.direction)
    else {
      throw .noSuchQueue(
        claim.port, claim.direction, queues: RegistryLayout.claimable(claim.port.type).queues)
    }
    let mine = UInt32(holder.client.number) + 1
    while !memory.exchange32(entry + Entry.owner, 0, mine) {
      // Given back between the two looks: try again.
      guard let other = self.holder(at: entry) else { continue }
      guard other.client == holder.client else {
        throw .claimed(claim.port, claim.direction, by: other)
      }
      break
    }
    memory.storeText(entry + Entry.component, length: Entry.componentLength, holder.component)
  }

  private func takeFreeQueue(
    _ port: ResourceUID, _ holder: ClaimHolder, queues: Int
  ) throws(RegistryError) -> Claim {
    for queue in (0..<queues).reversed() {
      guard let entry = RegistryLayout.claim(port, queue: queue, .tx),
        memory.exchange32(entry + Entry.owner, 0, UInt32(holder.client.number) + 1)
      else { continue }
      memory.storeText(entry + Entry.component, length: Entry.componentLength, holder.component)
      return Claim(port: port, direction: .tx, queue: UInt16(queue))
    }
    throw .noFreeQueue(port, queues: queues, first: holders(of: port, .tx).first)
  }

  /// Gives a claim back, once the component has said that it stopped. One that is somebody else's is left alone.
  package func release(_ claim: Claim, by client: ClientID) {
    guard let entry = RegistryLayout.claim(claim.port, queue: Int(claim.queue), claim.direction)
    else { return }
    let mine = UInt32(client.number) + 1
    guard memory.load32(entry + Entry.owner) == mine else { return }
    memory.storeText(entry + Entry.component, length: Entry.componentLength, "")
    memory.store32(entry + Entry.owner, 0)
    guard claim.port.type == .vhost, holders(of: claim.port, .rx).isEmpty,
      holders(of: claim.port, .tx).isEmpty
    else { return }
    _ = memory.exchange32(RegistryLayout.port(claim.port) + RegistryLayout.Port.owner, mine, 0)
  }

  /// Gives back all claims of a process.
  ///
  /// - Returns: How many there were.
  @discardableResult
  package func releaseClaims(of client: ClientID) -> Int {
    let mine = UInt32(client.number) + 1
    var released = 0
    for entry in stride(from: RegistryLayout.claims, to: RegistryLayout.size, by: Entry.stride)
    where memory.load32(entry + Entry.owner) == mine {
      memory.storeText(entry + Entry.component, length: Entry.componentLength, "")
      memory.store32(entry + Entry.owner, 0)
      released += 1
    }
    for index in 0..<RegistryLayout.Port.indexes {
      let port = RegistryLayout.port(ResourceUID(.vhost, UInt8(index)))
      _ = memory.exchange32(port + RegistryLayout.Port.owner, mine, 0)
    }
    return released
  }

  /// Who holds any queue of the port in that direction.
  package func holders(of port: ResourceUID, _ direction: Direction) -> [ClaimHolder] {
    (0..<RegistryLayout.claimable(port.type).queues).compactMap { queue in
      RegistryLayout.claim(port, queue: queue, direction).flatMap { holder(at: $0) }
    }
  }

  private func holder(at entry: Int) -> ClaimHolder? {
    guard let client = client(word: memory.load32(entry + Entry.owner)) else { return nil }
    return ClaimHolder(
      client: client, kind: self.client(client)?.kind ?? .vf,
      component: memory.loadText(entry + Entry.component, length: Entry.componentLength))
  }
}
