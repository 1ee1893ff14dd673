// SPDX-License-Identifier: BSD-3-Clause

/// The whole configuration of a vf as a value.
package struct VFPlan: Hashable, Sendable {
  /// In the order in which they were started.
  package private(set) var components: [ComponentPlan] = []
  /// The ports each key leads to. An entry belongs to its port: it takes effect in every classifier that sends to
  /// that port, and stays when the port is detached, until it is deleted.
  package private(set) var table: [ClassifierKey: [ResourceUID]] = [:]

  /// Most components; what is asked of a plan takes time in proportion.
  package static let maximumComponents = 1024

  package init() {}

  /// A plan as somebody wrote it down; `validated(facts:)` says whether it holds.
  package init(components: [ComponentPlan], entries: [ClassifierEntry]) {
    self.components = components
    for entry in entries { table[entry.key, default: []].append(entry.port) }
  }

  /// The same plan, built anew command by command, so that every rule has been asked.
  ///
  /// Entries of ports that no component uses now are kept, as a plan keeps them when a port is detached.
  /// - Throws: `BatchError` with the first thing that does not fit; its index counts `commands`.
  package func validated(facts: ProcessFacts) throws(BatchError) -> VFPlan {
    var plan = VFPlan()
    for (index, command) in commands.enumerated() {
      do throws(PlanError) {
        try plan.apply(command, facts: facts)
      } catch {
        guard case .entryPortNotAttached(let entry) = error else {
          throw BatchError(index: index, reason: error)
        }
        guard plan.table[entry.key]?.contains(entry.port) != true else {
          throw BatchError(index: index, reason: .entryExists(entry))
        }
        plan.table[entry.key, default: []].append(entry.port)
      }
    }
    return plan
  }

  package var isEmpty: Bool { components.isEmpty && table.isEmpty }

  package subscript(name: ComponentName) -> ComponentPlan? { components.first { $0.name == name } }

  /// All rows of the classifier table: untagged first, by VID, the default before the addresses.
  package var entries: [ClassifierEntry] {
    table.flatMap { key, ports in ports.map { ClassifierEntry(key, port: $0) } }.sorted()
  }

  /// The plan after the command; pure, and the only place that knows what a command may do.
  ///
  /// - Throws: `PlanError`, whose sentence says what would be right.
  package func applying(_ command: VFCommand, facts: ProcessFacts) throws(PlanError) -> VFPlan {
    var plan = self
    try plan.apply(command, facts: facts)
    return plan
  }

  /// The plan after all the commands, or the error of the first that does not fit.
  package func applying(_ commands: [VFCommand], facts: ProcessFacts) throws(BatchError) -> VFPlan {
    var plan = self
    for (index, command) in commands.enumerated() {
      do throws(PlanError) { try plan.apply(command, facts: facts) } catch {
        throw BatchError(index: index, reason: error)
      }
    }
    return plan
  }

  /// The commands that build this plan from nothing, in an order that fits when no entry sleeps at a detached port.
  package var commands: [VFCommand] {
    var commands: [VFCommand] = []
    for component in components {
      commands.append(.startComponent(component.name, core: component.core, kind: component.kind))
      for direction in Direction.allCases {
        for attachment in component[direction] {
          commands.append(
            .attach(attachment.port, direction, to: component.name, vlan: attachment.vlan))
        }
      }
    }
    return commands + entries.map { .addEntry($0) }
  }

  private mutating func apply(_ command: VFCommand, facts: ProcessFacts) throws(PlanError) {
    switch command {
    case .startComponent(let name, let core, let kind): try start(name, core, kind, facts)
    case .stopComponent(let name): components.removeAll { $0.name == name }
    case .attach(let port, let direction, let name, let vlan):
      try attach(port, direction, name, vlan, facts)
    case .detach(let port, let direction, let name): try detach(port, direction, name)
    case .addEntry(let entry): try add(entry, facts)
    case .deleteEntry(let entry): try delete(entry)
    }
  }
}

// MARK: - Components

