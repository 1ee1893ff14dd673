// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import Glibc
import Testing

/// A component is killed at an instruction of its turn and buried: every buffer is where it belongs, once.
///
/// `SPP_STEP_STRIDE=1` looks at every instruction; without it the turn is sampled, elsewhere in each run.
@Suite(.eal, .serialized)
struct StepTests {
  private static let stride = unsafe getenv("SPP_STEP_STRIDE").flatMap {
    unsafe Int(String(cString: $0))
  }

  @Test(arguments: StepScenario.all)
  func `no instruction at which a component is killed loses or doubles a buffer`(
    scenario: StepScenario
  ) throws {
    let stand = try StepStand()
    let stride = Self.stride ?? 23
    let report = try stand.run(scenario, every: stride, from: Int(getpid()) % stride)
    #expect(report.faults == [])
    #expect(report.isFinished)
    #expect(report.burials > 20)
    #expect(!report.operations.isEmpty, "it was killed with packets in its hand")
    if Self.stride != nil { print("\(scenario.testDescription): \(report)") }
  }

  /// A rule of the burial that is left out, and a turn in which it is needed.
  struct Omission: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let rule: Undertaker.Rules
    let scenario: Int
    var stride = 1

    static let all = [
      Omission(
        testDescription: "what lies in magazines is given back again", rule: .magazinesCount,
        scenario: 4, stride: 11),
      Omission(
        testDescription: "a get that was named never happened", rule: .pendingGetsCount,
        scenario: 3),
      Omission(
        testDescription: "what a receiving section took is forgotten", rule: .recordCounts,
        scenario: 3, stride: 11),
      Omission(
        testDescription: "the tails of a half-freed chain are forgotten", rule: .recordCounts,
        scenario: 7, stride: 3),
      Omission(
        testDescription: "a moved head stays where it is", rule: .headsReturn, scenario: 0),
      Omission(
        testDescription: "the tails of the rings are not compared", rule: .tailsCount,
        scenario: 0),
    ]
  }

  /// DPDK's own cache counts before it copies.
  @Test func `a put that counts a buffer before it has copied it is caught`() throws {
    let stand = try StepStand()
    let pool = stand.pool.pool
    let report = try stand.run(StepScenario.all[4], every: 11, bound: 1) { slot in
      guard slot.word() >> 56 == 5 else { return }
      let walk = try DepotWalk(pool)
      let magazine = walk.loaded(of: 2)
      guard magazine >= 0, walk.length(magazine) < 256 else { return }
      walk.setLength(magazine, walk.length(magazine) + 1)
    }
    #expect(!report.faults.isEmpty, "\(report)")
  }

  @Test(arguments: Omission.all)
  func `an undertaker that leaves out a rule is caught`(omission: Omission) throws {
    let report = try StepStand().run(
      StepScenario.all[omission.scenario], every: omission.stride,
      rules: .all.subtracting(omission.rule), bound: 1)
    #expect(!report.faults.isEmpty, "\(report)")
  }
}
