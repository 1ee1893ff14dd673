// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// The recipes of docs/recipes, played at the prompt on a terminal, with real processes: null devices in place of
  /// NICs, and sockets that no guest has come to.
  @Suite struct RecipeTests {
    /// A group with ports `phy:0` and so on, and a prompt.
    private func stage(
      phy: Int, rings: Int = 8, options: [String] = [], _ body: (Group, Terminal) throws -> Void
    ) throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(
          devices: (0..<phy).map { "net_null\($0),size=64" }, rings: rings, options: options)
        try body(group, group.prompt())
      }
    }

    @Test func `nfv: wires, loops, rings, captures and guests`() throws {
      try stage(phy: 2) { group, terminal in
        try group.start(.nfv, 1, lcores: [1, 2])
        try group.start(.nfv, 2, lcores: [3, 4])
        func patches(_ id: Int) throws -> [String] {
          try (group.done("GET", "/nfvs/\(id)")["patches"]?.array ?? []).map {
            "\($0["src"]?.string ?? "") \($0["dst"]?.string ?? "")"
          }
        }
        func clean() throws {
          for id in [1, 2] { try group.spp("nfv \(id); stop", "nfv \(id); patch reset") }
        }
        let rows: [(String, first: [String], second: [String], clean: String?)] = [
          ("l2fwd", ["phy:0 phy:1", "phy:1 phy:0"], [], "l2fwd-clean"),
          ("loopback", ["phy:0 phy:0", "phy:1 phy:1"], [], "loopback-clean"),
          ("dual-l2fwd", ["phy:0 phy:1"], ["phy:1 phy:0"], nil),
          ("dual-loopback", ["phy:0 phy:0"], ["phy:1 phy:1"], nil),
          ("dual-ring-one-way", ["phy:0 ring:0"], ["ring:0 phy:1"], nil),
          ("ring-delete", [], [], nil),
          ("ring-add", [], [], nil),
          ("ring-delete", [], [], nil),
          (
            "dual-ring-both-ways", ["phy:0 ring:0", "ring:1 phy:0"],
            ["phy:1 ring:1", "ring:0 phy:1"], nil
          ),
          ("capture-incoming", ["phy:0 pcap:1"], [], "capture-incoming-clean"),
          ("replay-outgoing", [], ["pcap:2 phy:1"], "replay-outgoing-clean"),
          ("vhost", ["phy:0 vhost:0", "vhost:1 phy:1"], [], "vhost-clean"),
        ]
        defer {
          for path in [
            "/tmp/spp-rx1.pcap", "/tmp/spp-tx1.pcap", "/tmp/spp-rx2.pcap", "/tmp/spp-tx2.pcap",
          ] {
            unlink(path)
          }
        }
        for (name, first, second, undo) in rows {
          try terminal.play("nfv/\(name)")
          #expect(try patches(1).sorted() == first, "\(name)")
          #expect(try patches(2).sorted() == second, "\(name)")
          if let undo { try terminal.play("nfv/\(undo)") }
          try clean()
        }
      }
    }

    @Test func `nfv: queues of a device to different guests`() throws {
      try stage(phy: 1, options: ["--port-num", "0", "rxq", "2", "txq", "2"]) { group, terminal in
        try group.start(.nfv, 1, lcores: [1, 2])
        try terminal.play("nfv/queues")
        #expect(try terminal.run("nfv 1; status").contains("phy:0 nq 1 -> vhost:1"))
        // A null device takes no rules, and says so; a tap's are tested with the primary.
        let shown = try terminal.play(
          "primary/flow-queues", except: ["flow validate", "flow create"])
        #expect(shown.contains("the driver of phy:0, net_null, has no flow rules"))
        #expect(try terminal.run("nfv 1; status").contains("phy:0 nq 1 -> vhost:0"))
        try terminal.play("primary/flow-queues-clean", except: ["flow destroy"])
      }
    }

    @Test func `vf: classifiers, VLANs, and an end in order`() throws {
      try stage(phy: 2) { group, terminal in
        for (name, lcores) in [("classify-icmp", 4), ("ssh-login", 13)] {
          let vf = try group.startVF(1, lcores: Array(1...lcores), name: "vf-\(name)")
          try terminal.play("vf/\(name)")
          let plan = try group.plan(1)
          #expect(plan["components"]?.array?.count == (lcores == 4 ? 4 : 12))
          #expect(plan["classifier_table"]?.array?.count == (lcores == 4 ? 2 : 4))
          try terminal.play("vf/\(name)-shutdown")
          #expect(try vf.wait() == 0)
        }
        try group.startVF(1, lcores: [1, 2, 3], name: "vf-vlan")
        try terminal.play("vf/vlan")
        #expect(try terminal.run("vf 1; status").contains("101/default, vhost:0"))
      }
    }

    @Test func `mirror: duplicates, and a monitor beside a guest`() throws {
      try stage(phy: 3) { group, terminal in
        let mirror = try group.start(.mirror, 1, lcores: [1, 2])
        try terminal.play("mirror/duplicate")
        try eventually("both ports should be sent to") {
          let sent = try group.counters(of: "/mirrors/1").first?.attachments.filter {
            $0.direction == .tx && $0.traffic.packets > 0
          }
          return sent?.count == 2
        }
        try terminal.play("mirror/duplicate-stop")
        #expect(try mirror.wait() == 0)
        let vf = try group.startVF(1, lcores: Array(1...6))
        let monitor = try group.start(.mirror, 2, lcores: [7, 8])
        try terminal.play("mirror/monitoring")
        #expect(try terminal.run("topo term").contains("mirror:2 mir (mirror)"))
        try terminal.play("mirror/monitoring-shutdown")
        #expect(try monitor.wait() == 0)
        #expect(try vf.wait() == 0)
      }
    }

    @Test func `pcap: a capture and its end`() throws {
      try stage(phy: 1) { group, terminal in
        let pcap = try group.start(
          .pcap, 1, lcores: [1, 2, 3],
          options: ["-c", "phy:0", "--out-dir", group.directory, "--fsize", "100000000"])
        let shown = try terminal.play("pcap/capture")
        #expect(shown.contains("- status: running"))
        #expect(shown.contains("\(group.directory)/spp_pcap."))
        try terminal.play("pcap/capture-stop")
        #expect(try pcap.wait() == 0)
      }
    }

    @Test func `primary: its forwarder, and a pipe`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(
          devices: ["net_null0,size=64", "net_null1,size=64"], lcores: [0, 20])
        let terminal = try group.prompt()
        // The primary's sockets lie in /tmp, so its guest has a number that nobody else has.
        let guest = ("vhost:0", "vhost:\(100 + getpid() % 150)")
        try terminal.play("primary/forwarder", replacing: guest)
        #expect(try terminal.run("pri; status").contains("- status: running"))
        try terminal.play("primary/forwarder-clean", replacing: guest)
        try group.start(.nfv, 1, lcores: [1, 2])
        try terminal.play("primary/pipe")
        #expect(try terminal.run("pri; status").contains("- pipe:0 ring:0 ring:1"))
      }
    }

    @Test func `containers: a load balancer between four nfvs`() throws {
      try stage(phy: 0) { group, terminal in
        for id in 1...4 { try group.start(.nfv, id, lcores: [2 * id - 1, 2 * id]) }
        let shown = try terminal.play("containers/load-balancer")
        for way in ["vhost:1 [c1]", "nfv:1", "ring:0", "nfv:2", "vhost:3 [c2]"] {
          #expect(shown.contains(way), "\(shown)")
        }
        try terminal.play("containers/load-balancer-clean")
        try terminal.run("nfv 1; del vhost:1")
        try terminal.run("nfv 4; del vhost:2")
        try terminal.play("containers/l2fwd")
        #expect(try terminal.run("nfv 1; status").contains("vhost:1 -> vhost:2"))
      }
    }
  }
}

