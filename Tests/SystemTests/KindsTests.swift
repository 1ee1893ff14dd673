// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// Processes other than vfs, with the real programs.
  @Suite struct KindsTests {
    private func frames(_ count: Int, _ destination: UInt64 = 0x5254_0000_0001) -> [[UInt8]] {
      (0..<count).map {
        Frame(destination: destination, tag: nil, number: $0, payload: 46 + $0 * 4).bytes
      }
    }

    @Test func `an nfv forwards between capture files, stops, and is patched anew`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.start(.nfv, 1, lcores: [1, 2, 3])
        let (left, right) = (CapturePort(), CapturePort())
        try CaptureFile.write(frames(200), to: left.rxFile)
        try CaptureFile.write(frames(100, 0x5254_0000_0002), to: right.rxFile)
        for port in [left, right] {
          try group.done("PUT", "/nfvs/1/ports", #"{"action":"add","port":"\#(port)"}"#)
        }
        try group.done("PUT", "/nfvs/1/patches", #"{"src":"\#(left)","dst":"\#(right)"}"#)
        try group.done("PUT", "/nfvs/1/patches", #"{"src":"\#(right)","dst":"\#(left)"}"#)
        var status = try group.done("GET", "/nfvs/1")
        #expect(status["status"] == "idling")
        #expect(status["lcores"] == [1, 2, 3])
        #expect(status["ports"] == [.string("\(left)"), .string("\(right)")])
        try group.done("PUT", "/nfvs/1/forward", #"{"action":"start"}"#)
        try eventually("all frames should have passed") {
          try group.counters(of: "/nfvs/1").map(\.received.packets) == [200, 100]
        }
        #expect(try group.counters(of: "/nfvs/1").allSatisfy(\.isBalanced))
        #expect(
          try group.denied("PUT", "/nfvs/1/ports", #"{"action":"del","port":"\#(left)"}"#)
            == "command error: a port of the patch \(left) -> \(right) cannot be deleted; 'patch reset' first"
        )
        try group.done("PUT", "/nfvs/1/forward", #"{"action":"stop"}"#)
        #expect(try CaptureFile.frames(right.txFile) == frames(200))
        #expect(try CaptureFile.frames(left.txFile) == frames(100, 0x5254_0000_0002))
        #expect(try group.counters(of: "/nfvs/1").map(\.sent.packets) == [200, 100])
        try group.done("DELETE", "/nfvs/1/patches")
        status = try group.done("GET", "/nfvs/1")
        #expect(status["status"] == "idling")
        #expect(status["patches"] == [])
        try group.done("PUT", "/nfvs/1/ports", #"{"action":"del","port":"\#(left)"}"#)
        // What comes back is what it was, whatever happened in between.
        let pool = try #require(group.primaryStatus().pools.first)
        try group.done("DELETE", "/nfvs/1")
        try eventually("every buffer should be back") { try group.freeBuffers() == pool.size }
      }
    }

    @Test func `several sources share a ring through one nfv, and another one cannot have it`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: [
          "net_null0,size=64", "net_null1,size=64", "net_null2,size=64",
        ])
        try group.start(.nfv, 1, lcores: [1, 2])
        try group.start(.nfv, 2, lcores: [3, 4])
        for id in [1, 2] {
          try group.done("PUT", "/nfvs/\(id)/ports", #"{"action":"add","port":"ring:0"}"#)
        }
        for phy in [0, 1] {
          try group.done("PUT", "/nfvs/1/patches", #"{"src":"phy:\#(phy)","dst":"ring:0"}"#)
        }
        try group.done("PUT", "/nfvs/2/patches", #"{"src":"ring:0","dst":"phy:2"}"#)
        for id in [1, 2] {
          try group.done("PUT", "/nfvs/\(id)/forward", #"{"action":"start"}"#)
        }
        try eventually("both sources should come through the ring") {
          let merged = try group.counters(of: "/nfvs/1")
          let sent = try group.counters(of: "/nfvs/2").first?.sent.packets ?? 0
          return merged.count == 1 && sent > 1000
            && merged[0].attachments.filter { $0.direction == .rx && $0.traffic.packets > 0 }.count
              == 2
        }
        // Running, a second producer is refused and nothing changes; it is said who has the ring.
        let refused = try group.denied(
          "PUT", "/nfvs/2/patches", #"{"src":"phy:1","dst":"ring:0"}"#)
        #expect(refused.contains("of nfv 1"), "\(refused)")
        #expect(try group.done("GET", "/nfvs/2")["status"] == "running")
      }
    }

    @Test func `an nfv that was killed comes back with its patches and forwards`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0,size=64", "net_null1,size=64"])
        let nfv = try group.start(.nfv, 1, lcores: [1, 2])
        try group.done("PUT", "/nfvs/1/patches", #"{"src":"phy:0","dst":"phy:1"}"#)
        try group.done("PUT", "/nfvs/1/forward", #"{"action":"start"}"#)
        let status = try group.done("GET", "/nfvs/1")
        group.isKilled = true
        nfv.send(SIGKILL)
        try eventually("the controller should notice") {
          try group.rest("GET", "/nfvs/1").status == 404
        }
        _ = try nfv.wait(within: .seconds(10))
        try group.start(.nfv, 1, lcores: [1, 2], name: "nfv-again")
        try eventually(within: .seconds(60), "it should forward again") {
          try group.counters(of: "/nfvs/1").first?.sent.packets ?? 0 > 1000
        }
        #expect(try group.done("GET", "/nfvs/1") == status)
      }
    }

    @Test func `a mirror gives both ports every frame, and each its own`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.start(.mirror, 1, lcores: [1, 2])
        let (first, second) = (CapturePort(), CapturePort())
        try CaptureFile.write(frames(300), to: first.rxFile)
        for port in [first, second] {
          try group.done("PUT", "/primary/ports", #"{"action":"add","port":"\#(port)"}"#)
        }
        let base = "/mirrors/1/components"
        #expect(
          try group.denied("POST", base, #"{"name":"m","core":2,"type":"merge"}"#)
            .contains("components of type mirror only"))
        try group.done("POST", base, #"{"name":"m","core":2,"type":"mirror"}"#)
        for (port, direction) in [(first, "tx"), (second, "tx"), (first, "rx")] {
          try group.done(
            "PUT", "\(base)/m/ports",
            #"{"action":"attach","port":"\#(port)","dir":"\#(direction)"}"#)
        }
        try eventually("all frames should have been read") {
          try group.counters(of: "/mirrors/1").first?.received.packets == 300
        }
        let counted = try #require(try group.counters(of: "/mirrors/1").first)
        #expect(counted.isBalanced)
        #expect(counted.copies == 300)
        try group.done("DELETE", "\(base)/m")
        #expect(try CaptureFile.frames(first.txFile) == frames(300))
        #expect(try CaptureFile.frames(second.txFile) == frames(300))
        try group.done("DELETE", "/mirrors/1")
        let pool = try #require(group.primaryStatus().pools.first)
        try eventually("every buffer should be back") { try group.freeBuffers() == pool.size }
      }
    }
  }
}
