// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// Where every buffer is, with packets under way and after deaths.
  @Suite struct PoolTests {
    private static let script = """
      vf 1; component start a 2 forward
      vf 1; component start b 3 forward
      vf 1; port add phy:0 rx a
      vf 1; port add ring:0 tx a
      vf 1; port add ring:0 rx b
      vf 1; port add phy:1 tx b
      """

    /// Asks again while an lcore that has no CPU keeps the others waiting.
    private func pool(_ group: Group, _ command: String = "pool") throws -> PoolReport {
      let report = try eventually("the lcores should stand still") { () -> PoolReport? in
        let answer =
          command == "pool"
          ? try group.rest("GET", "/primary/pool")
          : try group.rest("PUT", "/primary/pool", #"{"action":"reclaim"}"#)
        if answer.status == 400, answer.body.contains("ask again") { return nil }
        try #require(answer.status == 200, "\(answer.body)")
        return try PoolReport(JSON(parsing: Array(answer.body.utf8)))
      }
      for pool in report.pools { #expect(pool.sum == pool.size) }
      #expect(report.doubled == 0)
      #expect(report.foreign == 0)
      return report
    }

    @Test func `every buffer is somewhere while packets flow, and after kills none is lost`() throws
    {
      try Group.run { group in
        group.isKilled = true
        try group.startController()
        try group.startPrimary(devices: ["net_null0,size=64", "net_null1,size=64"])
        var vf = try group.startVF(1, lcores: [1, 2, 3])
        try group.script(Self.script)
        for life in 2...4 {
          try eventually("packets should flow") {
            try group.counters(1, "b").sent.packets > 10_000
          }
          for _ in 0..<5 {
            let pool = try #require(pool(group).pools.first)
            #expect(pool.lost == 0)
            #expect(pool.inHands == 0)
            #expect(pool.inDevices == 0)
            #expect(pool.caches.contains { $0.client?.number == 1 })
          }
          vf.send(SIGKILL)
          _ = try vf.wait()
          try eventually("the death should be in the books") {
            try group.primaryStatus().burials.processes == life - 1
          }
          let after = try pool(group)
          #expect(after.burials.processes == life - 1)
          #expect(after.burials.claims == 4 * (life - 1))
          #expect(after.burials.lcores == 3 * (life - 1))
          let counted = try #require(after.pools.first)
          #expect(counted.lost == after.burials.leaked)
          #expect(!counted.caches.contains { $0.client?.number == 1 })
          vf = try group.startVF(1, lcores: [1, 2, 3], name: "vf1-\(life)")
        }
        #expect(try pool(group, "reclaim").pools.first?.lost == 0)
        let text = try group.spp("pool")
        #expect(text.contains("lost             0"))
        #expect(text.contains("lcores stood still for"))
      }
    }

    @Test func `buffers of a tap are counted, and keep an inventory from guessing`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.spp("pri; add tap:0")
        let pool = try #require(pool(group).pools.first)
        #expect(pool.inDevices == 128)
        #expect(pool.devices == [PoolReport.Device(name: "tap:0", least: 128, most: 128)])
        #expect(pool.lost == 0)
        #expect(
          try group.refusal("pool reclaim").contains("tap:0 keeps buffers that nobody can count"))
        try group.spp("pri; del tap:0", "pool reclaim")
      }
    }
  }
}
