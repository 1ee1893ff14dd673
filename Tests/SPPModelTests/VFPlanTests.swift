// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import Testing

/// Components and their ports: what a command may do, and the sentence when it may not.
struct VFPlanTests {
  @Test func `a component is started on a worker, and stopped`() throws {
    let plan = try House.plan(
      "start fw 2 forward", "start mrg 3 merge", "start cls 2 classifier_mac")
    #expect(plan.components.map(\.name.text) == ["fw", "mrg", "cls"])
    #expect(plan[try ComponentName("cls")]?.kind == .formerClassifier)
    #expect(try House.plan("stop mrg", after: plan).components.map(\.name.text) == ["fw", "cls"])
    #expect(try House.plan("stop nobody", after: plan) == plan)
  }

  @Test func `components beyond 1,024 are refused`() throws {
    let commands = try (0...VFPlan.maximumComponents).map {
      try House.command("start c\($0) 2 merge")
    }
    let error = #expect(throws: BatchError.self) {
      try VFPlan().applying(commands, facts: House.facts())
    }
    #expect(error?.index == VFPlan.maximumComponents)
    #expect(error?.reason == .tooManyComponents)
  }

  @Test(arguments: [
    ("start fw 3 merge", "component 'fw' exists already; stop it first or choose another name"),
    ("start a 1 forward", "lcore 1 is the main lcore, which takes commands; choose a worker"),
    ("start a 5 forward", "lcore 5 belongs to process 2; choose a worker of this process"),
    ("start a 0 forward", "lcore 0 belongs to the primary; choose a worker of this process"),
    ("start a 9 forward", "lcore 9 is not a worker of this process; its workers are 2, 3"),
    ("add ring:0 rx nobody", "component 'nobody' does not exist; start it first"),
    ("del ring:0 rx nobody", "component 'nobody' does not exist; start it first"),
    ("add ring:4 rx fw", "component 'fw': a forwarder has 1 rx port and already has 'ring:0'"),
    ("add ring:4 tx fw", "component 'fw': a forwarder has 1 tx port and already has 'ring:1'"),
    ("add ring:4 tx mrg", "component 'mrg': a merger has 1 tx port and already has 'vhost:0'"),
    ("add ring:4 rx cls", "component 'cls': a classifier has 1 rx port and already has 'phy:0'"),
    ("add ring:1 tx cls", "ring:1 tx is already fed by component 'fw'; put a merge in front of it"),
    ("add ring:0 rx mrg", "ring:0 rx is already polled by component 'fw'; detach it there first"),
    (
      "add vhost:0 tx cls",
      "vhost:0 tx is already fed by component 'mrg'; put a merge in front of it"
    ),
    ("del ring:0 tx fw", "ring:0 is not a tx port of component 'fw'"),
    ("del ring:5 rx fw", "ring:5 is not an rx port of component 'fw'"),
    ("add phy:7 tx cls", "phy:7 does not exist; the primary's mask (-p) says which do"),
    ("add phy:7nq1 tx cls", "phy:7 does not exist; the primary's mask (-p) says which do"),
    ("add ring:77 tx cls", "ring:77 does not exist; add it with 'pri; add ring:77'"),
    ("add vhost:0nq8 rx mrg", "vhost:0 nq 8: the port has 8 rx queues, counted from 0"),
    ("add vhost:0nq1023 tx cls", "vhost:0 nq 1023: the port has 8 tx queues, counted from 0"),
    ("add tap:1 rx mrg", "tap:1 does not exist; add it with 'pri; add tap:1'"),
    ("add pcap:0 rx mrg", "pcap:0 does not exist; add it with 'pri; add pcap:0'"),
    ("add nullpmd:0 rx mrg", "nullpmd:0 does not exist; add it with 'pri; add nullpmd:0'"),
    ("add memif:0 rx mrg", "memif:0 does not exist; add it with 'pri; add memif:0'"),
    ("add phy:1 rx mrg", "phy:1 has 4 rx queues; say which, such as 'phy:1 nq 0'"),
    ("add phy:1 tx cls", "phy:1 has 2 tx queues; say which, such as 'phy:1 nq 0'"),
    ("add phy:1nq4 rx mrg", "phy:1 nq 4: the port has 4 rx queues, counted from 0"),
    ("add phy:1nq2 tx cls", "phy:1 nq 2: the port has 2 tx queues, counted from 0"),
    ("add ring:3nq1 rx mrg", "ring:3 nq 1: the port has 1 rx queue, counted from 0"),
  ])
  func `a command that does not fit says what would, and changes nothing`(
    text: String, sentence: String
  ) throws {
    let plan = try House.plan(
      "start fw 2 forward", "add ring:0 rx fw", "add ring:1 tx fw", "start mrg 3 merge",
      "add ring:2 rx mrg",
      "add vhost:0 tx mrg", "start cls 3 classifier", "add phy:0 rx cls")
    refuses(sentence) { _ = try plan.applying(House.command(text), facts: House.facts()) }
    refuses(sentence) { _ = try House.plan("start good 2 forward", text, after: plan) }
  }

  @Test func `queues of one port are ports of their own`() throws {
    let plan = try House.plan(
      "start mrg 2 merge", "add phy:1nq0 rx mrg", "add phy:1nq3 rx mrg", "start fw 2 forward",
      "add phy:1nq1 rx fw",
      "add phy:1nq0 tx fw", "add phy:1nq1 tx mrg")
    #expect(
      plan[try ComponentName("mrg")]?.rx.map(\.port.description) == ["phy:1 nq 0", "phy:1 nq 3"])
    refuses("phy:1 nq 3 rx is already polled by component 'mrg'; detach it there first") {
      _ = try House.plan("start x 2 forward", "add phy:1nq3 rx x", after: plan)
    }
  }

  @Test func `a queue 0 may be said of a port with one`() throws {
    let plan = try House.plan("start fw 2 forward", "add ring:3nq0 rx fw")
    #expect(plan[try ComponentName("fw")]?.rx.first?.port.queue == 0)
  }

  @Test func `one side of a port is free while the other is taken`() throws {
    let plan = try House.plan(
      "start a 2 forward", "add ring:0 tx a", "start b 3 forward", "add ring:0 rx b",
      "add vhost:1 rx a", "add vhost:1 tx b")
    #expect(plan.components.count == 2)
  }

  @Test func `attaching again changes the VLAN operation and nothing else`() throws {
    let name = try ComponentName("cls")
    let before = try House.plan(
      "start cls 2 classifier", "add vhost:0 tx cls", "add vhost:1 tx cls del_vlantag")
    let after = try House.plan("add vhost:0 tx cls add_vlantag 101 3", after: before)
    #expect(after[name]?.tx.map(\.port) == before[name]?.tx.map(\.port))
    #expect(
      after[name]?.tx.map(\.vlan) == [.add(try VLANID(101), try PriorityCodePoint(3)), .delete])
    #expect(try House.plan("add vhost:0 tx cls", after: after) == before)
    // At its limit too.
    let full = try House.plan("start fw 2 forward", "add ring:0 rx fw")
    #expect(
      try House.plan("add ring:0 rx fw del_vlantag", after: full)[ComponentName("fw")]?.rx.first?
        .vlan == .delete)
  }

  @Test func `a stopped component gives its ports free`() throws {
    let plan = try House.plan(
      "start a 2 forward", "add ring:0 rx a", "stop a", "start b 3 forward", "add ring:0 rx b")
    #expect(plan.components.map(\.name.text) == ["b"])
  }

  @Test func `many ports are 256, and no more`() throws {
    var commands = try ["start cls 2 classifier", "start mrg 3 merge"].map { try House.command($0) }
    for index in 0..<256 {
      let port = ResourceUID(.vhost, UInt8(index))
      commands.append(.attach(port, .tx, to: try ComponentName("cls"), vlan: .none))
      commands.append(.attach(port, .rx, to: try ComponentName("mrg"), vlan: .none))
    }
    let plan = try VFPlan().applying(commands, facts: House.facts())
    refuses(
      "component 'cls': a classifier has 256 tx ports and already has 'vhost:0', 'vhost:1', 'vhost:2'"
    ) {
      _ = try House.plan("add ring:0 tx cls", after: plan)
    }
    refuses(
      "component 'mrg': a merger has 256 rx ports and already has 'vhost:0', 'vhost:1', 'vhost:2'"
    ) {
      _ = try House.plan("add ring:0 rx mrg", after: plan)
    }
  }

  @Test
  func `several commands take effect together or not at all, and the first that fails is named`()
    throws
  {
    let plan = try House.plan("start fw 2 forward")
    do {
      _ = try House.plan(
        "add ring:0 rx fw", "add ring:0 tx fw", "add ring:1 tx fw", "start x 9 merge", after: plan)
      Issue.record("the batch was accepted")
    } catch let error as BatchError {
      #expect(error.index == 2)
      #expect(
        error.reason
          == .tooManyPorts(try ComponentName("fw"), .forward, .tx, has: [ResourceUID(.ring, 0)]))
    }
    #expect(plan[try ComponentName("fw")]?.rx.isEmpty == true)
    // A command may rest on the one before it.
    #expect(
      try House.plan("stop fw", "start fw 3 merge", after: plan)[ComponentName("fw")]?.core.number
        == 3)
    #expect(try plan.applying([], facts: House.facts()) == plan)
  }
}
