// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import Testing

/// Several configurations at once: what differs, and how to get from one to the other.
struct GroupPlanTests {
  private let old: VFPlan
  private let new: VFPlan
  private let vf1: ProcessName
  private let vf2: ProcessName

  init() throws {
    old = try House.plan(
      "start cls 2 classifier", "add phy:0 rx cls", "add ring:0 tx cls", "add ring:1 tx cls",
      "start fw 3 forward", "add ring:2 rx fw", "add ring:3 tx fw", "start mrg 2 merge",
      "entry 52:54:00:00:00:01 ring:0", "entry 101/default ring:1")
    new = try House.plan(
      "start cls 2 classifier", "add phy:0 rx cls del_vlantag", "add ring:1 tx cls",
      "add ring:3 tx cls", "start fw 2 forward", "add ring:2 rx fw", "add ring:0 tx fw",
      "start new 3 forward", "entry 101/default ring:1", "entry 52:54:00:00:00:01 ring:3")
    vf1 = try ProcessName(parsing: "vf-1")
    vf2 = try ProcessName(parsing: "vf-2")
  }

  private func group(_ plans: [(ProcessName, VFPlan)]) -> GroupPlan {
    GroupPlan(
      Dictionary(
        plans.map { ($0.0, ProcessPlan.secondary(.components($0.1))) },
        uniquingKeysWith: { first, _ in first }))
  }

  @Test func `the differences are the pieces that were added, removed and changed`() throws {
    let cls = try ComponentName("cls")
    let phy = ResourceUID(.phy, 0)
    let differences = old.differences(to: new)
    #expect(
      differences == [
        .removed(.component(try #require(old[ComponentName("mrg")]))),
        .changed(
          .attachment(Attachment(phy), .rx, of: cls),
          to: .attachment(Attachment(phy, vlan: .delete), .rx, of: cls)),
        .removed(.attachment(Attachment(ResourceUID(.ring, 0)), .tx, of: cls)),
        .added(.attachment(Attachment(ResourceUID(.ring, 3)), .tx, of: cls)),
        .changed(
          .component(try #require(old[ComponentName("fw")])),
          to: .component(try #require(new[ComponentName("fw")]))),
        .added(.component(try #require(new[ComponentName("new")]))),
        .removed(.entry(try House.entry("52:54:00:00:00:01", "ring:0"))),
        .added(.entry(try House.entry("52:54:00:00:00:01", "ring:3"))),
      ])
    #expect(old.differences(to: old) == [])
  }

  @Test func `the commands of a difference lead from one plan to the other, both ways`() throws {
    for (from, to) in [(old, new), (new, old), (VFPlan(), new), (old, VFPlan())] {
      let commands = from.commands(to: to)
      var plan = try from.applying(commands.releases, facts: House.facts())
      plan = try plan.applying(commands.claims, facts: House.facts())
      #expect(from.differences(to: to).isEmpty == (from == to))
      #expect(
        ProcessPlan.secondary(.components(plan)).sorted
          == ProcessPlan.secondary(.components(to)).sorted)
    }
  }

  @Test func `the lines read like the shell's commands`() {
    #expect(
      group([(vf1, old)]).lines(to: group([(vf1, new)])) == [
        "vf 1; component stop mrg", "vf 1; port del ring:0 tx cls", "vf 1; component stop fw",
        "vf 1; classifier_table del mac 52:54:00:00:00:01 ring:0",
        "vf 1; port add phy:0 rx cls del_vlantag", "vf 1; port add ring:3 tx cls",
        "vf 1; component start fw 2 forward", "vf 1; port add ring:2 rx fw",
        "vf 1; port add ring:0 tx fw", "vf 1; component start new 3 forward",
        "vf 1; classifier_table add mac 52:54:00:00:00:01 ring:3",
      ])
  }

  @Test func `a process changes in one step, and one that stays is left alone`() throws {
    let (before, after) = (group([(vf1, old), (vf2, VFPlan())]), group([(vf1, new)]))
    #expect(before.changed(in: after) == [vf1])
    #expect(before.steps(to: after) == [.give(vf1, .components(new))])
    #expect(before.steps(to: before) == [])
  }

  @Test func `the order of components and ports is no difference`() throws {
    let a = try House.plan(
      "start a 2 merge", "start b 2 merge", "add ring:0 rx a", "add ring:1 rx a")
    let b = try House.plan(
      "start b 2 merge", "start a 2 merge", "add ring:1 rx a", "add ring:0 rx a")
    #expect(a != b)
    #expect(group([(vf1, a)]).changed(in: group([(vf1, b)])) == [])
  }

  @Test func `processes that exchange rings give them up before they take the other's`() throws {
    let a = try House.plan("start fw 2 forward", "add ring:0 rx fw", "add ring:1 tx fw")
    let b = try House.plan("start fw 2 forward", "add ring:2 rx fw", "add ring:3 tx fw")
    let empty = try House.plan("start fw 2 forward")
    #expect(
      group([(vf1, a), (vf2, b)]).steps(to: group([(vf1, b), (vf2, a)])) == [
        .give(vf1, .components(empty)), .give(vf2, .components(empty)),
        .give(vf1, .components(b)), .give(vf2, .components(a)),
      ])
  }

  @Test func `a guest's socket goes to another process as a whole`() throws {
    let a = try House.plan("start fw 2 forward", "add vhost:0 rx fw", "add vhost:0 tx fw")
    let empty = try House.plan("start fw 2 forward")
    #expect(
      group([(vf1, VFPlan()), (vf2, a)]).steps(to: group([(vf1, a), (vf2, VFPlan())])) == [
        .give(vf2, .components(empty)), .give(vf1, .components(a)),
        .give(vf2, .components(VFPlan())),
      ])
  }

  @Test func `the primary's ports are there before they are used, and go after that`() throws {
    func primary(_ ports: [ResourceUID], _ patches: [Patch]) -> ProcessPlan {
      var plan = PrimaryPlan()
      plan.ports = ports
      plan.patches = patches
      plan.isForwarding = !patches.isEmpty
      return .primary(plan)
    }
    let (tap, null) = (ResourceUID(.tap, 1), ResourceUID(.nullpmd, 0))
    let plan = SecondaryPlan.patches(
      PatchPlan(ports: [tap], patches: [Patch(tap, to: tap)], isForwarding: true))
    let nfv = try ProcessName(parsing: "nfv-3")
    let before = GroupPlan([
      .primary: primary([null], [Patch(null, to: null)]),
      nfv: .secondary(.patches(PatchPlan())),
    ])
    let after = GroupPlan([.primary: primary([tap], []), nfv: .secondary(plan)])
    #expect(
      before.steps(to: after) == [
        .primary(.stop), .primary(.resetPatches), .primary(.add(tap)), .give(nfv, plan),
        .primary(.delete(null)),
      ])
    #expect(
      before.lines(to: after) == [
        "pri; stop", "pri; patch reset", "pri; del nullpmd:0", "pri; add tap:1", "nfv 3; add tap:1",
        "nfv 3; patch tap:1 tap:1", "nfv 3; forward",
      ])
  }

