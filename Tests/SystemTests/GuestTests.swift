// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// One guest behind classifier and merger: a virtual machine, and one whose backend goes and comes.
  @Suite struct GuestTests {
    /// Controller, primary with `host1` behind `phy:0`, and vf 1 with a classifier towards `vhost:0` and a merger back.
    private func joined(_ group: Group, options: [String] = []) throws -> (
      host: Namespace, vf: Program
    ) {
      try group.startController()
      let tap = "st\(getpid())x\(Numbers.next())"
      try group.startPrimary(devices: ["net_tap0,iface=\(tap)"])
      let host = try group.namespace("host1")
      try host.adopt(tap, address: "10.9.0.1/24")
      let vf = try group.startVF(1, lcores: [1, 2, 3], options: options)
      try group.script(
        """
        vf 1; component start cls 2 classifier
        vf 1; component start mgr 3 merge
        vf 1; port add phy:0 rx cls
        vf 1; port add vhost:0 tx cls
        vf 1; port add vhost:0 rx mgr
        vf 1; port add phy:0 tx mgr
        vf 1; classifier_table add mac 52:54:00:00:00:01 vhost:0
        """)
      return (host, vf)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a virtual machine boots, pings and is pinged, and TCP with its checksums comes through`()
      throws
    {
      try Group.run { group in
        let (host, _) = try joined(group)
        let machine = try Machine(
          group, socket: "sock0", mac: "52:54:00:00:00:01", address: "10.9.0.11/24")
        #expect(try machine.ask("ready", within: 150).contains("mac=52:54:00:00:00:01"))
        try host.reach("10.9.0.11")
        #expect(try host.ping("10.9.0.11") == 5)
        #expect(try machine.ask("ping", "10.9.0.1", "3") == "ping 10.9.0.1 3: 3 of 3 answered")
        #expect(try machine.ask("frames").hasSuffix(" 0 foreign"))
        // Its kernel leaves checksums to the device, and verifies those of what comes.
        let received = "\(group.directory)/received"
        let listener = try host.listen(5001, into: received)
        let sent = try machine.ask("send", "10.9.0.1:5001:2")
        _ = try listener.wait()
        let sum = try host.run("sha256sum", received).output.prefix(64)
        #expect(sent == "send 10.9.0.1:5001:2: 2097152 bytes sha256 \(sum)")
        #expect(try machine.ask("serve", "5002").contains("listening"))
        _ = try host.run("sh", "-c", "exec busybox nc -w 120 10.9.0.11 5002 <\(received)")
        #expect(try machine.ask("served", "5002") == "served 5002: 2097152 bytes sha256 \(sum)")
        #expect(try group.counters(1).allSatisfy(\.isBalanced))
      }
    }

    @Test(.timeLimit(.minutes(5)))
    func
      `a virtual machine that listens gets its link back when its vf was killed and is started anew`()
      throws
    {
      try Group.run { group in
        group.isKilled = true
        let (host, vf) = try joined(group, options: ["--vhost-client"])
        let machine = try Machine(
          group, socket: "sock0", mac: "52:54:00:00:00:01", address: "10.9.0.11/24",
          options: ["--listen"])
        _ = try machine.ask("ready", within: 150)
        try host.reach("10.9.0.11")
        vf.send(SIGKILL)
        _ = try vf.wait()
        try group.startVF(1, lcores: [1, 2, 3], options: ["--vhost-client"], name: "vf1-2")
        try host.reach("10.9.0.11")
        #expect(try host.ping("10.9.0.11") == 5)
        #expect(try machine.ask("ping", "10.9.0.1", "3") == "ping 10.9.0.1 3: 3 of 3 answered")
      }
    }

    @Test func `the link of a guest that listens comes back when its vf is started anew`() throws {
      try Group.run { group in
        // The guest's socket is the guest's: it stays when a vf is killed.
        group.isKilled = true
        let (host, vf) = try joined(group, options: ["--vhost-client"])
        let guest = try LightGuest(1, group, options: ["--listen", "--packed"])
        try guest.waitUntilReady()
        try host.reach(guest.address)
        #expect(try host.ping(guest.address) == 5)
        vf.send(SIGKILL)
        _ = try vf.wait()
        try group.startVF(1, lcores: [1, 2, 3], options: ["--vhost-client"], name: "vf1-2")
        try host.reach(guest.address)
        #expect(try host.ping(guest.address) == 5)
        #expect(try host.transfers(4, to: guest.space, at: guest.address))
      }
    }

    @Test func `a killed guest or a killed vf is followed by another on the same socket`() throws {
      try Group.run { group in
        group.isKilled = true
        let (host, first) = try joined(group)
        var vf = first
        for life in 2...4 {
          let guest = try LightGuest(1, group)
          try guest.waitUntilReady()
          try host.reach(guest.address)
          #expect(try host.ping(guest.address) == 5)
          guest.program.killChildren()
          #expect(try guest.program.wait() == 1)
          guard life > 2 else { continue }
          // Its socket stays behind, where its successor listens.
          vf.send(SIGKILL)
          _ = try vf.wait()
          vf = try group.startVF(1, lcores: [1, 2, 3], name: "vf1-\(life)")
        }
      }
    }

    @Test func `a guest that knows nothing of VLANs lives in one`() throws {
      try Group.run { group in
        let (host, _) = try joined(group)
        // phy:0 -- in -- ring:0 -- cls -- vhost:0 -- mgr -- ring:1 -- out -- phy:0, tagged on the rings.
        try group.script(
          """
          vf 1; port del phy:0 rx cls
          vf 1; port del phy:0 tx mgr
          vf 1; classifier_table del mac 52:54:00:00:00:01 vhost:0
          vf 1; classifier_table add vlan 101 52:54:00:00:00:01 vhost:0
          vf 1; component start in 2 forward
          vf 1; component start out 3 forward
          vf 1; port add phy:0 rx in
          vf 1; port add ring:0 tx in add_vlantag 101 5
          vf 1; port add ring:0 rx cls
          vf 1; port add vhost:0 tx cls del_vlantag
          vf 1; port add ring:1 tx mgr add_vlantag 101 5
          vf 1; port add ring:1 rx out
          vf 1; port add phy:0 tx out del_vlantag
          """)
        let guest = try LightGuest(1, group)
        try guest.waitUntilReady()
        try host.reach(guest.address)
        #expect(try host.ping(guest.address) == 5)
        #expect(try host.transfers(4, to: guest.space, at: guest.address))
        #expect(try guest.space.transfers(4, to: host, at: "10.9.0.1"))
        // Frames of another VLAN are for nobody.
        try group.spp("vf 1; port add ring:0 tx in add_vlantag 102 5")
        #expect(try host.ping(guest.address, count: 2, patience: 2) == 0)
      }
    }
  }
}
