// SPDX-License-Identifier: BSD-3-Clause

/// The whole configuration of a patch table, an nfv's or the primary's, as a value.
package struct PatchPlan: Hashable, Sendable {
  /// In the order in which they were added; phy ports are there without that.
  package private(set) var ports: [ResourceUID] = []
  /// One for each source, in the order in which the sources were first patched.
  package private(set) var patches: [Patch] = []
  /// Whether frames are moved.
  package private(set) var isForwarding = false

  package init() {}

  /// A plan as somebody wrote it down; `validated(facts:)` says whether it holds.
  package init(ports: [ResourceUID], patches: [Patch], isForwarding: Bool) {
    self.ports = ports
    self.patches = patches
    self.isForwarding = isForwarding
  }

  package var isEmpty: Bool { ports.isEmpty && patches.isEmpty && !isForwarding }

  /// The commands that build this plan from nothing.
  package var commands: [PatchCommand] {
    ports.map { .add($0) } + patches.map { .patch($0) } + (isForwarding ? [.forward] : [])
  }

  /// The same plan, built anew command by command, so that every rule has been asked.
  ///
  /// - Throws: `BatchError` with the first thing that does not fit; its index counts `commands`.
  package func validated(facts: ProcessFacts) throws(BatchError) -> PatchPlan {
    try PatchPlan().applying(commands, facts: facts)
  }

  /// The plan after all the commands, or the error of the first that does not fit.
  package func applying(_ commands: [PatchCommand], facts: ProcessFacts) throws(BatchError)
    -> PatchPlan
  {
    var plan = self
    for (index, command) in commands.enumerated() {
      do throws(PlanError) { try plan.apply(command, facts: facts) } catch {
        throw BatchError(index: index, reason: error)
      }
    }
    return plan
  }

  private mutating func apply(_ command: PatchCommand, facts: ProcessFacts) throws(PlanError) {
    switch command {
    case .add(let port): try add(port, facts)
    case .delete(let port): try delete(port)
    case .patch(let patch): try connect(patch, facts)
    case .reset: patches = []
    case .forward: isForwarding = true
    case .stop: isForwarding = false
    }
  }

  private mutating func add(_ port: ResourceUID, _ facts: ProcessFacts) throws(PlanError) {
    guard port.queue == nil else { throw .portWhole(port) }
    guard port.type != .phy else { throw .portStays(port) }
    guard !ports.contains(port) else { throw .portExists(port) }
    guard port.type == .vhost || facts.ports[port] != nil else { throw .noSuchPort(port) }
    ports.append(port)
  }

  private mutating func delete(_ port: ResourceUID) throws(PlanError) {
    guard port.queue == nil else { throw .portWhole(port) }
    guard port.type != .phy else { throw .portStays(port) }
    guard let position = ports.firstIndex(of: port) else { throw .portNotAdded(port) }
    if let patch = patches.first(where: {
      $0.source.port == port || $0.destination.port == port
    }) {
      throw .portPatched(patch)
    }
    ports.remove(at: position)
  }

  private mutating func connect(_ asked: Patch, _ facts: ProcessFacts) throws(PlanError) {
    let source = facts.plain(asked.source)
    let patch = Patch(source, to: facts.plain(asked.destination))
    for (port, direction) in [(patch.source, Direction.rx), (patch.destination, .tx)] {
      guard port.type == .phy || ports.contains(port.port) else { throw .portNotAdded(port) }
      try facts.check(port, direction)
    }
    if let position = patches.firstIndex(where: { $0.source == source }) {
      patches[position] = patch
      return
    }
    guard patches.count(where: { $0.destination == patch.destination }) < ComponentKind.manyPorts
    else { throw .tooManySources(patch.destination) }
    patches.append(patch)
  }
}

extension ProcessFacts {
  /// The port without its queue when it has only one, so that it has one name.
  fileprivate func plain(_ port: ResourceUID) -> ResourceUID {
    guard port.queue == 0, let found = ports[port.port], found.rxQueues == 1, found.txQueues == 1
    else { return port }
    return port.port
  }
}

// MARK: - What the lcores do

extension PatchPlan {
  /// The components that move the frames: for each destination one that is fed by all its sources, so that a ring keeps
  /// one producer; spread over the lcores one by one.
  ///
  /// - Parameter workers: In the order in which they get work; at least one.
  package func components(on workers: [LcoreID]) -> VFPlan {
    var destinations: [ResourceUID] = []
    var sources: [ResourceUID: [Attachment]] = [:]
    for patch in patches {
      if sources[patch.destination] == nil { destinations.append(patch.destination) }
      sources[patch.destination, default: []].append(Attachment(patch.source))
    }
    let components = destinations.enumerated().compactMap { index, destination -> ComponentPlan? in
      guard let name = try? ComponentName("to-\(destination.word)"),
        let rx = sources[destination], !workers.isEmpty
      else { return nil }
      return ComponentPlan(
        name: name, core: workers[index % workers.count], kind: rx.count > 1 ? .merge : .forward,
        rx: rx, tx: [Attachment(destination)])
    }
    return VFPlan(components: components, entries: [])
  }
}