  @Test func `a primary holds what was added, the sockets and rings of its own forwarder too`()
    throws
  {
    let (tap, ring, guest) = (ResourceUID(.tap, 1), ResourceUID(.ring, 0), ResourceUID(.vhost, 3))
    let status = PrimaryStatus(
      mainLcore: try LcoreID(0), lcores: [], phyPorts: [], ringPorts: [], addedPorts: [tap],
      pools: [],
      forwarder: ForwarderStatus(
        ports: [ResourceUID(.phy, 0), tap, ring, guest],
        plan: PatchPlan(ports: [], patches: [Patch(ring, to: guest)], isForwarding: true)))
    let plan = PrimaryPlan(status)
    #expect(plan.ports == [tap, ring, guest])
    #expect(plan.patches == [Patch(ring, to: guest)])
    #expect(plan.isForwarding)
  }

  @Test func `a patch that goes takes all others with it, which come back`() throws {
    let (a, b, c) = (ResourceUID(.ring, 0), ResourceUID(.ring, 1), ResourceUID(.ring, 2))
    let plan = PatchPlan(
      ports: [a, b, c], patches: [Patch(a, to: b), Patch(b, to: c)], isForwarding: true)
    let next = PatchPlan(ports: [a, b], patches: [Patch(a, to: b)], isForwarding: true)
    let commands = plan.commands(to: next)
    #expect(commands.releases == [.reset, .delete(c)])
    #expect(commands.claims == [.patch(Patch(a, to: b))])
    let grown = next.commands(to: plan)
    #expect(grown.releases == [])
    #expect(grown.claims == [.add(c), .patch(Patch(b, to: c))])
  }

  @Test(arguments: ["", "vf", "vf-0", "vf-01", "vf-128", "primary-1", "web-1", "vf-1 ", "VF-1"])
  func `what is no name of a process is refused`(text: String) {
    #expect(throws: ValueError.self) { try ProcessName(parsing: text) }
  }

  @Test(arguments: ["primary", "vf-1", "nfv-127", "mirror-2", "pcap-3"])
  func `names of processes print as they are read`(text: String) throws {
    #expect(try ProcessName(parsing: text).description == text)
  }
}
