// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// Applies an attachment's VLAN operation to the packets at the front of a hand.
enum Tagging {
  /// Works on the first `count` packets; those that do not take it are dropped and counted in `page`.
  ///
  /// - Returns: How many are left at the front.
  @inline(__always) @_noLocks
  static func apply(_ operation: TagOperation, _ count: Int, in hand: inout Hand, page: PortPage)
    -> Int
  {
    var faults: UInt32 = 0
    for index in 0..<count where operation.apply(to: hand.packet(index)) != .none {
      faults |= 1 << UInt32(truncatingIfNeeded: index)
    }
    return faults == 0 ? count : drop(faults, count, operation, in: &hand, page: page)
  }

  /// Moves the faulty to the front, drops them, and leaves the others in order.
  @inline(never) @_noLocks
  private static func drop(
    _ faults: UInt32, _ count: Int, _ operation: TagOperation, in hand: inout Hand, page: PortPage
  ) -> Int {
    let faulty = faults.nonzeroBitCount
    var front = 0
    var back = faulty
    for index in 0..<hand.count {
      let packet = hand.packet(index)
      if index < count, faults & (1 << UInt32(truncatingIfNeeded: index)) != 0 {
        hand.place(packet, at: front)
        front &+= 1
      } else {
        hand.place(packet, at: back)
        back &+= 1
      }
    }
    hand.flip()
    var chained = false
    for index in 0..<faulty {
      let packet = hand.packet(index)
      chained = chained || packet.segments > 1
      switch packet.headerFault {
      case .runt: page.drop(.runt).add(1)
      case .malformedTag: page.drop(.malformedTag).add(1)
      // The header can be read, so the tag found no room.
      case .none, .noHeadroom: page.drop(.noHeadroom).add(1)
      }
    }
    hand.free(faulty, chained: chained)
    return count &- faulty
  }
}
