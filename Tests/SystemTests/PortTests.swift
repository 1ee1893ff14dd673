// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import Testing

extension SystemTests {
  /// Ports that come and go while a vf is attached.
  @Suite struct PortTests {
    @Test func `every kind of port is added, used, protected while in use, and deleted`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0,size=64"])
        let capture = CapturePort()
        let memif = "memif:\(100 + Int(getpid()) % 100)"
        let free = try group.freeBuffers()
        try group.startVF(1, lcores: [1, 2])
        for port in ["ring:20", "nullpmd:3", "tap:200", "\(capture)", memif] {
          try group.spp(
            "pri; add \(port)", "vf 1; component start fw 2 forward", "vf 1; port add phy:0 rx fw",
            "vf 1; port add \(port) tx fw")
          try eventually("packets should come to \(port)") {
            // A memif without its other side takes none, and nobody empties the ring: those are counted drops.
            let counted = try group.counters(1, "fw")
            #expect(counted.isBalanced)
            return counted.received.packets > 1000 && (port == memif || counted.sent.packets > 500)
          }
          #expect(
            try group.refusal("pri; del \(port)")
              == "\(port) is fed by component 'fw' of vf 1; detach it there first")
          try group.spp("vf 1; component stop fw", "pri; del \(port)")
          #expect(
            try group.refusal("pri; del \(port)")
              == "\(port) does not exist; 'pri; status' lists the ports")
          #expect(try group.refusal("vf 1; component start fw 1 forward").contains("main lcore"))
        }
        #expect(try group.primaryStatus().addedPorts == [])
        try group.spp("vf 1; exit")
        try eventually("\(free) buffers should be free again") { try group.freeBuffers() == free }
      }
    }

    @Test func `what a program sends to a tap that was added comes through`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.startVF(1, lcores: [1, 2])
        try group.spp("pri; add tap:201", "pri; add tap:202")
        let (left, right) = try (group.namespace("left"), group.namespace("right"))
        try left.adopt("spp_tap201", address: "10.8.0.1/24")
        try right.adopt("spp_tap202", address: "10.8.0.2/24")
        try group.script(
          """
          vf 1; component start there 2 forward
          vf 1; component start back 2 forward
          vf 1; port add tap:201 rx there
          vf 1; port add tap:202 tx there
          vf 1; port add tap:202 rx back
          vf 1; port add tap:201 tx back
          """)
        try left.reach("10.8.0.2")
        #expect(try left.ping("10.8.0.2") == 5)
        #expect(try right.transfers(4, to: left, at: "10.8.0.1"))
      }
    }

    @Test func `another program's memif sends back what it gets`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0,size=64", "net_null1,size=64"])
        try group.startVF(1, lcores: [1, 2])
        let index = 100 + Int(getpid()) % 100
        try group.spp("pri; add memif:\(index)")
        // EAL makes a directory for it, and leaves it.
        let other = "\(group.prefix)-echo"
        defer { try? FileManager.default.removeItem(atPath: "/var/run/dpdk/\(other)") }
        let echo = try group.start(
          "echo",
          [
            "dpdk-testpmd", "--lcores", "0@(\(Host.cpus)),1@(\(Host.cpus))", "--no-pci",
            "--in-memory", "--file-prefix", other,
            "--single-file-segments", "--no-telemetry", "-m", "64", "--vdev",
            "net_memif0,role=client,id=\(index),socket=/tmp/spp-memif.sock,socket-abstract=no",
            "--",
            "--forward-mode=io", "--total-num-mbufs=4096", "--stats-period=5",
          ])
        try group.script(
          """
          vf 1; component start out 2 forward
          vf 1; component start back 2 forward
          vf 1; port add memif:\(index) rx back
          vf 1; port add phy:1 tx back
          vf 1; port add phy:0 rx out
          vf 1; port add memif:\(index) tx out
          """)
        try eventually(within: .seconds(40), "packets should come back") {
          try group.counters(1, "back").sent.packets > 1000
        }
        #expect(try group.counters(1).allSatisfy(\.isBalanced))
        echo.end()
        // Its end harms nobody: the port waits for the next one.
        try group.spp(
          "vf 1; component stop out", "vf 1; component stop back", "pri; del memif:\(index)")
      }
    }

    @Test func `a plan that was printed is applied again, and a wrong one changes nothing`() throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0,size=64", "net_null1,size=64"])
        try group.startVF(1, lcores: [1, 2, 3])
        try group.script(
          """
          vf 1; component start cls 2 classifier
          vf 1; component start fw 3 forward
          vf 1; port add phy:0 rx cls
          vf 1; port add ring:0 tx cls add_vlantag 7 2
          vf 1; classifier_table add mac default ring:0
          vf 1; port add ring:0 rx fw
          vf 1; port add phy:1 tx fw del_vlantag
          """)
        let plan = try group.plan(1)
        let file = "\(group.directory)/plan.json"
        let text = try group.spp("vf 1; plan")
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try group.spp("vf 1; component stop cls", "vf 1; component stop fw")
        #expect(try group.plan(1) != plan)
        try group.spp("vf 1; apply \(file)")
        #expect(try group.plan(1) == plan)
        try eventually("packets should flow as before") {
          try group.counters(1, "fw").sent.packets > 10_000
        }
        let wrong = text.replacingOccurrences(of: "phy:1", with: "phy:4")
        try Data(wrong.utf8).write(to: URL(fileURLWithPath: file))
        #expect(try group.refusal("vf 1; apply \(file)").contains("phy:4 does not exist"))
        #expect(try group.plan(1) == plan)
      }
    }
  }
}
