// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

extension Primary {
  /// Makes a port of the group, which the primary's own forwarder can patch too. A ring that is there already becomes one
  /// of the forwarder's.
  mutating func add(_ uid: ResourceUID) throws(PrimaryError) {
    guard uid.queue == nil else { throw .queueSaid(uid) }
    if uid.type == .vhost {
      guard forwarder != nil else { throw .notAddable(uid) }
      try forwarder?.change(.add(uid))
      return
    }
    if registry.port(uid) != nil {
      guard uid.type == .ring, forwarder?.has(uid) == false else { throw .exists(uid) }
    } else {
      try make(uid)
    }
    try forwarder?.change(.add(uid))
  }

  private mutating func make(_ uid: ResourceUID) throws(PrimaryError) {
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

  /// Takes a port away. A ring of the start that the forwarder has is only taken from that.
  mutating func delete(_ uid: ResourceUID) throws(PrimaryError) {
    guard uid.queue == nil else { throw .queueSaid(uid) }
    let isForwarders = forwarder?.has(uid) ?? false
    if isForwarders { try forwarder?.check(.delete(uid)) }
    if !isForwarders || !(uid.type == .vhost || isOfTheStart(uid)) { try unmake(uid) }
    if isForwarders { try forwarder?.change(.delete(uid)) }
  }

  private func isOfTheStart(_ uid: ResourceUID) -> Bool {
    uid.type == .ring && uid.index < options.rings
  }

  private mutating func unmake(_ uid: ResourceUID) throws(PrimaryError) {
    guard uid.type != .phy else { throw .notAddable(uid) }
    guard let port = registry.port(uid) else {
      throw uid.type == .vhost && forwarder == nil ? .notAddable(uid) : .notThere(uid)
    }
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

  mutating func add(_ pipe: Pipe) throws(PrimaryError) {
    guard pipes[pipe.index] == nil else { throw .pipeExists(pipe.index) }
    guard let pool = pools.pool(on: nil) else {
      throw .tooManyDevices(Pipe.name(pipe.index))
    }
    for other in pipes.values.map(\.pipe) {
      try refuse(other.rx == pipe.rx, pipe.rx, .rx, Pipe.name(other.index))
      try refuse(other.tx == pipe.tx, pipe.tx, .tx, Pipe.name(other.index))
    }
    for patch in forwarder?.plan.patches ?? [] {
      try refuse(patch.source == pipe.rx, pipe.rx, .rx, "the patch \(patch)")
      try refuse(patch.destination == pipe.tx, pipe.tx, .tx, "the patch \(patch)")
    }
    pipes[pipe.index] = try PipePort.make(pipe, registry: registry, pool: pool)
    guard pool.operations == .magazines else { return }
    Log.note(
      "\(Pipe.name(pipe.index)): programs of others can pass packets on, but not free or make them, unless the primary is started with --pool ring_mp_mc"
    )
  }

  /// The registry tells processes apart; what the primary has twice is told here.
  func refuse(
    _ isTaken: Bool, _ ring: ResourceUID, _ direction: Direction, _ user: String
  ) throws(PrimaryError) {
    guard !isTaken else { throw .ringTaken(ring, direction, by: user) }
  }

  mutating func deletePipe(_ index: UInt8) throws(PrimaryError) {
    guard let pipe = pipes[index] else { throw .noPipe(index) }
    try pipe.remove(registry)
    pipes[index] = nil
  }

  /// Ports that were added at run time: made, or given to the forwarder.
  var addedPorts: [ResourceUID] {
    let made = registry.ports.map(\.uid).filter { $0.type != .phy && !isOfTheStart($0) }
    return made + (forwarder?.plan.ports ?? []).filter { !made.contains($0) }
  }

  /// Whether nothing was configured, so that a controller may give back what it knows.
  var isAsBorn: Bool {
    addedPorts.isEmpty && rings.count == options.rings && pipes.isEmpty
      && forwarder?.plan.isEmpty ?? true
  }
}
