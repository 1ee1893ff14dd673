// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import Testing

extension SystemTests {
  /// Packet for packet: files in, files out.
  @Suite struct CaptureTests {
    @Test func `a classifier and VLAN operations do to each frame of a file what they say`() throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.startVF(1, lcores: [1, 2, 3])
        let (first, second) = (CapturePort(), CapturePort())
        // Two destinations in turns, some tagged, some for nobody.
        let frames = (0..<300).map { number in
          Frame(
            destination: 0x5254_0000_0001 + UInt64(number % 3), tag: number % 5 == 0 ? 7 : nil,
            number: number, payload: 46 + number * 4)
        }
        try CaptureFile.write(frames.map(\.bytes), to: first.rxFile)
        try group.script(
          """
          pri; add \(first)
          pri; add \(second)
          vf 1; component start cls 2 classifier
          vf 1; port add \(first) tx cls add_vlantag 101 3
          vf 1; port add \(second) tx cls del_vlantag
          vf 1; classifier_table add mac 52:54:00:00:00:01 \(first)
          vf 1; classifier_table add mac 52:54:00:00:00:02 \(second)
          vf 1; classifier_table add vlan 7 52:54:00:00:00:01 \(second)
          vf 1; port add \(first) rx cls
          """)
        try eventually("all frames should have been read") {
          try group.counters(1, "cls").received.packets == 300
        }
        let counted = try group.counters(1, "cls")
        #expect(counted.isBalanced)
        try group.spp("vf 1; exit")
        let tagged = frames.filter { $0.destination & 0xff == 1 && $0.tag == nil }.map { frame in
          var frame = frame
          frame.tag = 3 << 13 | 101
          return frame.bytes
        }
        let plain = frames.filter {
          $0.destination & 0xff == 2 && $0.tag == nil || $0.destination & 0xff == 1 && $0.tag == 7
        }.map { frame in
          var frame = frame
          frame.tag = nil
          return frame.bytes
        }
        #expect(try CaptureFile.frames(first.txFile) == tagged)
        #expect(try CaptureFile.frames(second.txFile) == plain)
        let unknown = try #require(DropReason(rawValue: "unknown_destination"))
        #expect(counted.drops == [unknown: UInt64(300 - tagged.count - plain.count)])
        let pool = try #require(group.primaryStatus().pools.first)
        try eventually("every buffer should be back") { try group.freeBuffers() == pool.size }
      }
    }
  }
}
