// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// What a sender must know about the packets at the front of a hand.
struct Survey {
  /// What is read of each packet: control knows from the ports what can matter.
  enum Depth {
    /// The length alone.
    case bytes
    /// Segments and checksum requests too.
    case whole
  }

  /// Bytes of all of them.
  var bytes = 0
  /// The `RTE_MBUF_F_…` of all of them, together; 0 when nobody asks.
  var flags: UInt64 = 0
  /// Whether one of them has more than one segment; false when nobody asks.
  var chained = false

  @inline(__always) @_noLocks
  init(_ hand: borrowing Hand, _ count: Int, _ depth: Depth) {
    switch depth {
    case .bytes:
      bytes = hand.bytes(count)
    case .whole:
      var segments = 0
      for index in 0..<count {
        let packet = hand.packet(index)
        bytes &+= packet.length
        flags |= packet.flags
        segments |= packet.segments
      }
      chained = segments > 1
    }
  }

  @inline(__always) @_noLocks
  init(bytes: Int, flags: UInt64, chained: Bool) {
    self.bytes = bytes
    self.flags = flags
    self.chained = chained
  }
}
