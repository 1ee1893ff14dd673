// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import Testing

/// The classifier table of a plan, and the plan as commands.
struct ClassifierEntryTests {
  /// Two classifiers with two outlets each, and a forwarder.
  private func plan(_ entries: String...) throws -> VFPlan {
    let plan = try House.plan(
      "start one 2 classifier", "add vhost:1 tx one", "add vhost:2 tx one",
      "start two 3 classifier",
      "add ring:1 tx two", "add ring:2 tx two", "start fw 2 forward", "add ring:3 rx fw",
      "add vhost:3 tx fw")
    return try plan.applying(entries.map { try House.command($0) }, facts: House.facts())
  }

  @Test func `entries are added, listed in their order, and deleted`() throws {
    let mac = "52:54:00:00:00:01"
    let plan = try plan(
      "entry 101/\(mac) vhost:2", "entry \(mac) vhost:1", "entry default vhost:2",
      "entry 7/default vhost:1")
    #expect(
      plan.entries == [
        try House.entry("default", "vhost:2"), try House.entry(mac, "vhost:1"),
        try House.entry("7/default", "vhost:1"),
        try House.entry("101/\(mac)", "vhost:2"),
      ])
    let less = try House.plan("unentry \(mac) vhost:1", "unentry default vhost:2", after: plan)
    #expect(less.entries.count == 2)
    #expect(less.table.count == 2)
    #expect(try House.plan("entry default vhost:2", "entry \(mac) vhost:1", after: less) == plan)
  }

  @Test(arguments: [
    (
      "entry 52:54:00:00:00:01 vhost:1",
      "classifier entry 52:54:00:00:00:01 for vhost:1 exists already"
    ),
    (
      "entry 52:54:00:00:00:01 vhost:2",
      "classifier entry 52:54:00:00:00:01 leads to vhost:1 in component 'one'; delete that first"
    ),
    (
      "entry 9/default vhost:1",
      "classifier entry 9/default leads to vhost:2 in component 'one'; delete that first"
    ),
    (
      "unentry 52:54:00:00:00:01 vhost:2",
      "classifier entry 52:54:00:00:00:01 for vhost:2 does not exist"
    ),
    (
      "unentry 1/52:54:00:00:00:01 vhost:1",
      "classifier entry 1/52:54:00:00:00:01 for vhost:1 does not exist"
    ),
    ("unentry default vhost:9", "classifier entry default for vhost:9 does not exist"),
    (
      "entry default vhost:9",
      "vhost:9 is not attached to any component; attach it before giving it a classifier entry"
    ),
    (
      "entry default phy:9",
      "phy:9 is not attached to any component; attach it before giving it a classifier entry"
    ),
    (
      "entry default vhost:1nq1",
      "vhost:1 nq 1 is not attached to any component; attach it before giving it a classifier entry"
    ),
  ])
  func `an entry that does not fit says why`(text: String, sentence: String) throws {
    let plan = try plan("entry 52:54:00:00:00:01 vhost:1", "entry 9/default vhost:2")
    refuses(sentence) { _ = try House.plan(text, after: plan) }
  }

  @Test func `an entry may lead to a NIC before a component sends to it, as in SPP`() throws {
    let plan = try plan("entry default phy:0", "entry default vhost:1", "add phy:0 tx two")
    #expect(plan.table[try ClassifierKey("default")]?.contains(ResourceUID(.phy, 0)) == true)
    // Where it would contradict another entry, the port is refused.
    refuses("classifier entry default leads to vhost:1 in component 'one'; delete that first") {
      _ = try House.plan(
        "add phy:0 tx one", after: try self.plan("entry default phy:0", "entry default vhost:1"))
    }
  }

  @Test func `one key leads elsewhere in another classifier, and per VLAN in the same`() throws {
    let plan = try plan(
      "entry default vhost:1", "entry default ring:1", "entry 1/default vhost:2",
      "entry 2/default vhost:1")
    #expect(plan.table[try ClassifierKey("default")]?.count == 2)
  }

  @Test func `an entry stays when its port is detached, and takes effect when it is back`() throws {
    let plan = try plan("entry default vhost:1")
    let dormant = try House.plan("del vhost:1 tx one", after: plan)
    #expect(dormant.entries == plan.entries)
    // While it sleeps another port may take its place in that classifier, which then refuses the first.
    let replaced = try House.plan("add vhost:5 tx one", "entry default vhost:5", after: dormant)
    refuses("classifier entry default leads to vhost:5 in component 'one'; delete that first") {
      _ = try House.plan("add vhost:1 tx one", after: replaced)
    }
    #expect(
      try House.plan("unentry default vhost:5", "add vhost:1 tx one", after: replaced).entries
        == plan.entries)
    // A dormant entry can be deleted, and not be added again.
    #expect(try House.plan("unentry default vhost:1", after: dormant).table.isEmpty)
    refuses(
      "vhost:1 is not attached to any component; attach it before giving it a classifier entry"
    ) {
      _ = try House.plan("unentry default vhost:1", "entry default vhost:1", after: dormant)
    }
    #expect(try House.plan("stop one", "stop two", "stop fw", after: plan).entries == plan.entries)
    #expect(try !House.plan("stop one", "stop two", "stop fw", after: plan).isEmpty)
  }

  @Test func `an entry may wait at a port of another component until a classifier sends there`()
    throws
  {
    // As users' recipes do it: the entry first, then the port moves to the classifier.
    let plan = try plan("entry 52:54:00:00:00:07 vhost:3", "entry 52:54:00:00:00:07 vhost:1")
    refuses(
      "classifier entry 52:54:00:00:00:07 leads to vhost:1 in component 'one'; delete that first"
    ) {
      _ = try House.plan("del vhost:3 tx fw", "add vhost:3 tx one", after: plan)
    }
    let moved = try House.plan("del vhost:3 tx fw", "add vhost:3 tx two", after: plan)
    #expect(moved.entries == plan.entries)
  }

  @Test func `a plan's commands build the same plan`() throws {
    let plan = try House.plan(
      "add ring:4 tx two add_vlantag 4094 7", "start mrg 3 merge",
      "add phy:1nq3 rx mrg del_vlantag", "add ring:3 tx mrg",
      after: plan(
        "entry default vhost:1", "entry default ring:1", "entry 7/01:00:5E:00:00:01 vhost:2"))
    #expect(try VFPlan().applying(plan.commands, facts: House.facts()) == plan)
    #expect(try plan.validated(facts: House.facts()) == plan)
    let written = VFPlan(components: plan.components, entries: plan.entries)
    #expect(try written.validated(facts: House.facts()) == plan)
    #expect(VFPlan().commands.isEmpty)
  }

  @Test func `a plan with dormant entries holds, and builds itself`() throws {
    let plan = try House.plan(
      "del vhost:1 tx one", "stop two",
      after: plan("entry default vhost:1", "entry 3/default ring:1"))
    #expect(try plan.validated(facts: House.facts()) == plan)
  }

  @Test func `a plan that somebody wrote is asked every rule`() throws {
    let plan = try plan("entry default vhost:1")
    func validate(_ components: [ComponentPlan], _ entries: [ClassifierEntry]) throws {
      _ = try VFPlan(components: components, entries: entries).validated(facts: House.facts())
    }
    refuses("component 'one' exists already; stop it first or choose another name") {
      try validate(plan.components + [plan.components[0]], [])
    }
    refuses("classifier entry default for vhost:1 exists already") {
      try validate(plan.components, plan.entries + plan.entries)
    }
    refuses("classifier entry default for vhost:1 exists already") {
      try validate([], plan.entries + plan.entries)
    }
    refuses("classifier entry default leads to vhost:1 in component 'one'; delete that first") {
      try validate(plan.components, plan.entries + [House.entry("default", "vhost:2")])
    }
    refuses("lcore 9 is not a worker of this process; its workers are 2, 3") {
      try validate(
        [ComponentPlan(name: try ComponentName("x"), core: try LcoreID(9), kind: .merge)], [])
    }
  }

  @Test func `a hundred thousand entries are validated, listed and changed in seconds`() throws {
    let clock = ContinuousClock()
    let base = try plan()
    let entries = (0..<100_000).map { number in
      ClassifierEntry(
        ClassifierKey(
          vlan: try? VLANID(number % 200),
          address: .mac(MACAddress(bits: UInt64(number) &* 0x9e37_79b9))),
        port: ResourceUID(.vhost, UInt8(1 + number % 2)))
    }
    let time = try clock.measure {
      let plan = try VFPlan(components: base.components, entries: entries).validated(
        facts: House.facts())
      #expect(plan.entries.count == 100_000)
      // A conflict anywhere among them is found.
      let other = ClassifierEntry(entries[77_777].key, port: ResourceUID(.vhost, 1))
      #expect(
        throws: PlanError.entryConflict(
          other, with: ResourceUID(.vhost, 2), in: try ComponentName("one"))
      ) {
        try plan.applying(.addEntry(other), facts: House.facts())
      }
      for number in 0..<20 {
        _ = try plan.applying(.deleteEntry(entries[number * 5000]), facts: House.facts())
        _ = try House.plan("del vhost:1 tx one", "add vhost:1 tx one", after: plan)
      }
    }
    #expect(time < .seconds(20), "it takes a second or two on an idle machine")
  }
}
