// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// Choices made from bytes, so that a short input is a whole story; past the end the first of everything.
private struct Choices {
  var bytes: ArraySlice<UInt8>

  mutating func below(_ bound: Int) -> Int { Int(bytes.popFirst() ?? 0) % bound }
  mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }
}

extension FuzzTarget {
  /// Changes of a plan, one after another.
  static let plans = FuzzTarget("plans", "commands applied to the plans of a vf and an nfv") {
    random in
    (0..<8 + random.below(120)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  } read: { bytes in
    var choices = Choices(bytes: bytes[...])
    let kind = choices.pick([ProcessKind.vf, .vf, .mirror, .nfv])
    let facts = try facts(kind)
    if kind == .nfv { try patch(&choices, facts) } else { try change(&choices, facts) }
  }

  private static func facts(_ kind: ProcessKind) throws -> ProcessFacts {
    ProcessFacts(
      client: try ClientID(1), kind: kind, mainLcore: try LcoreID(1),
      workers: [try LcoreID(2), try LcoreID(3)], foreignLcores: [try LcoreID(5): .primary],
      ports: [
        .init(ResourceUID(.phy, 0)), .init(ResourceUID(.phy, 1), rxQueues: 4, txQueues: 2),
        .init(ResourceUID(.ring, 0)), .init(ResourceUID(.ring, 1)), .init(ResourceUID(.tap, 0)),
      ])
  }

  private static func change(_ choices: inout Choices, _ facts: ProcessFacts) throws {
    var plan = VFPlan()
    var done: [VFCommand] = []
    while !choices.bytes.isEmpty {
      let command = try command(&choices)
      let before = plan
      do throws(PlanError) { plan = try plan.applying(command, facts: facts) } catch {
        try holdSentence(error, limit: 600)
        try hold(plan == before, "a refused command has changed the plan")
        let batch = done + [command]
        do throws(BatchError) { _ = try VFPlan().applying(batch, facts: facts) } catch {
          guard error.index != done.count else { continue }
        }
        throw FuzzFault("a batch does not end where its last command is refused")
      }
      done.append(command)
      try hold(
        plan != before || isIdle(command, before), "a command that is done changes nothing")
    }
    try hold(try VFPlan().applying(done, facts: facts) == plan, "all at once is not one by one")
    let validated = try plan.validated(facts: facts)
    try hold(same(validated, plan), "a plan that holds does not hold when it is built anew")
    try hold(
      same(try VFPlan(JSON(parsing: plan.json.serialized())), plan), "it reads back as another")
    try hold(plan.isEmpty == plan.commands.isEmpty, "an empty plan has commands")
  }

  /// Stopping what is not there, and attaching again what is attached.
  private static func isIdle(_ command: VFCommand, _ plan: VFPlan) -> Bool {
    switch command {
    case .stopComponent(let name): plan[name] == nil
    case .attach(let port, let direction, let name, let vlan):
      plan[name]?[direction].contains { $0.port == port && $0.vlan == vlan } == true
    default: false
    }
  }

  private static func same(_ a: VFPlan, _ b: VFPlan) -> Bool {
    a.components == b.components && a.entries == b.entries
  }

  private static func command(_ choices: inout Choices) throws -> VFCommand {
    let name = try ComponentName(choices.pick(["a", "b", "c", "none"]))
    let direction = choices.pick(Direction.allCases)
    switch choices.below(8) {
    case 0, 1:
      return .startComponent(
        name, core: try LcoreID(choices.below(6)), kind: choices.pick(ComponentKind.allCases))
    case 2:
      return choices.below(4) == 0
        ? .stopComponent(name) : .detach(port(&choices), direction, from: name)
    case 3, 4, 5:
      let vlan: VLANOperation = choices.pick([
        .none, .delete, .add(try VLANID(101), try PriorityCodePoint(3)),
      ])
      return .attach(port(&choices), direction, to: name, vlan: vlan)
    case 6: return .addEntry(try entry(&choices))
    default:
      return choices.below(3) == 0
        ? .deleteEntry(try entry(&choices)) : .addEntry(try entry(&choices))
    }
  }

  private static func entry(_ choices: inout Choices) throws -> ClassifierEntry {
    let vlan = choices.pick([nil, try VLANID(101), try VLANID(4094)])
    let address: ClassifierKey.Address = choices.pick([
      .default, .mac(MACAddress(bits: 0x5254_0000_0001)), .mac(MACAddress(bits: 0x0100_5e00_0001)),
    ])
    return ClassifierEntry(ClassifierKey(vlan: vlan, address: address), port: port(&choices))
  }

  private static func port(_ choices: inout Choices) -> ResourceUID {
    choices.pick([
      ResourceUID(.phy, 0), ResourceUID(.phy, 1), ResourceUID(.phy, 1, queue: 0),
      ResourceUID(.phy, 1, queue: 3), ResourceUID(.phy, 0, queue: 0), ResourceUID(.ring, 0),
      ResourceUID(.ring, 1), ResourceUID(.vhost, 0), ResourceUID(.vhost, 1), ResourceUID(.tap, 0),
      ResourceUID(.pcap, 9),
    ])
  }

  private static func patch(_ choices: inout Choices, _ facts: ProcessFacts) throws {
    var plan = PatchPlan()
    while !choices.bytes.isEmpty {
      let command: PatchCommand =
        switch choices.below(8) {
        case 0, 1, 2: .add(port(&choices))
        case 3: .delete(port(&choices))
        case 4, 5: .patch(Patch(port(&choices), to: port(&choices)))
        case 6: choices.pick([.forward, .stop])
        default: choices.below(4) == 0 ? .reset : .patch(Patch(port(&choices), to: port(&choices)))
        }
      let before = plan
      do throws(BatchError) { plan = try plan.applying([command], facts: facts) } catch {
        try holdSentence(error, limit: 600)
        try hold(plan == before, "a refused command has changed the plan")
      }
    }
    try hold(try plan.validated(facts: facts) == plan, "it does not hold when it is built anew")
    try hold(
      try PatchPlan(JSON(parsing: plan.json.serialized())) == plan, "it reads back as another")
    let components = plan.components(on: facts.workers.sorted())
    try hold(
      Set(components.components.map(\.name)).count == components.components.count,
      "two components that move frames have one name")
    try hold(
      components.components.reduce(0) { $0 + $1.rx.count } == plan.patches.count,
      "not each patch is moved by a component")
  }
}
