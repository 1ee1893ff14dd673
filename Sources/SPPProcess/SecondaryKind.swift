// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// What tells the kinds of secondary apart: what they are asked, and what of it the lcores do.
protocol SecondaryKind {
  associatedtype Change: WireChange
  associatedtype Plan: WirePlan

  var empty: Plan { get }
  func isEmpty(_ plan: Plan) -> Bool
  /// The plan after all the changes.
  func applying(_ changes: [Change], to plan: Plan, facts: ProcessFacts) throws(BatchError) -> Plan
  /// The same plan, with every rule asked.
  func validated(_ plan: Plan, facts: ProcessFacts) throws(BatchError) -> Plan
  func work(_ plan: Plan, on workers: [LcoreID]) -> PlanEngine.Work
  func status(_ plan: Plan, _ engine: PlanEngine) -> JSON
}

/// A vf or a mirror: its plan is its components.
struct ComponentKinds: SecondaryKind {
  let empty = VFPlan()
  func isEmpty(_ plan: VFPlan) -> Bool { plan.isEmpty }

  func applying(
    _ changes: [VFCommand], to plan: VFPlan, facts: ProcessFacts
  ) throws(BatchError) -> VFPlan { try plan.applying(changes, facts: facts) }

  func validated(_ plan: VFPlan, facts: ProcessFacts) throws(BatchError) -> VFPlan {
    try plan.validated(facts: facts)
  }

  func work(_ plan: VFPlan, on workers: [LcoreID]) -> PlanEngine.Work {
    PlanEngine.Work(components: plan)
  }

  func status(_ plan: VFPlan, _ engine: PlanEngine) -> JSON {
    VFStatus(
      client: engine.host.client, mainLcore: engine.host.mainLcore, workers: engine.host.workers,
      ports: engine.phyPorts + engine.ownPorts, plan: plan, captures: engine.captures
    ).json
  }
}

/// An nfv: a patch table.
struct PatchKind: SecondaryKind {
  let empty = PatchPlan()
  func isEmpty(_ plan: PatchPlan) -> Bool { plan.isEmpty }

  func applying(
    _ changes: [PatchCommand], to plan: PatchPlan, facts: ProcessFacts
  ) throws(BatchError) -> PatchPlan { try plan.applying(changes, facts: facts) }

  func validated(_ plan: PatchPlan, facts: ProcessFacts) throws(BatchError) -> PatchPlan {
    try plan.validated(facts: facts)
  }

  func work(_ plan: PatchPlan, on workers: [LcoreID]) -> PlanEngine.Work {
    Self.work(plan, on: workers)
  }

  /// Also the primary's.
  static func work(_ plan: PatchPlan, on workers: [LcoreID]) -> PlanEngine.Work {
    let patched = plan.components(on: workers)
    return PlanEngine.Work(
      components: plan.isForwarding ? patched : VFPlan(), held: plan.ports,
      remembered: Set(patched.components.map(\.name)))
  }

  static func status(_ plan: PatchPlan, _ engine: PlanEngine) -> ForwarderStatus {
    ForwarderStatus(ports: engine.phyPorts + plan.ports, plan: plan)
  }

  func status(_ plan: PatchPlan, _ engine: PlanEngine) -> JSON {
    NFVStatus(
      client: engine.host.client, mainLcore: engine.host.mainLcore, workers: engine.host.workers,
      forwarder: Self.status(plan, engine)
    ).json
  }
}

/// A pcap: records one port, or does not.
struct CaptureKind: SecondaryKind {
  let port: ResourceUID
  /// Its only component.
  let name: ComponentName

  let empty = PcapPlan()
  func isEmpty(_ plan: PcapPlan) -> Bool { plan.isEmpty }

  func applying(
    _ changes: [PcapCommand], to plan: PcapPlan, facts: ProcessFacts
  ) throws(BatchError) -> PcapPlan {
    var plan = plan
    if let last = changes.last { plan.isRecording = last == .start }
    return try validated(plan, facts: facts)
  }

  func validated(_ plan: PcapPlan, facts: ProcessFacts) throws(BatchError) -> PcapPlan {
    _ = try components(plan, on: facts.workers.sorted()).validated(facts: facts)
    return plan
  }

  func work(_ plan: PcapPlan, on workers: [LcoreID]) -> PlanEngine.Work {
    PlanEngine.Work(components: components(plan, on: workers), remembered: [name])
  }

  private func components(_ plan: PcapPlan, on workers: [LcoreID]) -> VFPlan {
    guard plan.isRecording, let core = workers.first else { return VFPlan() }
    return VFPlan(
      components: [
        ComponentPlan(name: name, core: core, kind: .capture, rx: [Attachment(port)])
      ], entries: [])
  }

  func status(_ plan: PcapPlan, _ engine: PlanEngine) -> JSON {
    PcapStatus(
      client: engine.host.client, mainLcore: engine.host.mainLcore, workers: engine.host.workers,
      port: port, plan: plan, capture: engine.captures[name] ?? CaptureState()
    ).json
  }
}
