// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// What a hostile peer of a guest's port, or its death, costs the others of a site.
  @Suite struct HostileSiteTests {
    @Test(.timeLimit(.minutes(5)))
    func
      `a peer that takes its memory away ends its vf, which comes back within its budget; nobody else notices`()
      throws
    {
      try Group.run { group in
        group.isKilled = true
        try group.startController()
        let secondaries = """
          {"name":"vf1","client_id":1,"lcores":"\(group.lcores([1, 2, 3]))",
           "guests":{"directory":"\(group.directory)","ports":["vhost:0"]},"plan":{"components":[
            {"name":"to","core":2,"type":"forward","rx_port":[{"port":"phy:0"}],"tx_port":[{"port":"vhost:0"}]},
            {"name":"from","core":3,"type":"forward","rx_port":[{"port":"vhost:0"}],"tx_port":[{"port":"phy:0"}]}]}},
          {"name":"vf2","client_id":2,"lcores":"\(group.lcores([4, 5]))","plan":{"components":[
            {"name":"o","core":5,"type":"forward","rx_port":[{"port":"phy:1"}],"tx_port":[{"port":"phy:1"}]}]}}
          """
        try group.withSite(
          secondaries, more: #""restart":{"times":2,"within":600,"delay":0.1},"#
        ) {
          let other = try group.supervised("vf2").pid
          for death in 1...3 {
            let before = try group.counters(2, "o").received.packets
            let peer = try group.run([
              "\(Host.top)/tools/fuzz/guest", "\(group.directory)/sock0", "--only", "cutter",
              "--rounds", "1",
            ])
            #expect(peer.status == 0, "\(peer.complaints)")
            if death < 3 {
              try eventually("vf1 should be back") {
                try group.supervised("vf1").restarts == death && group.siteIsReady()
              }
            } else {
              try eventually("vf1 should be left down") {
                try group.supervised("vf1").state == "failed"
              }
            }
            #expect(try group.supervised("vf1").lastExit == "was killed by signal \(SIGBUS)")
            try eventually("packets of vf2 should flow") {
              try group.counters(2, "o").received.packets > before
            }
          }
          let reason = try group.supervised("vf1").reason
          #expect(reason.hasPrefix("it ended 3 times within 600 s, so it is left"), "\(reason)")
          #expect(try group.supervised("vf2").pid == other)
          try eventually("all should be buried") {
            try group.primaryStatus().burials.processes == 3
          }
          let pool = try eventually("the lcores should stand still") { () -> PoolReport? in
            let answer = try group.rest("GET", "/primary/pool")
            if answer.status == 400, answer.body.contains("ask again") { return nil }
            return try PoolReport(JSON(parsing: Array(answer.body.utf8)))
          }
          for pool in pool.pools {
            #expect(pool.sum == pool.size)
            #expect(pool.lost == 0)
          }
        }
      }
    }
  }
}
