// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import CTrace
import DPDK
import Glibc
import SPPDataPlane
import SPPModel
import Testing

/// A child process that is lcore 2, stopped after each instruction of one turn; a stopped one stands for a dead one,
/// because it stores nothing any more. After each burial and audit the memory is put back, and the child goes on.
@safe
final class StepStand {
  /// What was seen at all the instructions.
  struct Report: CustomStringConvertible {
    var instructions = 0
    var burials = 0
    var freed = 0
    var heads = 0
    /// By operation of the hand's word.
    var operations: [UInt64: Int] = [:]
    var pendingGets = 0
    var faults: [String] = []
    var isFinished = false

    var description: String {
      let words = operations.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      return
        "\(instructions) instructions, \(burials) burials, \(faults.count) faults; operations \(words.joined(separator: ", ")); "
        + "\(pendingGets) pending gets, \(heads) heads brought back, \(freed) buffers given back"
    }
  }

  let pool: StepPool
  let rings: [TestRing]
  let lost = LostCounter()
  private let hoard = Hoard()
  private let journal: Journal
  private let slot: JournalSlot
  private let dead: LcoreID

  init() throws {
    pool = try StepPool.get()
    rings = try (0..<4).map { try TestRing($0) }
    journal = try EALFixture.get().journal
    slot = try JournalSlot(lcore: 2)
    dead = try LcoreID(2)
    _ = undertaker(.all).bury(dead)
  }

  private func undertaker(_ rules: Undertaker.Rules) -> Undertaker {
    Undertaker(journal, pools: [pool.pool], rules: rules) { [rings] index in
      rings.first { $0.ring.index == index }?.ring
    }
  }

  /// Steps through one turn of the scenario, and buries at every `stride`th instruction.
  ///
  /// - Parameters:
  ///   - offset: The first instruction that is one.
  ///   - bound: Faults after which nothing more is to be seen.
  ///   - fault: Leaves memory as a faulty lcore would have left it, before the burial.
  func run(
    _ scenario: StepScenario, every stride: Int = 1, from offset: Int = 0,
    rules: Undertaker.Rules = .all, bound: Int = 3, fault: (JournalSlot) throws -> Void = { _ in }
  ) throws -> Report {
    defer { clear() }
    try feed(scenario)
    try fill(scenario)
    let pipeline = try scenario.pipeline(self)
    let memory = try StepMemory(pool.pool, rings: rings.map(\.ring))
    let child = fork()
    if child == 0 { stepped(pipeline) }
    defer {
      _ = kill(child, SIGKILL)
      var status: Int32 = 0
      while unsafe waitpid(child, &status, 0) == child, status & 0x7f == 0x7f {}
    }
    var report = Report()
    guard ctrace_has_stopped(child) else {
      report.faults.append("the child ended at once")
      return report
    }
    var next = offset
    while report.faults.count < bound {
      let done = ctrace_step(child, next)
      report.instructions += done
      guard done == next else {
        report.isFinished = true
        break
      }
      memory.keep()
      try fault(slot)
      try look(rules, &report)
      memory.putBack()
      next = stride
    }
    return report
  }

  /// The child's whole life.
  private func stepped(_ pipeline: Pipeline) -> Never {
    ctrace_become_lcore(2)
    var left = journal.left(dead)
    var right = journal.right(dead)
    ctrace_offer()
    _ = pipeline.turn(&left, &right)
    raise(SIGSTOP)
    _exit(0)
  }

  private func look(_ rules: Undertaker.Rules, _ report: inout Report) throws {
    for side in JournalSlot.Side.allCases where slot.word(side) != 0 {
      report.operations[slot.word(side) >> 56, default: 0] += 1
    }
    if slot.section >> 63 != 0 { report.pendingGets += 1 }
    let burial = undertaker(rules).bury(dead)
    report.burials += 1
    report.freed += burial.freed
    report.heads += burial.rings
    var fault = burial.lost > 0 ? "\(burial.lost) lost" : nil
    for side in JournalSlot.Side.allCases where slot.word(side) != 0 {
      fault = "a hand is not empty"
    }
    if fault == nil {
      var count = StepCount(pool)
      try count.countMagazines(notOf: 2)
      for ring in rings { count.count(ring.ring) }
      count.count(hoard)
      fault = count.fault
    }
    if fault == nil {
      for ring in rings { drain(ring.ring) }
      var count = StepCount(pool)
      try count.countMagazines(notOf: 2)
      count.count(hoard)
      count.checkHeaders(except: hoard)
      fault = count.fault.map { "drained: \($0)" }
    }
    if let fault { report.faults.append("instruction \(report.instructions): \(fault), \(burial)") }
  }

  private func drain(_ ring: Ring) {
    while let packet = unsafe Packets.take(ring) { unsafe Packets.free(packet) }
  }

  // MARK: Before and after

  private func feed(_ scenario: StepScenario) throws {
    func packets(_ count: Int) throws -> [OpaquePointer] {
      try unsafe (0..<count).map { index in
        let destination = scenario.destinations[index % scenario.destinations.count]
        let frame = Frame(destination: destination, number: index).bytes
        return try unsafe Packets.make(
          [frame] + Array(repeating: [1, 2, 3], count: scenario.segments - 1), from: pool.pool)
      }
    }
    if scenario.from == .ring { unsafe Packets.feed(rings[0].ring, try packets(40)) }
    if scenario.kind == .merge { unsafe Packets.feed(rings[3].ring, try packets(5)) }
    for (index, side) in scenario.to.enumerated() where side == .ring {
      let ring = rings[1 + index].ring
      unsafe Packets.feed(ring, try packets(max(0, 1023 - scenario.room)))
    }
  }

  /// Gives lcore 2 its magazines, by honest gets and puts of its own.
  private func fill(_ scenario: StepScenario) throws {
    let own = Hoard()
    ctrace_become_lcore(2)
    defer {
      ctrace_become_lcore(0)
      own.giveBack()
    }
    let walk = try DepotWalk(pool.pool)
    while own.count < scenario.loaded + scenario.previous
      || walk.owned(by: 2).contains(where: { walk.length($0) > 0 })
    {
      try #require(own.take(1, of: pool.pool))
    }
    own.giveBack(scenario.previous)
    if scenario.previous > 0, scenario.previous < 256 { walk.swapMagazines(of: 2) }
    own.giveBack(scenario.loaded)
    ctrace_become_lcore(0)
    own.giveBack()
    if scenario.isPoolEmpty { hoard.takeAll(of: pool.pool) }
    let lengths = walk.owned(by: 2).map { walk.length($0) }.filter { $0 > 0 }.sorted()
    try #require(lengths == [scenario.loaded, scenario.previous].filter { $0 > 0 }.sorted())
  }

  private func clear() {
    _ = undertaker(.all).bury(dead)
    for ring in rings { drain(ring.ring) }
    hoard.giveBack()
  }
}
