// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// Processes that the controller starts and watches.
  @Suite struct SiteTests {
    private func flows(_ group: Group) throws {
      try eventually("packets should flow") { try group.counters(1, "b").sent.packets > 10_000 }
    }

    @Test func `a site comes up with its plans, survives each death, and leaves nothing behind`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.withSite(group.forwardingVF) {
          try flows(group)
          let plan = try group.plan(1)
          // Any vf, by any signal that ends it.
          for (life, signal) in [SIGKILL, SIGTERM].enumerated() {
            let old = try #require(group.supervised("vf1").pid)
            kill(old, signal)
            try eventually("vf1 should be back") {
              try group.supervised("vf1").restarts == life + 1 && group.siteIsReady()
            }
            #expect(try group.plan(1) == plan)
            try flows(group)
          }
          // The primary: its vf ends too, and the group comes back in order.
          let old = try #require(group.supervised("primary").pid)
          kill(old, SIGKILL)
          try eventually("the group should be back") {
            try group.supervised("primary").restarts == 1 && group.siteIsReady()
          }
          #expect(try group.supervised("primary").lastExit == "was killed by signal 9")
          #expect(try group.plan(1) == plan)
          try flows(group)
          #expect(try group.counters(1).allSatisfy(\.isBalanced))
          #expect(try group.spp("status").contains("was killed by signal 9"))
        }
        #expect(group.leftovers == [])
        #expect(try group.rest("DELETE", "/site", version: "v2").status == 404)
      }
    }

    @Test
    func `a controller that is killed and comes back touches nothing, and follows what it had`()
      throws
    {
      try Group.run { group in
        group.isKilled = true
        var controller = try group.startController()
        try group.withSite(group.forwardingVF) {
          try flows(group)
          let pids = try group.supervised().map(\.pid)
          for life in 2...4 {
            let before = try group.counters(1, "a").received.packets
            controller.send(SIGKILL)
            _ = try controller.wait()
            controller = try group.startController("spp-ctl-\(life)")
            try eventually("everything should be adopted") { try group.siteIsReady() }
            #expect(try group.supervised().map(\.pid) == pids)
            #expect(try group.supervised().allSatisfy { $0.restarts == 0 })
            // The counters went on from where they were.
            #expect(try group.counters(1, "a").received.packets > before)
          }
          // What dies while no controller is there is started by the next one.
          controller.send(SIGKILL)
          _ = try controller.wait()
          kill(try #require(pids[1]), SIGKILL)
          controller = try group.startController("spp-ctl-5")
          try eventually("vf1 should be back") { try group.siteIsReady() }
          #expect(try group.supervised("primary").pid == pids[0])
          #expect(try group.supervised("vf1").pid != pids[1])
          // And it is watched.
          kill(try #require(group.supervised("vf1").pid), SIGKILL)
          try eventually("vf1 should be back again") {
            try group.supervised("vf1").restarts > 0 && group.siteIsReady()
          }
          try flows(group)
        }
      }
    }

    @Test func `a process that keeps dying is left down with what it said`() throws {
      try Group.run { group in
        try group.startController()
        try group.withSite(
          """
          {"name":"good","client_id":1,"lcores":"\(group.lcores([1, 2]))"},
          {"name":"bad","client_id":2,"lcores":"\(group.lcores([3, 4]))"}
          """, more: #""restart":{"times":2,"within":60,"delay":0.1},"#
        ) {
          for life in 0...2 {
            try eventually("bad should be ready") {
              try group.supervised("bad").restarts == life
                && group.supervised("bad").state == "ready"
            }
            kill(try #require(group.supervised("bad").pid), SIGKILL)
          }
          try eventually("bad should be left down") {
            try group.supervised("bad").state == "failed"
          }
          let reason = try group.supervised("bad").reason
          #expect(reason.contains("left down: was killed by signal 9"), "\(reason)")
          #expect(try group.supervised("good").state == "ready")
        }
      }
    }

    @Test func `copies of a template come and go with their sockets`() throws {
      try Group.run { group in
        try group.startController()
        try group.withSite(
          """
          {"name":"web","client_id":10,"count":1,"max":3,
           "lcores":{"first":20,"each":2,"cpus":"\(Host.cpus)"},
           "guests":{"directory":"\(group.directory)","ports":["vhost:{n}"]},
           "plan":{"components":[{"name":"echo{n}","core":"{lcore1}","type":"forward",
             "rx_port":[{"port":"vhost:{n}"}],"tx_port":[{"port":"vhost:{n}"}]}]}}
          """
        ) {
          func sockets() -> [String] {
            (0..<3).map { "sock\($0)" }.filter {
              FileManager.default.fileExists(atPath: "\(group.directory)/\($0)")
            }
          }
          #expect(sockets() == ["sock0"])
          try group.spp("scale web 3")
          #expect(sockets() == ["sock0", "sock1", "sock2"])
          let pid = try group.supervised("web-0").pid
          try group.spp("scale web 1")
          #expect(sockets() == ["sock0"])
          #expect(try group.supervised().count == 2)
          #expect(try group.supervised("web-0").pid == pid)
          #expect(
            try group.refusal("scale web 4") == "count 4: expected 0 to 3, the 'max' of 'web'")
          // Ended by its user, it stays down, until the site comes up again.
          try group.spp("vf 10; exit")
          try eventually("web-0 should be down") { try group.supervised("web-0").state == "down" }
        }
      }
    }

    @Test func `a hung process is killed where the site says so, and comes back with its plan`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.withSite(group.forwardingVF, more: #""hang":{"after":2,"kill":true},"#) {
          let plan = try group.plan(1)
          kill(try #require(group.supervised("vf1").pid), SIGSTOP)
          try eventually(within: .seconds(60), "vf1 should be killed and come back") {
            try group.supervised("vf1").restarts == 1 && group.siteIsReady()
          }
          #expect(try group.supervised("vf1").lastExit == "hung for 2 s, and was killed")
          #expect(try group.plan(1) == plan)
        }
      }
    }

    @Test func `a wrong site starts nothing`() throws {
      try Group.run { group in
        try group.startController()
        let path = "\(group.directory)/wrong.yaml"
        try Data(
          "primary: {lcores: 0@0}\nsecondaries:\n- {name: a, client_id: 1, lcores: 0@0}\n".utf8
        )
        .write(to: URL(fileURLWithPath: path))
        #expect(
          try group.refusal("up \(path)").contains(
            "secondaries[0].lcores: lcore 0 belongs to primary, 'primary'"))
        #expect(try group.supervised().isEmpty)
      }
    }
  }
}
