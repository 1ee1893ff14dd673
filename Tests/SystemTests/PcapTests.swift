// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// Recording, with the real programs.
  @Suite struct PcapTests {
    private let frames = (0..<300).map {
      Frame(destination: 0x5254_0000_0001, tag: nil, number: $0, payload: 46 + $0 * 4).bytes
    }

    /// Whole capture files in a directory, in their order.
    private func files(_ directory: String) throws -> [String] {
      func sequence(_ name: String) -> Int {
        Int(name.split(separator: ".").dropLast(2).last ?? "") ?? 0
      }
      return try FileManager.default.contentsOfDirectory(atPath: directory).filter {
        $0.hasPrefix("spp_pcap.") && $0.hasSuffix(".pcap.lz4")
      }.sorted { sequence($0) < sequence($1) }.map { "\(directory)/\($0)" }
    }

    /// Lets an nfv put the frames of a capture file on ring:0, once.
    private func feed(_ group: Group, _ id: Int, lcores: [Int], _ port: CapturePort) throws {
      try CaptureFile.write(frames, to: port.rxFile)
      try group.start(.nfv, id, lcores: lcores)
      for port in ["\(port)", "ring:0"] {
        try group.done("PUT", "/nfvs/\(id)/ports", #"{"action":"add","port":"\#(port)"}"#)
      }
      try group.done("PUT", "/nfvs/\(id)/patches", #"{"src":"\#(port)","dst":"ring:0"}"#)
      try group.done("PUT", "/nfvs/\(id)/forward", #"{"action":"start"}"#)
    }

    @Test func `a pcap writes every frame of a ring to files that follow each other, in order`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.start(
          .pcap, 2, lcores: [3, 4],
          options: ["-c", "ring:0", "--out-dir", group.directory, "--fsize", "40000"])
        var status = try group.done("GET", "/pcaps/2")
        #expect(status["status"] == "idle")
        #expect(status["core"]?.array?.first?["rx_port"] == [["port": "ring:0"]])
        #expect(status["core"]?.array?.last?["filename"] == "")
        let begun = UInt64(Date().timeIntervalSince1970) * 1_000_000_000
        try group.done("PUT", "/pcaps/2/capture", #"{"action":"start"}"#)
        status = try group.done("GET", "/pcaps/2")
        #expect(status["status"] == "running")
        let name = try #require(status["core"]?.array?.last?["filename"]?.string)
        #expect(name.hasPrefix("\(group.directory)/spp_pcap.20"))
        #expect(name.hasSuffix(".ring0.1.1.pcap.lz4"))
        #expect(FileManager.default.fileExists(atPath: name + ".tmp"))
        let port = CapturePort()
        try feed(group, 1, lcores: [1, 2], port)
        try eventually("all frames should be in files") {
          let written = try group.done("GET", "/pcaps/2")["core"]?.array?.last?["written"]
          return written?["packets"] == 300
        }
        let counted = try #require(try group.counters(of: "/pcaps/2").first)
        #expect(counted.isBalanced)
        #expect(counted.recorded.packets == 300)
        try group.done("PUT", "/pcaps/2/capture", #"{"action":"stop"}"#)
        #expect(try group.done("GET", "/pcaps/2")["status"] == "idle")
        let whole = try files(group.directory).map { try PcapNGFile(compressed: $0, group) }
        #expect(whole.count > 3)
        #expect(whole.allSatisfy { $0.interface == "ring:0" && $0.size <= 40_000 })
        let packets = whole.flatMap(\.packets)
        #expect(packets.map(\.frame) == frames)
        let times = packets.map(\.time)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { $0 >= begun && $0 < begun + 300_000_000_000 })
        let left = try FileManager.default.contentsOfDirectory(atPath: group.directory)
        #expect(left.filter { $0.hasSuffix(".tmp") } == [])
        try group.done("DELETE", "/pcaps/2")
        try group.done("DELETE", "/nfvs/1")
        let pool = try #require(group.primaryStatus().pools.first)
        try eventually("every buffer should be back") { try group.freeBuffers() == pool.size }
      }
    }

    @Test func `a capture in a vf records what passes it`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.start(
          .vf, 1, lcores: [1, 2], options: ["--capture-dir", group.directory])
        let port = CapturePort()
        try CaptureFile.write(frames, to: port.rxFile)
        try group.spp(
          "pri; add \(port)", "vf 1; component start cap 2 capture",
          "vf 1; port add \(port) tx cap", "vf 1; port add \(port) rx cap")
        try eventually("all frames should be in the file") {
          let cap = try group.done("GET", "/vfs/1")["components"]?.array?.first
          return cap?["capture"]?["written"]?["packets"] == 300
        }
        let counted = try group.counters(1, "cap")
        #expect(counted.isBalanced)
        #expect(counted.copies == 300)
        try group.spp("vf 1; component stop cap")
        #expect(try CaptureFile.frames(port.txFile) == frames)
        let file = try #require(try files(group.directory).first)
        #expect(try PcapNGFile(compressed: file, group).packets.map(\.frame) == frames)
      }
    }

    @Test func `a full disk is told and costs packets only, and is tried again`() throws {
      try Group.run { group in
        let disk = "\(group.directory)/disk"
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
        let mounted = try group.run(["mount", "-t", "tmpfs", "-o", "size=64k", "spp-test", disk])
        try #require(mounted.status == 0, "\(mounted.complaints)")
        defer { _ = try? group.run(["umount", "-l", disk]) }
        let ballast = "\(disk)/ballast"
        try Data(count: 60_000).write(to: URL(fileURLWithPath: ballast))
        try group.startController()
        try group.startPrimary(devices: ["net_null0,size=64"])
        try group.start(
          .pcap, 1, lcores: [1, 2], options: ["-c", "phy:0", "--out-dir", disk])
        try group.done("PUT", "/pcaps/1/capture", #"{"action":"start"}"#)
        func writer() throws -> JSON {
          try #require(try group.done("GET", "/pcaps/1")["core"]?.array?.last)
        }
        try eventually("it should be told") {
          try writer()["fault"]?.string?.contains("No space left on device") == true
        }
        #expect(try writer()["lost"]?.integer ?? 0 > 0)
        #expect(try group.done("GET", "/pcaps/1")["status"] == "running")
        let before = try #require(try writer()["written"]?["packets"]?.integer)
        try FileManager.default.removeItem(atPath: ballast)
        for file in try files(disk) { try FileManager.default.removeItem(atPath: file) }
        try eventually("it should write again") {
          try writer()["written"]?["packets"]?.integer ?? 0 > before
        }
        try group.done("PUT", "/pcaps/1/capture", #"{"action":"stop"}"#)
        #expect(try group.counters(of: "/pcaps/1").allSatisfy(\.isBalanced))
      }
    }

    @Test func `a pcap of a port that is not there, or of no queue of several, does not begin`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(
          devices: ["net_null0,size=64"], options: ["--port-num", "0", "rxq", "2", "txq", "2"])
        for (port, reason) in [
          ("ring:99", "-c: ring:99 does not exist; add it with 'pri; add ring:99'"),
          ("phy:0", "-c: phy:0 has 2 rx queues; say which, such as 'phy:0 nq 0'"),
        ] {
          let (status, _, complaints) = try group.run([
            "\(Host.binaries)/spp_pcap", "--lcores", "1@(\(Host.cpus)),2@(\(Host.cpus))",
            "--file-prefix", group.prefix, "--no-pci", "--no-telemetry", "--", "--client-id", "1",
            "-s", "127.0.0.1:\(group.secondaryPort)", "-c", port,
          ])
          #expect(status == 1)
          #expect(complaints.contains(reason), "\(complaints)")
        }
      }
    }
  }
}
