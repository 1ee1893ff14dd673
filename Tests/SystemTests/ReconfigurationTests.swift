// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import Testing

extension SystemTests {
  /// Changes while packets flow: what they do not touch loses nothing.
  @Suite struct ReconfigurationTests {
    @Test
    func `two hundred table entries and components come and go beside a path that loses no packet`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary(devices: ["net_null0,size=64", "net_null1,size=64"])
        try group.startVF(1, lcores: [1, 2, 3])
        let (source, sink) = (CapturePort(), CapturePort())
        let frames = (0..<500).map { Frame(number: $0).bytes }
        try CaptureFile.write(frames, to: source.rxFile)
        // 500 frames go round for ever: mg and fw share their lcores with everything that changes. All of it fits
        // into a ring, so whatever is missing at the end was lost.
        try group.script(
          """
          pri; add \(source)
          pri; add \(sink)
          vf 1; component start mg 2 merge
          vf 1; component start fw 3 forward
          vf 1; port add ring:0 tx mg
          vf 1; port add ring:1 rx mg
          vf 1; port add ring:0 rx fw
          vf 1; port add ring:1 tx fw
          vf 1; port add \(source) rx mg
          vf 1; component start cls 2 classifier
          vf 1; port add phy:0 rx cls
          vf 1; port add ring:2 tx cls
          vf 1; port add ring:3 tx cls
          vf 1; classifier_table add mac default ring:2
          vf 1; component start out 3 forward
          vf 1; port add ring:2 rx out
          vf 1; port add phy:1 tx out
          """)
        try eventually("all frames should go round") {
          try group.counters(1, "mg").attachments.first { $0.port.type == .pcap }?.traffic.packets
            == 500
        }
        let before = try group.counters(1, "mg").received.packets
        for number in 0..<50 {
          try change(
            group,
            #""action":"add","type":"mac","mac_address":"02:00:00:00:00:\#(number + 10)","port":"ring:3""#
          )
        }
        for number in 0..<50 {
          try change(
            group,
            #""action":"add","type":"vlan","vlan":\#(number + 1),"mac_address":"default","port":"ring:2""#
          )
        }
        for number in 0..<50 {
          try change(
            group,
            #""action":"del","type":"mac","mac_address":"02:00:00:00:00:\#(number + 10)","port":"ring:3""#
          )
        }
        for number in 0..<50 {
          try change(
            group,
            #""action":"del","type":"vlan","vlan":\#(number + 1),"mac_address":"default","port":"ring:2""#
          )
        }
        for number in 0..<20 {
          let core = 2 + number % 2
          #expect(
            try group.rest(
              "POST", "/vfs/1/components", #"{"name":"x","core":\#(core),"type":"merge"}"#
            ).status == 204)
          #expect(try attach(group, "attach", "ring:3", "rx", "x").status == 204)
          #expect(try group.rest("DELETE", "/vfs/1/components/x").status == 204)
        }
        let after = try group.counters(1, "mg").received.packets
        #expect(after > before + 10_000, "packets flowed all the time")
        for component in ["mg", "fw"] {
          let counted = try group.counters(1, component)
          #expect(counted.drops == [:])
          #expect(counted.isBalanced)
        }
        // Out they go, in one change: into a file instead of the ring.
        let turn = try group.rest(
          "POST", "/vfs/1/commands",
          """
          [{"command":"port","action":"detach","port":"ring:0","dir":"tx","name":"mg"},
           {"command":"port","action":"attach","port":"\(sink)","dir":"tx","name":"mg"}]
          """)
        #expect(turn.status == 204, "\(turn.body)")
        try eventually("all frames should come out") {
          try group.counters(1, "mg").attachments.first {
            $0.port.type == .pcap && $0.direction == .tx
          }?
          .traffic.packets == 500
        }
        try group.spp("vf 1; exit")
        try group.spp("pri; del \(source)", "pri; del \(sink)")
        let out = try CaptureFile.frames(sink.txFile)
        #expect(out.count == 500)
        #expect(Set(out) == Set(frames))
        let free = try #require(group.primaryStatus().pools.first)
        try eventually("every buffer should be back, or in ring:3 and ring:2") {
          let waiting = try group.primaryStatus().ringPorts.reduce(0) {
            $0 + Int($1.tx) - Int($1.rx)
          }
          return try group.freeBuffers() + waiting == free.size
        }
      }
    }

    private func change(_ group: Group, _ members: String) throws {
      let answer = try group.rest("PUT", "/vfs/1/classifier_table", "{\(members)}")
      #expect(answer.status == 204, "\(members): \(answer.body)")
    }

    private func attach(
      _ group: Group, _ action: String, _ port: String, _ direction: String, _ component: String
    ) throws -> (status: Int, body: String) {
      try group.rest(
        "PUT", "/vfs/1/components/\(component)/ports",
        #"{"action":"\#(action)","port":"\#(port)","dir":"\#(direction)"}"#)
    }
  }
}
