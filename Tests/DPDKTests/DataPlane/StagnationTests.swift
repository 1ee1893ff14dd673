// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPDataPlane
import SPPModel
import Testing

/// Workers that do not end the turn they are in.
@Suite(.eal, .serialized)
struct StagnationTests {
  @Test func `a worker is stuck when it stays in a turn, and no more when it turns`() throws {
    let journal = try EALFixture.get().journal
    let lcore = try LcoreID(1)
    let worker = Worker(lcore, journal: journal, mode: .resting(microseconds: 50))
    try worker.start()
    defer { worker.stop() }
    var stagnation = Stagnation()
    #expect(stagnation.look(at: [worker], now: 1).isEmpty)
    // Without a pipeline there are no turns to end.
    #expect(stagnation.look(at: [worker], now: 10_000_000_000).isEmpty)
    #expect(worker.adopt(Pipeline([])))
    // Standing still it is as one that hangs.
    let look = {
      let began: UInt64 = 20_000_000_000
      _ = stagnation.look(at: [worker], now: began)
      #expect(stagnation.look(at: [worker], now: began + Stagnation.patience).isEmpty)
      let later = began + Stagnation.patience + 1
      #expect(stagnation.look(at: [worker], now: later) == [lcore: .some(began)])
      #expect(stagnation.look(at: [worker], now: later + 1).isEmpty, "it is told once")
      #expect(stagnation.stuck == [lcore: began])
    }
    _ = try Standstill(journal).hold(
      patience: 5_000_000_000, lease: 3_000_000_000, watch: {}, look)
    let turns = worker.turns
    try Rig.wait { worker.turns > turns }
    #expect(stagnation.look(at: [worker], now: 40_000_000_000) == [lcore: .none])
    #expect(stagnation.stuck.isEmpty)
  }
}