extension VFPlan {
  private mutating func start(
    _ name: ComponentName, _ core: LcoreID, _ kind: ComponentKind, _ facts: ProcessFacts
  ) throws(PlanError) {
    guard self[name] == nil else { throw .componentExists(name) }
    guard facts.kind.components.contains(kind) else { throw .foreignKind(name, kind, facts.kind) }
    guard core != facts.mainLcore else { throw .mainLcore(core) }
    if let owner = facts.foreignLcores[core] { throw .foreignLcore(core, of: owner) }
    guard facts.workers.contains(core) else {
      throw .noSuchLcore(core, workers: facts.workers.sorted())
    }
    guard components.count < Self.maximumComponents else { throw .tooManyComponents }
    components.append(ComponentPlan(name: name, core: core, kind: kind))
  }

  private mutating func attach(
    _ port: ResourceUID, _ direction: Direction, _ name: ComponentName, _ vlan: VLANOperation,
    _ facts: ProcessFacts
  ) throws(PlanError) {
    guard let position = components.firstIndex(where: { $0.name == name }) else {
      throw .noSuchComponent(name)
    }
    try facts.check(port, direction)
    // Attaching again changes the VLAN operation.
    if let again = components[position][direction].firstIndex(where: { $0.port == port }) {
      components[position][direction][again].vlan = vlan
      return
    }
    let kind = components[position].kind
    guard components[position][direction].count < kind.limit(direction) else {
      throw .tooManyPorts(name, kind, direction, has: components[position][direction].map(\.port))
    }
    if let holder = components.first(where: { $0[direction].contains { $0.port == port } }) {
      throw .alreadyAttached(port, direction, to: holder.name)
    }
    components[position][direction].append(Attachment(port, vlan: vlan))
    if kind.isClassifier, direction == .tx {
      try refuseConflicts(of: port, in: components[position])
    }
  }

  private mutating func detach(
    _ port: ResourceUID, _ direction: Direction, _ name: ComponentName
  ) throws(PlanError) {
    guard let position = components.firstIndex(where: { $0.name == name }) else {
      throw .noSuchComponent(name)
    }
    guard let attachment = components[position][direction].firstIndex(where: { $0.port == port })
    else {
      throw .notAttached(port, direction, name)
    }
    components[position][direction].remove(at: attachment)
  }
}

// MARK: - The classifier table

extension VFPlan {
  private mutating func add(_ entry: ClassifierEntry, _ facts: ProcessFacts) throws(PlanError) {
    let users = components.filter {
      $0.rx.contains { $0.port == entry.port } || $0.tx.contains { $0.port == entry.port }
    }
    // As in SPP, NICs are known from the start, and other ports when a component has them.
    let isNIC = entry.port.type == .phy && (try? facts.check(entry.port, .tx)) != nil
    guard isNIC || !users.isEmpty else { throw .entryPortNotAttached(entry) }
    let ports = table[entry.key] ?? []
    guard !ports.contains(entry.port) else { throw .entryExists(entry) }
    for component in users
    where component.kind.isClassifier && component.tx.contains(where: { $0.port == entry.port }) {
      if let other = component.tx.first(where: { ports.contains($0.port) }) {
        throw .entryConflict(entry, with: other.port, in: component.name)
      }
    }
    table[entry.key, default: []].append(entry.port)
  }

  private mutating func delete(_ entry: ClassifierEntry) throws(PlanError) {
    guard let position = table[entry.key]?.firstIndex(of: entry.port) else {
      throw .noSuchEntry(entry)
    }
    table[entry.key]?.remove(at: position)
    if table[entry.key]?.isEmpty == true { table[entry.key] = nil }
  }

  /// Refuses a port whose entries another port of the same classifier has already.
  private func refuseConflicts(of port: ResourceUID, in component: ComponentPlan) throws(PlanError)
  {
    for (key, ports) in table where ports.count > 1 && ports.contains(port) {
      if let other = component.tx.first(where: { $0.port != port && ports.contains($0.port) }) {
        throw .entryConflict(ClassifierEntry(key, port: port), with: other.port, in: component.name)
      }
    }
  }
}
