// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// Where every buffer is, and what nobody has back to its pool.
extension Primary {
  /// Nanoseconds to wait for all lcores of the group.
  private static var patience: UInt64 { 250_000_000 }
  /// Nanoseconds that the count may take: half a millisecond for 10,000 buffers is usual.
  private static func lease(_ buffers: Int) -> UInt64 { 100_000_000 + UInt64(buffers) * 500 }

  /// Counts all buffers while all lcores of the group stand between two bursts.
  ///
  /// - Throws: `poolsOfOthers`, `hangs`, `keepsBuffers`, `strangers`, `moving`, `tooSlow`; then nothing was changed.
  mutating func pool(_ action: PoolAction) throws(PrimaryError) -> PoolReport {
    if options.pool != PacketPool.Operations.magazines.rawValue {
      throw .poolsOfOthers(options.pool)
    }
    reap()
    if let hung = registry.hung().first { throw .hangs(hung) }
    if action == .reclaim { try checkReclaim() }
    let buffers = buffers ?? BufferTable(pools.pools)
    self.buffers = buffers
    let rings = rings.values.sorted { $0.index < $1.index }
    let all = pools.pools
    let found: (value: Inventory, nanoseconds: UInt64)
    do throws(Standstill.Failure) {
      found = try Standstill(journal).hold(
        patience: Self.patience, lease: Self.lease(buffers.count), watch: { reap() },
        { [journal] in Inventory(journal, all, rings, buffers) })
    } catch {
      throw .noStandstill(error, owners: registry.foreignLcores(to: .primary))
    }
    let inventory = found.value
    guard inventory.doubled == 0, inventory.foreign == 0 else {
      Log.note(
        "the pools are broken: \(inventory.doubled) buffers are in two places, \(inventory.foreign) things are no buffers"
      )
      return report(inventory, found.nanoseconds, reclaimed: 0)
    }
    // Nobody can come to have what nobody has: the lcores are at work again meanwhile.
    let reclaimed = action == .reclaim ? Inventory.giveBack(inventory.unseen) : 0
    if reclaimed > 0 {
      burials.note(reclaimed: reclaimed)
      Log.note("\(reclaimed) lost buffers are given back")
    }
    return report(inventory, found.nanoseconds, reclaimed: reclaimed)
  }

  /// Whether a buffer that is met nowhere can only be lost.
  private func checkReclaim() throws(PrimaryError) {
    for id in EthernetDevice.ids {
      guard let device = try? EthernetDevice(id: id, label: label(of: id)) else { continue }
      let (receiving, sending) = device.heldBuffers
      if receiving + sending > 0 { throw .keepsBuffers(device.label) }
    }
    let known = registry.clients.map(\.process.pid)
    let strangers = directory.users.filter { !known.contains($0) }
    if !strangers.isEmpty { throw .strangers(strangers) }
  }

  /// What users call a device.
  private func label(of id: UInt16) -> String {
    let port = registry.ports.first {
      [.phy, .tap, .nullpmd, .memif].contains($0.uid.type) && $0.backing == id
    }
    return port.map { "\($0.uid)" } ?? "device \(id)"
  }

  /// Devices that keep buffers of the pool, with what their queues are made for.
  private func devices(of pool: PacketPool) -> [PoolReport.Device] {
    EthernetDevice.ids.compactMap { id in
      guard let device = try? EthernetDevice(id: id, label: label(of: id)),
        pools.pool(on: device.socket)?.name == pool.name
      else { return nil }
      let (receiving, sending) = device.heldBuffers
      guard receiving + sending > 0 else { return nil }
      return PoolReport.Device(name: device.label, least: receiving, most: receiving + sending)
    }
  }

  private func report(_ inventory: Inventory, _ nanoseconds: UInt64, reclaimed: Int) -> PoolReport {
    var left = reclaimed
    let owners = registry.foreignLcores(to: .primary)
    let reports = zip(pools.pools, inventory.counts).map { pool, count in
      // What was reclaimed is free now, though it was not when all stood still.
      let back = min(left, count.unseen)
      left -= back
      return PoolReport.Pool(
        name: pool.name, size: pool.size, free: count.free + back,
        caches: count.caches.sorted { $0.key < $1.key }.map { lcore, buffers in
          let owner = owners[lcore] ?? (registry.owner(of: lcore) == .primary ? .primary : nil)
          return PoolReport.Cache(lcore: lcore, client: owner, buffers: buffers)
        },
        rings: count.rings.sorted { $0.key < $1.key }.map {
          PoolReport.Ring(id: $0.key, buffers: $0.value)
        }, devices: devices(of: pool), inHands: count.hands, unseen: count.unseen - back)
    }
    return PoolReport(
      pools: reports, doubled: inventory.doubled, foreign: inventory.foreign, reclaimed: reclaimed,
      microseconds: Int(nanoseconds / 1_000), burials: burials.totals)
  }
}
