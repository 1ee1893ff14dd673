// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPDataPlane
internal import SPPModel

/// Makes components what the lcores of this process run. The same for every kind of process.
struct PlanEngine {
  /// What there is to do.
  struct Work {
    /// What the lcores run.
    var components = VFPlan()
    /// Ports of guests that are served whether or not a component uses them.
    var held: [ResourceUID] = []
    /// Components whose counters stay, running or not.
    var remembered: Set<ComponentName> = []
  }

  let host: PlanHost
  private let workers: [LcoreID: Worker]
  private(set) var components = VFPlan()
  private var ports = PlanPorts()
  private var pipelines: PlanPipelines
  private var stagnation = Stagnation()

  /// - Throws: `DPDKError` for an lcore that cannot be started.
  init(_ host: PlanHost, journal: Journal, mode: PollMode) throws(DPDKError) {
    self.host = host
    var workers: [LcoreID: Worker] = [:]
    for lcore in host.workers {
      let worker = Worker(lcore, journal: journal, mode: mode)
      try worker.start()
      workers[lcore] = worker
    }
    self.workers = workers
    pipelines = PlanPipelines(workers)
    Quiescence.watch(Array(workers.values))
    GuestDevice.setQuiesce(Quiescence.wait)
  }

  /// Does the work; until all of it has been done the old is what is done, so there is nothing to roll back.
  ///
  /// - Returns: Why it could not be done, or nil.
  mutating func become(_ work: Work) -> String? {
    do {
      let opened = try ports.opening(work.components, held: work.held, host)
      do {
        try pipelines.run(
          work.components, ports: opened, instead: components, remembering: work.remembered, host)
      } catch {
        opened.close(except: ports, host)
        throw error
      }
      let old = ports
      ports = opened
      components = work.components
      old.close(except: ports, host)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The counters of the components that run, or ran and are remembered.
  var counters: [ComponentCounters] { pipelines.counters }

  /// Ports that this process uses or serves, in order, without those of the primary's mask.
  var ownPorts: [ResourceUID] {
    Set(ports.claims.keys.map(\.port).filter { $0.type != .phy }).sorted()
  }

  /// Ports of the primary's mask, queue by queue where there are several.
  var phyPorts: [ResourceUID] {
    host.registry.ports.filter { $0.uid.type == .phy }.flatMap { port -> [ResourceUID] in
      let queues = max(port.rxQueues, port.txQueues)
      guard queues > 1 else { return [port.uid] }
      return (0..<queues).map { ResourceUID(.phy, port.uid.index, queue: UInt16($0)) }
    }.sorted()
  }

  /// What captures write.
  var captures: [ComponentName: CaptureState] {
    ports.recorders.reduce(into: [:]) { $0[$1.key.component] = $1.value.state }
  }

  /// Lets the primary know of lcores that do not end a turn.
  mutating func tellStuck(now: UInt64) {
    for (lcore, since) in stagnation.look(at: workers.values, now: now) {
      host.registry.note(stuck: since, lcore)
      Log.note(
        since == nil
          ? "lcore \(lcore) turns again"
          : "lcore \(lcore) has not ended a burst for \(Stagnation.patience / 1_000_000_000) s")
    }
  }

  /// memif: a process that never asks for the link while it is down keeps sending into dead memory.
  func askForLinks() {
    for memif in Set(ports.claims.keys.map(\.port)) where memif.type == .memif {
      if let port = host.registry.port(memif),
        let device = try? EthernetDevice(id: port.backing, label: memif.description)
      {
        _ = device.linkIsUp
      }
    }
  }

  /// Stops the lcores, and closes everything.
  mutating func stop() {
    for worker in workers.values { worker.stop() }
    ports.close(except: PlanPorts(), host)
    ports = PlanPorts()
  }
}
