// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// What a sender must know about the packets at the front of a hand.
struct Survey {
  /// Bytes of all of them.
  var bytes = 0
  /// The `RTE_MBUF_F_…` of all of them, together.
  var flags: UInt64 = 0
  /// Whether one of them has more than one segment.
  var chained = false

  @inline(__always) @_noLocks
  init(_ hand: borrowing Hand, _ count: Int) {
    var segments = 0
    for index in 0..<count {
      let packet = hand.packet(index)
      bytes &+= packet.length
      flags |= packet.flags
      segments |= packet.segments
    }
    chained = segments > 1
  }

  @inline(__always) @_noLocks
  init(bytes: Int, flags: UInt64, chained: Bool) {
    self.bytes = bytes
    self.flags = flags
    self.chained = chained
  }
}
