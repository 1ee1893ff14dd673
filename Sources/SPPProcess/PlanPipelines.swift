// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPDataPlane
internal import SPPModel

/// The plan as the lcores run it.
struct PlanPipelines {
  private let workers: [LcoreID: Worker]
  private var books: [ComponentName: ComponentBook] = [:]
  /// Names of the books, the oldest first.
  private var order: [ComponentName] = []
  /// What each lcore walks now.
  private var running: [LcoreID: Pipeline] = [:]

  init(_ workers: [LcoreID: Worker]) { self.workers = workers }

  /// An lcore that does not take its new work.
  struct LcoreStuck: Error, CustomStringConvertible {
    let lcore: LcoreID
    var description: String {
      "lcore \(lcore) does not answer; the configuration is as it was; restart the process"
    }
  }

  /// Makes `plan` what the lcores run; those whose part is the same are not touched.
  ///
  /// A port side that moves to another lcore is first taken from the old one, because a ring has one producer and one
  /// consumer; its packets wait in the port meanwhile.
  /// - Parameter remembered: Components whose counters stay, whether or not they run.
  /// - Throws: `LcoreStuck`; the lcores then run what they ran before.
  mutating func run(
    _ plan: VFPlan, ports: PlanPorts, instead old: VFPlan,
    remembering remembered: Set<ComponentName>,
    _ host: PlanHost
  ) throws(LcoreStuck) {
    let lcores = workers.keys.filter { changes(on: $0, from: old, to: plan) }.sorted()
    for component in plan.components where books[component.name] == nil {
      books[component.name] = ComponentBook(name: component.name)
      order.append(component.name)
    }
    let moving = Self.uses(old).filter { use, lcore in
      Self.uses(plan)[use].map { $0 != lcore } ?? false
    }
    let before = running
    do throws(LcoreStuck) {
      for lcore in Set(moving.values).sorted() {
        let staying = old.components.filter { component in
          component.core == lcore && !Self.uses(of: component).contains { moving[$0] != nil }
        }
        try adopt(Pipeline(staying.compactMap { stage($0, old, ports, host) }), on: lcore)
      }
      for lcore in lcores {
        let mine = plan.components.filter { $0.core == lcore }
        try adopt(Pipeline(mine.compactMap { stage($0, plan, ports, host) }), on: lcore)
      }
    } catch {
      for (lcore, pipeline) in before where running[lcore] !== pipeline {
        try? adopt(pipeline, on: lcore)
      }
      throw error
    }
    let names = remembered.union(plan.components.map(\.name))
    books = books.filter { names.contains($0.key) }
    order.removeAll { !names.contains($0) }
  }

  /// The counters of each component, in the order in which they were started.
  var counters: [ComponentCounters] { order.compactMap { books[$0]?.read() } }

  private mutating func adopt(_ pipeline: Pipeline, on lcore: LcoreID) throws(LcoreStuck) {
    guard let worker = workers[lcore] else { return }
    guard worker.adopt(pipeline) else { throw LcoreStuck(lcore: lcore) }
    running[lcore] = pipeline
  }

  private func changes(on lcore: LcoreID, from old: VFPlan, to new: VFPlan) -> Bool {
    let mine = new.components.filter { $0.core == lcore }
    guard mine == old.components.filter({ $0.core == lcore }) else { return true }
    return mine.contains { $0.kind.isClassifier } && old.table != new.table
  }

  /// Which lcore uses which side of which port.
  private static func uses(_ plan: VFPlan) -> [PlanPorts.Use: LcoreID] {
    var uses: [PlanPorts.Use: LcoreID] = [:]
    for component in plan.components {
      for use in Self.uses(of: component) { uses[use] = component.core }
    }
    return uses
  }

  private static func uses(of component: ComponentPlan) -> [PlanPorts.Use] {
    Direction.allCases.flatMap { direction in
      component[direction].map { PlanPorts.Use(port: $0.port, direction: direction) }
    }
  }

  private func stage(
    _ component: ComponentPlan, _ plan: VFPlan, _ ports: PlanPorts, _ host: PlanHost
  )
    -> StageSpecification?
  {
    guard let book = books[component.name] else { return nil }
    let inlets = component.rx.compactMap { attachment in
      ports.source(attachment.port, host).map { source in
        Inlet(source, vlan: attachment.vlan, book: book.book(attachment.port, .rx))
      }
    }
    var outlets: [Outlet] = []
    var positions: [ResourceUID: Int] = [:]
    for attachment in component.tx {
      guard let outlet = ports.outlet(attachment, book.book(attachment.port, .tx), host) else {
        continue
      }
      positions[attachment.port] = outlets.count
      outlets.append(outlet)
    }
    var entries: [(key: ClassifierKey, outlet: Int)] = []
    if component.kind.isClassifier {
      for (key, leads) in plan.table {
        if let position = leads.lazy.compactMap({ positions[$0] }).first {
          entries.append((key, position))
        }
      }
    }
    return StageSpecification(
      kind: component.kind, book: book, inlets: inlets, outlets: outlets, entries: entries,
      recorder: ports.recorder(of: component)?.ring)
  }
}
