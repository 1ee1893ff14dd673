// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// Peers that mean no good; `tools/fuzz` has them, and more of them.
  @Suite struct HostileTests {
    @Test(.timeLimit(.minutes(5)))
    func
      `noise, half-open connections and slow peers harm neither the controller nor its processes`()
      throws
    {
      try Group.run { group in
        let controller = try group.startController()
        try group.startPrimary()
        try group.startVF(1, lcores: [1, 2])
        let peers = try group.start(
          "peers",
          [
            "\(Host.top)/tools/fuzz/peers", "--process",
            "\(group.primaryPort),\(group.secondaryPort)",
            "--rest", "\(group.restPort)", "--rounds", "300",
          ])
        // Meanwhile people work.
        var rounds = 0
        while peers.status == nil {
          try group.spp("vf 1; component start fw 2 forward", "vf 1; component stop fw")
          rounds += 1
        }
        #expect(peers.status == 0, "\(peers.complaints)")
        #expect(rounds > 0)
        try group.spp("vf 1; status", "pri; status")
        #expect(controller.status == nil)
      }
    }

    @Test func `a second controller on the same ports says so and ends; the first goes on`() throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        let ports = [
          "-p", "\(group.primaryPort)", "-s", "\(group.secondaryPort)", "-a", "\(group.restPort)",
        ]
        let second = try group.run(
          ["\(Host.binaries)/spp-ctl", "-b", "127.0.0.1"] + ports + [
            "--socket-dir", "\(group.directory)/othersockets", "--state-dir",
            "\(group.directory)/other", "--log-dir", "\(group.directory)/otherlog",
          ])
        #expect(second.status > 0)
        // Of its three ports whichever was tried first.
        #expect(
          second.complaints.contains("cannot listen on 127.0.0.1:"), "\(second.complaints)")
        // Nor with other ports and the same state.
        let third = try group.run([
          "\(Host.binaries)/spp-ctl", "-b", "127.0.0.1", "-p", "\(try Socket.freePort())", "-s",
          "\(try Socket.freePort())", "-a", "\(try Socket.freePort())", "--socket-dir",
          "\(group.directory)/othersockets", "--state-dir", "\(group.directory)/state",
        ])
        #expect(third.status > 0)
        #expect(third.complaints.contains("\(group.directory)/state"), "\(third.complaints)")
        try group.spp("pri; status", "pri; add ring:20")
      }
    }

    @Test func `a process whose log finds the disk full works on without it`() throws {
      try Group.run { group in
        let log = "\(group.directory)/log"
        try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: true)
        #expect(mount("tmpfs", log, "tmpfs", 0, "size=16k") == 0)
        defer { umount2(log, Int32(MNT_DETACH)) }
        let ballast = open("\(log)/ballast", O_WRONLY | O_CREAT, 0o600)
        while write(ballast, "x", 1) > 0 {}
        close(ballast)
        try group.startController()
        try group.startPrimary(options: ["--log-dir", log])
        let words = "--lcores 1@(\(Host.cpus)),2@(\(Host.cpus)) --no-pci --no-telemetry"
        try group.spp(
          "pri; launch vf 3 \(words) -- -s 127.0.0.1:\(group.secondaryPort)", "wait vf 3 60",
          "vf 3; component start fw 2 forward", "vf 3; counters", "bye sec")
      }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a guest that talks nonsense and fills its rings with garbage does not harm its vf`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0"])
        let vf = try group.startVF(1, lcores: [1, 2, 3])
        // Traffic in both directions, so that its rings are read.
        try group.script(
          """
          vf 1; component start to 2 forward
          vf 1; component start from 3 forward
          vf 1; port add phy:0 rx to
          vf 1; port add vhost:0 tx to
          vf 1; port add vhost:0 rx from
          vf 1; port add phy:0 tx from
          """)
        let guest = try group.run(
          ["\(Host.top)/tools/fuzz/guest", "\(group.directory)/sock0", "--rounds", "60"])
        #expect(guest.status == 0, "\(guest.complaints)")
        #expect(vf.status == nil)
        try group.spp("vf 1; status", "vf 1; component stop to", "vf 1; component stop from")
        #expect(try group.counters(1).allSatisfy(\.isBalanced))
      }
    }
  }
}
