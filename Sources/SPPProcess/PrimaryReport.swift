// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

extension Primary {
  var status: PrimaryStatus {
    PrimaryStatus(
      mainLcore: mainLcore, lcores: [mainLcore] + Lcore.workers,
      phyPorts: registry.ports.filter { $0.uid.type == .phy }.compactMap(phyPort),
      ringPorts: rings.keys.sorted().compactMap { index in
        counters.status(index, drops: registry.txDrops(of: ResourceUID(.ring, index)))
      },
      addedPorts: addedPorts,
      pools: pools.pools.map {
        PrimaryStatus.Pool(name: $0.name, size: $0.size, free: $0.available)
      }, forwarder: forwarder?.status,
      pipes: pipes.keys.sorted().compactMap { pipes[$0]?.pipe }, burials: burials.totals,
      hung: registry.hung(), heap: heap)
  }

  private var heap: HeapUse {
    let heap = EAL.heap
    return HeapUse(
      size: heap.size, free: heap.free, leftBehind: burials.leftBehind.memory,
      guests: burials.leftBehind.count)
  }

  private func phyPort(_ port: RegistryPort) -> PrimaryStatus.PhyPort? {
    guard let device = try? EthernetDevice(id: port.backing, label: "\(port.uid)"),
      let counted = try? device.statistics()
    else { return nil }
    let drops = registry.txDrops(of: port.uid) &- (clearedDrops[port.uid] ?? 0)
    return PrimaryStatus.PhyPort(
      id: Int(port.uid.index), mac: device.macAddress, rx: counted.received.packets,
      tx: counted.sent.packets,
      txDrop: counted.sendErrors &+ drops, rxQueues: port.rxQueues, txQueues: port.txQueues,
      linkUp: device.linkIsUp, rules: flows.rules(of: port.uid))
  }

  /// Sets the counters of all ports to zero, for what is reported from now on.
  mutating func clear() {
    for port in registry.ports {
      switch port.uid.type {
      case .ring:
        if let ring = rings[port.uid.index] {
          counters.begin(ring, drops: registry.txDrops(of: port.uid))
        }
      case .phy, .tap, .nullpmd, .memif:
        clearedDrops[port.uid] = registry.txDrops(of: port.uid)
        do throws(DPDKError) {
          try EthernetDevice(id: port.backing, label: "\(port.uid)").resetStatistics()
        } catch {
          Log.note("\(error)")
        }
      case .vhost, .pcap: break
      }
    }
  }
}
