// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPDataPlane
internal import SPPModel

/// The primary's own forwarder: the patch table of an nfv, on the primary's worker lcores.
struct PrimaryForwarder {
  private var engine: PlanEngine
  private(set) var plan = PatchPlan()

  /// Starts the worker lcores, with nothing to do; nil when the primary has none.
  ///
  /// - Throws: `DPDKError` for an lcore that cannot be started.
  init?(_ registry: Registry, journal: Journal, mainLcore: LcoreID) throws(DPDKError) {
    let workers = Lcore.workers
    guard let first = workers.first, let pool = PacketPool.near(first) else { return nil }
    let host = PlanHost(
      client: .primary, kind: .primary, registry: registry, pool: pool, guests: GuestOptions(),
      captures: CaptureOptions(), mainLcore: mainLcore, workers: workers)
    engine = try PlanEngine(
      host, journal: journal, mode: .resting(microseconds: SecondaryOptions.standardRest))
  }

  /// As the primary's status shows it.
  var status: ForwarderStatus { PatchKind.status(plan, engine) }

  func has(_ port: ResourceUID) -> Bool { plan.ports.contains(port) }

  /// Whether the plan would take the command; nothing is changed.
  ///
  /// - Throws: `PrimaryError.plan`
  func check(_ command: PatchCommand) throws(PrimaryError) { _ = try next(command) }

  /// Makes the plan what the command says, and the lcores do it; on an error nothing is changed.
  ///
  /// - Throws: `PrimaryError.plan` when it does not fit, `.refused` when it cannot be done.
  mutating func change(_ command: PatchCommand) throws(PrimaryError) {
    let next = try next(command)
    guard next != plan else { return }
    if let failure = engine.become(PatchKind.work(next, on: engine.host.workers)) {
      throw .refused(failure)
    }
    plan = next
  }

  private func next(_ command: PatchCommand) throws(PrimaryError) -> PatchPlan {
    do throws(BatchError) {
      return try plan.applying([command], facts: engine.host.facts)
    } catch {
      throw .plan(error.reason)
    }
  }

  /// Stops the lcores and closes what they used.
  mutating func stop() { engine.stop() }
}
