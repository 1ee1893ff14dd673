// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// Guests of a process that is killed and comes back by itself.
  @Suite struct SiteGuestTests {
    @Test(arguments: [false, true])
    func `a killed vf comes back, and the link of its guest with it`(isClient: Bool) throws {
      try Group.run { group in
        // A guest that listens leaves its socket behind.
        group.isKilled = isClient
        try group.startController()
        let tap = "st\(getpid())x\(Numbers.next())"
        let sockets = isClient ? "" : #","ports":["vhost:0"]"#
        try group.withSite(
          """
          {"name":"vf1","client_id":1,"lcores":"\(group.lcores([1, 2, 3]))",
           "guests":{"directory":"\(group.directory)","client":\(isClient)\(sockets)},
           "plan":{"components":[
             {"name":"cls","core":2,"type":"classifier","rx_port":[{"port":"phy:0"}],"tx_port":[{"port":"vhost:0"}]},
             {"name":"mgr","core":3,"type":"merge","rx_port":[{"port":"vhost:0"}],"tx_port":[{"port":"phy:0"}]}],
            "classifier_table":[{"type":"mac","value":"52:54:00:00:00:01","port":"vhost:0"}]}}
          """, devices: ["net_tap0,iface=\(tap)"]
        ) {
          let host = try group.namespace("host1")
          try host.adopt(tap, address: "10.9.0.1/24")
          let guest = try LightGuest(1, group, options: isClient ? ["--listen"] : [])
          try guest.waitUntilReady()
          try host.reach(guest.address)
          #expect(try host.ping(guest.address) == 5)
          kill(try #require(group.supervised("vf1").pid), SIGKILL)
          try eventually("vf1 should be back") {
            try group.supervised("vf1").restarts == 1 && group.siteIsReady()
          }
          // What librte_vhost had for the guest stays in the heap; it is counted and told.
          let heap = try #require(group.primaryStatus().heap)
          #expect(heap.guests == 1)
          #expect(heap.leftBehind > 8192)
          #expect(heap.leftBehind < heap.size)
          #expect(try group.spp("pri; status").contains("left behind in the heap"))
          let doctor = try group.run(
            ["\(Host.top)/tools/doctor", "--controller", "127.0.0.1:\(group.restPort)"])
          #expect(doctor.output.contains("left behind by processes that died"))
          guard isClient else {
            // A guest that connects does so once: the next one finds the socket served again.
            guest.program.killChildren()
            _ = try guest.program.wait()
            let next = try LightGuest(1, group)
            try next.waitUntilReady()
            try host.reach(next.address)
            #expect(try host.ping(next.address) == 5)
            return
          }
          try host.reach(guest.address)
          #expect(try host.ping(guest.address) == 5)
          #expect(try host.transfers(4, to: guest.space, at: guest.address))
        }
      }
    }
  }
}
