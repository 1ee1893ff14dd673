// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// The packet pools of a group, one on each NUMA node.
struct PrimaryPools {
  let pools: [PacketPool]

  /// The pool's name that Soft Patch Panel's secondaries know; further nodes' have a number behind it.
  static func name(_ position: Int) -> String {
    position == 0 ? "MProc_pktmbuf_pool" : "MProc_pktmbuf_pool_\(position)"
  }

  /// Lcores of the group that can be at work at once, for the size.
  private static let lcores = 32
  /// What one lcore can keep to itself: its hand, its copies, and two magazines.
  private static let buffersPerLcore = 576
  /// Packets of one guest that can be under way in its queues.
  private static let buffersPerGuest = 256
  /// For ports added later: eight of one queue.
  private static let spare = 4096

  /// Buffers that are enough even when every ring is full, every port keeps all it can, and 32 lcores are killed.
  static func size(setups: [EthernetDeviceSetup], options: PrimaryOptions) -> Int {
    let wanted =
      setups.reduce(0) { $0 + $1.heldBuffers } + options.rings * options.ringSize + options.guests
      * buffersPerGuest
      + lcores * buffersPerLcore + spare
    return min(wanted, PacketPool.maximumSize)
  }

  /// Makes the pools: the first on the main lcore's node, which must succeed; further ones where there is memory.
  static func make(options: PrimaryOptions, setups: [EthernetDeviceSetup], main: LcoreID)
    throws(DPDKError) -> PrimaryPools
  {
    let count = options.mbufs ?? size(setups: setups, options: options)
    let operations = PacketPool.Operations(rawValue: options.pool) ?? .magazines
    let first = Lcore.socket(of: main)
    var pools: [PacketPool] = []
    for socket in [first] + EAL.sockets.filter({ $0 != first }) {
      guard pools.count < PacketPool.maximumPools else { break }
      do throws(DPDKError) {
        let pool = try PacketPool.create(
          name: name(pools.count), count: count, socket: socket, operations: operations)
        Log.note("\(pool.name) has \(count) buffers on node \(socket) (\(operations.rawValue))")
        pools.append(pool)
      } catch {
        guard !pools.isEmpty else { throw error }
        Log.note("node \(socket) has no pool: \(error)")
      }
    }
    return PrimaryPools(pools: pools)
  }

  /// The pool for a device on this node.
  func pool(on socket: Int?) -> PacketPool? {
    pools.first { socket != nil && Int($0.socket) == socket } ?? pools.first
  }
}
