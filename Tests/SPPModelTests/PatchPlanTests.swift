// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import Testing

struct PatchPlanTests {
  private func patch(_ source: String, _ destination: String) throws -> PatchCommand {
    .patch(
      Patch(
        try ResourceUID(parsing: source), to: try ResourceUID(parsing: destination)))
  }

  private func plan(_ commands: PatchCommand..., after plan: PatchPlan = PatchPlan()) throws
    -> PatchPlan
  {
    try plan.applying(commands, facts: House.facts())
  }

  private func refusal(_ commands: PatchCommand..., after plan: PatchPlan = PatchPlan())
    -> PlanError?
  {
    do {
      _ = try plan.applying(commands, facts: House.facts())
      return nil
    } catch {
      return (error as? BatchError)?.reason
    }
  }

  @Test func `a source has one destination, and the last one counts`() throws {
    let ring = ResourceUID(.ring, 0)
    let plan = try plan(
      .add(ring), patch("phy:0", "phy:0"), patch("ring:0", "phy:0"), patch("phy:0", "ring:0"))
    #expect(
      plan.patches == [
        Patch(ResourceUID(.phy, 0), to: ring), Patch(ring, to: ResourceUID(.phy, 0)),
      ])
    #expect(try self.plan(.reset, after: plan).patches == [])
  }

  @Test func `the sources of one destination become one merger, others forwarders, lcore by lcore`()
    throws
  {
    let rings = (0..<3).map { ResourceUID(.ring, UInt8($0)) }
    let plan = try plan(
      .add(rings[0]), .add(rings[1]), .add(rings[2]), patch("ring:0", "phy:0"),
      patch("ring:1", "phy:0"), patch("phy:0", "phy:0"), patch("phy:1nq3", "ring:2"))
    let lcores = [try LcoreID(2), try LcoreID(3)]
    let components = plan.components(on: lcores).components
    #expect(components.map(\.kind) == [.merge, .forward])
    #expect(components.map(\.core) == lcores)
    #expect(components.map(\.name.text) == ["to-phy:0", "to-ring:2"])
    #expect(components[0].rx.map(\.port) == [rings[0], rings[1], ResourceUID(.phy, 0)])
    #expect(components[1].rx.map(\.port) == [ResourceUID(.phy, 1, queue: 3)])
  }

  @Test func `a port with one queue has one name`() throws {
    #expect(
      try plan(patch("phy:0nq0", "phy:0")).patches
        == [Patch(ResourceUID(.phy, 0), to: ResourceUID(.phy, 0))])
  }

  @Test func `ports are added, deleted and refused with their reason`() throws {
    let ring = ResourceUID(.ring, 0)
    let added = try plan(.add(ring), .add(ResourceUID(.vhost, 1)))
    #expect(refusal(.add(ring), after: added) == .portExists(ring))
    #expect(refusal(.add(ResourceUID(.ring, 200))) == .noSuchPort(ResourceUID(.ring, 200)))
    #expect(refusal(.add(ResourceUID(.phy, 0))) == .portStays(ResourceUID(.phy, 0)))
    #expect(refusal(.delete(ResourceUID(.phy, 0))) == .portStays(ResourceUID(.phy, 0)))
    #expect(refusal(.delete(ring)) == .portNotAdded(ring))
    #expect(
      refusal(.add(ResourceUID(.ring, 0, queue: 0)))
        == .portWhole(ResourceUID(.ring, 0, queue: 0)))
    let patched = try plan(patch("ring:0", "vhost:1"), after: added)
    #expect(
      refusal(.delete(ring), after: patched)
        == .portPatched(Patch(ring, to: ResourceUID(.vhost, 1))))
    #expect(try plan(.reset, .delete(ring), after: patched).ports == [ResourceUID(.vhost, 1)])
  }

  @Test func `a patch needs ports of the process, and a queue where there are several`() throws {
    #expect(refusal(try patch("ring:0", "phy:0")) == .portNotAdded(ResourceUID(.ring, 0)))
    #expect(
      refusal(try patch("phy:1", "phy:0")) == .queueNeeded(ResourceUID(.phy, 1), .rx, queues: 4))
    #expect(
      refusal(try patch("phy:0", "phy:1nq3"))
        == .noSuchQueue(ResourceUID(.phy, 1, queue: 3), .tx, queues: 2))
    #expect(refusal(try patch("phy:7", "phy:0")) == .noSuchPort(ResourceUID(.phy, 7)))
  }

  @Test func `its commands build it again, and forwarding is part of it`() throws {
    let plan = try plan(
      .add(ResourceUID(.ring, 1)), patch("phy:0", "ring:1"), .forward)
    #expect(plan.isForwarding)
    #expect(try PatchPlan().applying(plan.commands, facts: House.facts()) == plan)
    #expect(try plan.validated(facts: House.facts()) == plan)
    #expect(try !self.plan(.stop, after: plan).isForwarding)
  }
}
