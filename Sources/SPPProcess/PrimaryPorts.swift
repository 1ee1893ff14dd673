// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

extension Primary {
  mutating func add(_ uid: ResourceUID) throws(PrimaryError) {
    guard uid.queue == nil else { throw .queueSaid(uid) }
    guard uid.type != .phy, uid.type != .vhost else { throw .notAddable(uid) }
    guard registry.port(uid) == nil else { throw .exists(uid) }
    guard let pool = pools.pool(on: nil) else { throw .notAddable(uid) }
    let port: RegistryPort
    switch uid.type {
    case .phy, .vhost: throw .notAddable(uid)
    case .ring: return try addRing(uid)
    case .tap: port = try TapPort.plug(uid, pool: pool)
    case .pcap: port = PcapPort.port(uid)
    case .nullpmd: port = try NullPort.plug(uid, pool: pool)
    case .memif:
      let isFirst = !registry.ports.contains { $0.uid.type == .memif }
      port = try MemifPort.plug(uid, isFirst: isFirst, pool: pool)
    }
    registry.publish(port)
  }

  mutating func addRing(_ uid: ResourceUID) throws(PrimaryError) {
    let (ring, port) = try RingPort.make(uid, slots: options.ringSize)
    rings[uid.index] = ring
    counters.begin(ring, drops: 0)
    registry.publish(port)
  }

  mutating func delete(_ uid: ResourceUID) throws(PrimaryError) {
    guard uid.queue == nil else { throw .queueSaid(uid) }
    guard uid.type != .phy, uid.type != .vhost else { throw .notAddable(uid) }
    guard let port = registry.port(uid) else { throw .notThere(uid) }
    do throws(RegistryError) { try registry.withdraw(uid) } catch { throw .registry(error) }
    switch uid.type {
    case .phy, .vhost, .pcap: break
    case .ring:
      guard let ring = rings.removeValue(forKey: uid.index) else { return }
      counters.end(uid.index)
      RingPort.remove(ring, journal: journal, lcore: mainLcore)
    case .tap, .nullpmd, .memif:
      do throws(PrimaryError) {
        try DevicePort.unplug(port)
      } catch {
        // Still there, but stopped: not usable, so not published again.
        Log.note("\(uid): \(error)")
        throw error
      }
    }
  }

  /// Ports other than rings that were added at run time.
  var addedPorts: [ResourceUID] {
    registry.ports.map(\.uid).filter { $0.type != .phy && $0.type != .ring }
  }

  /// Whether nothing was added or deleted, so that a controller may give back what it knows.
  var isAsBorn: Bool {
    addedPorts.isEmpty && rings.count == options.rings
      && rings.keys.allSatisfy { $0 < options.rings }
  }
}