extension Terminal {
  /// Plays a recipe of docs/recipes at the prompt; each line of it must be done.
  ///
  /// - Parameters:
  ///   - except: Lines with these words may be refused, where the machine has not what they name.
  ///   - replacing: A word, and what is played in its place.
  /// - Returns: What was shown.
  @discardableResult func play(
    _ recipe: String, except: [String] = [], replacing: (String, String)? = nil
  ) throws -> String {
    var path = "\(Host.top)/docs/recipes/\(recipe).rcp"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    if let (word, other) = replacing {
      text = text.replacing(word, with: other)
      path = "/tmp/spp-recipe-\(getpid())-\(Numbers.next()).rcp"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    defer { if replacing != nil { unlink(path) } }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = try run("playback \(path)", within: .seconds(120))
    let refused = shown.split(separator: "\n").filter { line in
      // As in FILE:LINE: REASON.
      guard line.hasPrefix("\(path):") else { return false }
      guard let number = Int(line.dropFirst(path.count + 1).prefix { $0.isNumber }),
        lines.indices.contains(number - 1)
      else { return true }
      return !except.contains { lines[number - 1].contains($0) }
    }
    #expect(refused == [], "\(recipe): \(shown)")
    #expect(
      lines.allSatisfy { $0.isEmpty || shown.contains($0) },
      "\(recipe) was not read to its end: \(shown)")
    return shown
  }
}
