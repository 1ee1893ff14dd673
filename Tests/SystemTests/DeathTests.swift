// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// Any process may be killed; the others go on, or end in order.
  @Suite struct DeathTests {
    private static let devices = ["net_null0,size=64", "net_null1,size=64"]
    private static let script = """
      vf 1; component start a 2 forward
      vf 1; component start b 3 forward
      vf 1; port add phy:0 rx a
      vf 1; port add ring:0 tx a
      vf 1; port add ring:0 rx b
      vf 1; port add phy:1 tx b
      """

    private func flows(_ group: Group) throws {
      try eventually("packets should flow") { try group.counters(1, "b").sent.packets > 10_000 }
    }

    @Test func `a killed vf is buried, loses no buffer, and gets its plan back when it returns`()
      throws
    {
      try Group.run { group in
        group.isKilled = true
        try group.startController()
        try group.startPrimary(devices: Self.devices)
        let free = try group.freeBuffers()
        var vf = try group.startVF(1, lcores: [1, 2, 3])
        try group.script(Self.script)
        let plan = try group.plan(1)
        for life in 2...4 {
          try flows(group)
          vf.send(SIGKILL)
          #expect(try vf.wait() == -SIGKILL)
          // What lies in the ring stays there for the successor.
          try eventually("every buffer should be free, or in ring:0") {
            let ring = try #require(group.primaryStatus().ringPorts.first)
            return try group.freeBuffers() + Int(ring.tx) - Int(ring.rx) == free
          }
          vf = try group.startVF(1, lcores: [1, 2, 3], name: "vf1-\(life)")
          try eventually("the plan should come back") { try group.plan(1) == plan }
        }
        try flows(group)
        #expect(try group.counters(1).allSatisfy(\.isBalanced))
      }
    }

    @Test func `a controller that was killed and comes back touches nothing that runs`() throws {
      try Group.run { group in
        let controller = try group.startController()
        try group.startPrimary(devices: Self.devices)
        try group.startVF(1, lcores: [1, 2, 3])
        try group.script(Self.script)
        try flows(group)
        let plan = try group.plan(1)
        let before = try group.counters(1, "a").received.packets
        controller.send(SIGKILL)
        _ = try controller.wait()
        try group.startController("spp-ctl-2")
        try group.spp("wait primary 20", "wait vf 1 20")
        #expect(try group.plan(1) == plan)
        // The counters went on from where they were: no component was made anew.
        #expect(try group.counters(1, "a").received.packets > before)
        try group.spp("vf 1; component stop a")
      }
    }

    @Test func `a primary that is told to end takes its vfs along and leaves nothing behind`()
      throws
    {
      try Group.run { group in
        try group.startController()
        let primary = try group.startPrimary(devices: Self.devices)
        let vf = try group.startVF(1, lcores: [1, 2, 3])
        try group.script(Self.script)
        try flows(group)
        primary.send(SIGTERM)
        #expect(try vf.wait() == 0)
        #expect(vf.complaints.contains("the primary is leaving"))
        #expect(try primary.wait() == 0)
        #expect(primary.complaints.contains("nothing is left behind"))
        #expect(group.leftovers == [])
        // The same group again, and its configuration comes back.
        try group.startPrimary("primary-2", devices: Self.devices)
        try group.startVF(1, lcores: [1, 2, 3], name: "vf1-2")
        try flows(group)
      }
    }

    @Test func `vfs of a killed primary end with a sentence, and the next primary clears up`()
      throws
    {
      try Group.run { group in
        group.isKilled = true
        try group.startController()
        let primary = try group.startPrimary(devices: Self.devices)
        let vf = try group.startVF(1, lcores: [1, 2, 3])
        try group.script(Self.script)
        try flows(group)
        primary.send(SIGKILL)
        _ = try primary.wait()
        #expect(try vf.wait() == 0)
        #expect(vf.complaints.contains("the primary of group '\(group.prefix)' has died"))
        try group.startPrimary("primary-2", devices: Self.devices)
        try group.startVF(1, lcores: [1, 2, 3], name: "vf1-2")
        try flows(group)
      }
    }

    @Test func `a vf that hangs is told so, delays nobody else, and works on when it wakes up`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: Self.devices)
        let vf = try group.startVF(1, lcores: [1, 2, 3])
        try group.startVF(2, lcores: [4, 5])
        try group.script(Self.script)
        vf.send(SIGSTOP)
        defer { vf.send(SIGCONT) }
        let began = ContinuousClock.now
        try group.spp("status", "vf 2; component start fw 5 forward", "vf 2; status", "pri; status")
        #expect(ContinuousClock.now - began < .seconds(4))
        #expect(try group.rest("GET", "/vfs/1").status == 504)
        // It is told from a dead one: marked, said, and not buried.
        try eventually("vf 1 should be found hung") {
          try group.rest("GET", "/processes").body.contains(#""state":"hung""#)
        }
        let status = try group.primaryStatus()
        #expect(status.hung.map(\.client.number) == [1])
        #expect(status.burials.processes == 0)
        #expect(try group.spp("status").contains("vf:1 (hung)"))
        #expect(try group.spp("pri; status").contains("HUNG: process 1 gives no sign of life"))
        #expect(try group.refusal("pool").contains("process 1 has given no sign of life"))
        vf.send(SIGCONT)
        try flows(group)
        try eventually("vf 1 should be found awake") {
          try !group.rest("GET", "/processes").body.contains("hung")
        }
        try eventually("buffers should be counted again") {
          try group.rest("GET", "/primary/pool").status == 200
        }
      }
    }
  }
}
