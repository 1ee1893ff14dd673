// SPDX-License-Identifier: BSD-3-Clause

/// What the primary has done for dead processes, all of them together or one.
package struct BurialTotals: Hashable, Sendable {
  package var processes = 0
  package var lcores = 0
  /// Ports' queues that the dead had claimed.
  package var claims = 0
  /// Buffers given back that the dead held in their hands.
  package var freed = 0
  /// Magazines given back, with all that lay in them.
  package var magazines = 0
  /// Ring sides brought back in order.
  package var rings = 0
  /// Buffers that nobody could prove to be free: left alone, until an inventory finds those that are.
  package var leaked = 0
  /// Lost buffers that inventories have given back.
  package var reclaimed = 0

  package init() {}

  package static func + (a: BurialTotals, b: BurialTotals) -> BurialTotals {
    var sum = a
    sum.processes += b.processes
    sum.lcores += b.lcores
    sum.claims += b.claims
    sum.freed += b.freed
    sum.magazines += b.magazines
    sum.rings += b.rings
    sum.leaked += b.leaked
    sum.reclaimed += b.reclaimed
    return sum
  }
}

/// A process that lives and does nothing.
package struct HungProcess: Hashable, Sendable {
  package let client: ClientID
  /// How long it has been so, in milliseconds.
  package let milliseconds: Int
  /// Lcores that do not end the burst they are in; empty when the whole process gives no sign of life.
  package let lcores: [LcoreID]

  package init(client: ClientID, milliseconds: Int, lcores: [LcoreID] = []) {
    self.client = client
    self.milliseconds = milliseconds
    self.lcores = lcores
  }
}

/// DPDK's heap, which the processes of a group share, in bytes.
package struct HeapUse: Hashable, Sendable {
  package let size: UInt64
  package let free: UInt64
  /// What librte_vhost had allocated in processes that died; nobody can free it while the group lives.
  package let leftBehind: UInt64
  /// Guests that were connected to those.
  package let guests: Int

  package init(size: UInt64, free: UInt64, leftBehind: UInt64, guests: Int) {
    self.size = size
    self.free = free
    self.leftBehind = leftBehind
    self.guests = guests
  }
}
