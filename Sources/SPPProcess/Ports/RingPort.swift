// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// A ring between components of any processes.
enum RingPort {
  static func make(_ uid: ResourceUID, slots: Int) throws(PrimaryError) -> (Ring, RegistryPort) {
    do throws(DPDKError) {
      let ring = try Ring.create(uid.index, capacity: UInt32(slots))
      var port = RegistryPort(uid, backing: UInt16(uid.index))
      port.address = ring.address
      return (ring, port)
    } catch {
      throw .dpdk(error)
    }
  }

  /// Gives the packets in it back to their pool, and its memory to the group; nobody uses it.
  static func remove(_ ring: Ring, journal: Journal, lcore: LcoreID) {
    var hand = journal.left(lcore)
    while ring.count > 0 {
      hand.take(from: ring)
      guard hand.count > 0 else { break }
      hand.free(hand.count, chained: true)
    }
    ring.free()
  }
}
