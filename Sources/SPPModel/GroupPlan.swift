// SPDX-License-Identifier: BSD-3-Clause

/// What several processes of a group hold, or should hold, at one moment.
package struct GroupPlan: Hashable, Sendable {
  package var plans: [ProcessName: ProcessPlan]

  package init(_ plans: [ProcessName: ProcessPlan] = [:]) { self.plans = plans }

  package var names: [ProcessName] { plans.keys.sorted() }

  /// Only of these processes.
  package func only(_ names: [ProcessName]) -> GroupPlan {
    GroupPlan(plans.filter { names.contains($0.key) })
  }

  /// Names of the processes that hold something else after than before.
  package func changed(in next: GroupPlan) -> [ProcessName] {
    next.names.filter { plans[$0]?.sorted != next.plans[$0]?.sorted }
  }
}

/// One of the things to do to get a group from one configuration to another.
package enum GroupStep: Hashable, Sendable {
  case primary(PrimaryCommand)
  /// Makes the plan the whole configuration of a secondary.
  case give(ProcessName, SecondaryPlan)

  package var process: ProcessName {
    switch self {
    case .primary: .primary
    case .give(let name, _): name
    }
  }
}

extension GroupPlan {
  /// What to do, in order; each secondary changes in one step.
  ///
  /// Only a queue that goes from one process to another takes two: the one that has it gives it up first, whatever else
  /// it does, so that it can be taken. So two processes may also exchange what they have.
  package func steps(to next: GroupPlan) -> [GroupStep] {
    var steps: [GroupStep] = []
    var primary = PrimaryCommands()
    if case .primary(let old) = plans[.primary], case .primary(let new) = next.plans[.primary] {
      primary = old.commands(to: new)
    }
    steps += primary.releases.map { .primary($0) }
    let changed = changed(in: next).filter { $0 != .primary }
    for name in changed {
      guard case .secondary(let plan) = plans[name] else { continue }
      let kept = plan.without(taken(from: name, by: next))
      if kept != plan { steps.append(.give(name, kept)) }
    }
    steps += primary.additions.map { .primary($0) }
    for name in changed {
      if case .secondary(let plan) = next.plans[name] { steps.append(.give(name, plan)) }
    }
    return steps + (primary.deletions + primary.claims).map { .primary($0) }
  }

  /// The changes as lines of the shell, in an order in which they can be made one by one.
  package func lines(to next: GroupPlan) -> [String] {
    var primary = PrimaryCommands()
    var (releases, claims): ([String], [String]) = ([], [])
    func add<Command>(
      _ commands: PlanCommands<Command>, _ name: ProcessName, _ words: (Command) -> String
    ) {
      releases += commands.releases.map { "\(name.address); \(words($0))" }
      claims += commands.claims.map { "\(name.address); \(words($0))" }
    }
    for name in next.names {
      switch (plans[name], next.plans[name]) {
      case (.primary(let old), .primary(let new)): primary = old.commands(to: new)
      case (.secondary(.components(let old)), .secondary(.components(let new))):
        add(old.commands(to: new), name, \.words)
      case (.secondary(.patches(let old)), .secondary(.patches(let new))):
        add(old.commands(to: new), name, \.words)
      case (.secondary(.capture(let old)), .secondary(.capture(let new))):
        add(old.commands(to: new), name, \.rawValue)
      default: break
      }
    }
    func lines(_ commands: [PrimaryCommand]) -> [String] {
      commands.compactMap(\.words).map { "\(ProcessName.primary.address); \($0)" }
    }
    return lines(primary.releases) + releases
      + lines(primary.deletions + primary.additions + primary.claims) + claims
  }

  /// What this process has and another one is to get.
  private func taken(from name: ProcessName, by next: GroupPlan) -> Set<PortUse> {
    guard let mine = plans[name]?.uses, !mine.isEmpty else { return [] }
    var taken: Set<PortUse> = []
    for (other, plan) in next.plans where other != name {
      taken.formUnion(plan.uses.subtracting(plans[other]?.uses ?? []).intersection(mine))
    }
    return taken
  }
}

/// What one component of a group may have: a queue of a port in one direction, or a guest's socket.
private struct PortUse: Hashable {
  let port: ResourceUID
  let direction: Direction

  init(_ port: ResourceUID, _ direction: Direction) {
    // The socket is served by one process, both ways.
    let isGuest = port.type == .vhost
    self.port = isGuest ? port.port : port
    self.direction = isGuest ? .rx : direction
  }
}

extension ProcessPlan {
  fileprivate var uses: Set<PortUse> {
    switch self {
    case .primary(let plan):
      PortUse.of(plan.ports, plan.isForwarding ? plan.patches : [])
    case .secondary(.patches(let plan)):
      PortUse.of(plan.ports, plan.isForwarding ? plan.patches : [])
    case .secondary(.capture): []
    case .secondary(.components(let plan)):
      Set(
        plan.components.flatMap { component in
          component.rx.map { PortUse($0.port, .rx) } + component.tx.map { PortUse($0.port, .tx) }
        })
    }
  }
}

extension PortUse {
  /// Of a patch table: a guest's socket is served whether or not a patch uses it.
  fileprivate static func of(_ ports: [ResourceUID], _ patches: [Patch]) -> Set<PortUse> {
    Set(
      ports.filter { $0.type == .vhost }.map { PortUse($0, .rx) }
        + patches.map { PortUse($0.source, .rx) } + patches.map { PortUse($0.destination, .tx) })
  }
}

extension SecondaryPlan {
  /// The same without these uses.
  fileprivate func without(_ uses: Set<PortUse>) -> SecondaryPlan {
    guard !uses.isEmpty else { return self }
    switch self {
    case .components(let plan):
      let components = plan.components.map { component in
        var component = component
        for direction in Direction.allCases {
          component[direction].removeAll { uses.contains(PortUse($0.port, direction)) }
        }
        return component
      }
      return .components(VFPlan(components: components, entries: plan.entries))
    case .patches(let plan):
      let ports = plan.ports.filter { $0.type != .vhost || !uses.contains(PortUse($0, .rx)) }
      let patches = plan.patches.filter {
        !uses.contains(PortUse($0.source, .rx)) && !uses.contains(PortUse($0.destination, .tx))
      }
      return .patches(PatchPlan(ports: ports, patches: patches, isForwarding: plan.isForwarding))
    case .capture: return self
    }
  }
}
