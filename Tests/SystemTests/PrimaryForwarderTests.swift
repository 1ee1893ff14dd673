// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// What a primary does by itself: its forwarder, pipes, flow rules.
  @Suite struct PrimaryForwarderTests {
    private let ports = ["net_null0,size=64", "net_null1,size=64"]

    @Test
    func
      `a primary with a second lcore forwards by itself, and takes it up again when it was killed`()
      throws
    {
      try Group.run { group in
        try group.startController()
        let primary = try group.startPrimary(devices: ports, lcores: [0, 9])
        #expect(try group.primaryStatus().forwarder?.plan == PatchPlan())
        try group.spp(
          "pri; add ring:0", "pri; patch phy:0 ring:0", "pri; patch ring:0 phy:1", "pri; forward")
        func isForwarding() throws -> Bool {
          let status = try group.primaryStatus()
          return status.phyPorts[1].tx > 1000 && status.ringPorts[0].rx > 1000
        }
        try eventually("frames should come through the ring", isForwarding)
        // Its uses of ports are seen by others, and its ports cannot be taken away under it.
        try group.startVF(1, lcores: [1, 2])
        try group.spp("vf 1; component start fw 2 forward")
        #expect(
          try group.refusal("vf 1; port add phy:0 rx fw").contains(
            "phy:0 rx is already polled by component 'to-ring:0' of the primary"))
        #expect(try group.refusal("pri; del ring:0").contains("'patch reset' first"))
        #expect(try group.refusal("pri; add ring:0").contains("exists already"))
        let before = try group.primaryStatus().forwarder
        try group.spp("vf 1; exit")

        group.isKilled = true
        primary.send(SIGKILL)
        _ = try primary.wait(within: .seconds(10))
        try group.startPrimary("primary-again", devices: ports, lcores: [0, 9])
        try eventually(within: .seconds(30), "it should forward as before", isForwarding)
        #expect(try group.primaryStatus().forwarder == before)

        try group.spp("pri; stop", "pri; patch reset", "pri; del ring:0")
        let status = try group.primaryStatus()
        #expect(status.forwarder?.plan == PatchPlan())
        #expect(status.ringPorts.count == 8)
        #expect(status.pools.first.map { $0.free == $0.size } == true)
      }
    }

    @Test func `a primary with one lcore says what is missing`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ports)
        for command in ["pri; patch phy:0 phy:1", "pri; forward", "pri; stop"] {
          #expect(try group.refusal(command).contains("give the primary a second lcore"))
        }
        #expect(try group.refusal("pri; add vhost:0").contains("made by the vf that attaches it"))
        #expect(try group.primaryStatus().forwarder == nil)
      }
    }

    @Test func `a pipe has its rings for itself, and gives them back`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ports, lcores: [0, 9])
        try group.spp("pri; add pipe:0 ring:0 ring:1", "pri; add ring:0", "pri; add ring:1")
        #expect(
          try group.primaryStatus().pipes == [
            Pipe(0, rx: ResourceUID(.ring, 0), tx: ResourceUID(.ring, 1))
          ])
        let refused = [
          "pri; add pipe:0 ring:2 ring:3": "pipe:0 exists already",
          "pri; add pipe:1 ring:2 ring:2": "a pipe is made of two rings",
          "pri; add pipe:1 ring:0 ring:2": "ring:0 rx is already polled by pipe:0",
          "pri; add pipe:1 ring:2 ring:1": "ring:1 tx is already fed by pipe:0",
          "pri; add pipe:1 ring:2 ring:77": "ring:77 does not exist",
          "pri; patch ring:0 phy:1": "ring:0 rx is already polled by pipe:0",
          "pri; patch phy:0 ring:1": "ring:1 tx is already fed by pipe:0",
          "pri; del pipe:3": "pipe:3 does not exist",
        ]
        for (command, reason) in refused {
          #expect(try group.refusal(command).contains(reason), "\(command)")
        }
        try group.startVF(1, lcores: [1, 2])
        try group.spp("vf 1; component start fw 2 forward")
        #expect(
          try group.refusal("vf 1; port add ring:0 rx fw").contains("'pipe:0' of the primary"))
        // The other sides are for the suite: what it puts there is the program's.
        try group.spp("vf 1; port add phy:0 rx fw", "vf 1; port add ring:0 tx fw")
        try eventually("the ring should fill") { try group.primaryStatus().ringPorts[0].tx > 100 }
        try group.spp("vf 1; component stop fw", "pri; del pipe:0", "pri; patch ring:0 phy:1")
        #expect(
          try group.refusal("pri; add pipe:0 ring:0 ring:1").contains(
            "ring:0 rx is already polled by the patch ring:0 -> phy:1"))
        try group.spp("pri; forward")
        try eventually("what waited should be forwarded") {
          try group.primaryStatus().pools.first.map { $0.free == $0.size } == true
        }
      }
    }

    @Test func `a tap looks at flow rules, and a device without them says so`() throws {
      try Group.run { group in
        try group.startController()
        let tap = "flow\(getpid() % 10000)"
        try group.startPrimary(
          devices: ["net_null0,size=64", "net_tap0,iface=\(tap)"],
          options: ["--port-num", "1", "rxq", "2", "txq", "2"])
        let rule = "ingress pattern eth dst is 52:54:00:12:34:56 / end actions queue index"
        #expect(
          try group.refusal("pri; flow create phy:0 \(rule) 0 / end").contains(
            "the driver of phy:0, net_null, has no flow rules"))
        #expect(
          try group.spp("pri; flow validate phy:1 \(rule) 1 / end").contains("Flow rule validated"))
        #expect(
          try group.refusal("pri; flow validate phy:1 \(rule) 9 / end").contains(
            "Flow validate error"))
        #expect(try group.refusal("pri; flow destroy phy:1 0").contains("Flow rule #0 not found"))
        #expect(try group.refusal("pri; flow destroy phy:7 ALL").contains("Invalid port 7"))
        // Whether a tap can really have rules depends on the kernel: it needs cls_flower and sch_multiq.
        let answer = try group.done(
          "POST", "/primary/flow_rules/port_id/1",
          #"{"rule":{"direction":"ingress","pattern":["eth dst is 52:54:00:12:34:56"],"actions":["queue index 1"]}}"#
        )
        let rules = try group.primaryStatus().phyPorts[1].rules
        if answer["result"] == "success" {
          #expect(rules.map(\.id) == [0])
          try group.spp("pri; flow destroy phy:1 0")
        } else {
          #expect(answer["rule_id"] == "")
          #expect(rules == [])
        }
        try group.spp("pri; flow destroy phy:1 ALL")
        #expect(try group.primaryStatus().phyPorts[1].rules == [])
      }
    }
  }
}
