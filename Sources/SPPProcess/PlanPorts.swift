// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPDataPlane
internal import SPPModel

/// What a plan needs outside of this process's lcores: claims on queues, and the ports that this process serves itself.
struct PlanPorts {
  /// One use of a port: the plan allows it once.
  struct Use: Hashable {
    let port: ResourceUID
    let direction: Direction
  }

  /// Ports that are served here; each closes when its last owner goes.
  final class Guest {
    let device: GuestDevice
    init(_ device: consuming GuestDevice) { self.device = device }
  }
  final class Replay {
    let file: PcapFileReader
    init(_ file: consuming PcapFileReader) { self.file = file }
  }
  final class Recording {
    let file: PcapFileWriter
    init(_ file: consuming PcapFileWriter) { self.file = file }
  }

  private(set) var claims: [Use: Claim] = [:]
  private(set) var guests: [UInt8: Guest] = [:]
  private(set) var replays: [UInt8: Replay] = [:]
  private(set) var recordings: [UInt8: Recording] = [:]
  private(set) var recorders: [RecorderKey: Recorder] = [:]

  /// A recording goes on as long as its component has this port.
  struct RecorderKey: Hashable {
    let component: ComponentName
    let port: ResourceUID
  }
}

extension PlanPorts {
  /// The ports of `plan`: what is used already is kept, what is new is opened and claimed.
  ///
  /// Nothing of the old is closed: the lcores still use it. On an error everything new has been given back.
  /// - Parameter held: `vhost` ports to be served in any case.
  func opening(_ plan: VFPlan, held: [ResourceUID], _ host: PlanHost) throws -> PlanPorts {
    var next = PlanPorts()
    do {
      for port in held where port.type == .vhost {
        for direction in Direction.allCases {
          let use = Use(port: port, direction: direction)
          next.claims[use] = try claim(use, ComponentName(port.word), host)
          try next.open(use, from: self, host)
        }
      }
      for component in plan.components {
        for direction in Direction.allCases {
          for attachment in component[direction] {
            let use = Use(port: attachment.port, direction: direction)
            next.claims[use] = try claim(use, component.name, host)
            try next.open(use, from: self, host)
          }
        }
        if component.kind == .capture, let port = component.rx.first?.port {
          let key = RecorderKey(component: component.name, port: port)
          next.recorders[key] =
            try recorders[key] ?? Recorder(port: port, options: host.captures)
        }
      }
    } catch {
      next.close(except: self, host)
      throw error
    }
    return next
  }

  private func claim(_ use: Use, _ component: ComponentName, _ host: PlanHost) throws(RegistryError)
    -> Claim
  {
    // Claimed again with the queue it has: only the component's name changes.
    if let claim = claims[use], use.port.type == .phy, use.direction == .tx, use.port.queue == nil {
      return claim
    }
    return try host.registry.claim(use.port, use.direction, for: component, by: host.client)
  }

  private mutating func open(_ use: Use, from old: PlanPorts, _ host: PlanHost) throws(DPDKError) {
    let index = use.port.index
    switch (use.port.type, use.direction) {
    case (.vhost, _):
      guests[index] = guests[index] ?? old.guests[index]
      if guests[index] == nil { guests[index] = try Self.guest(index, host) }
    case (.pcap, .rx):
      replays[index] = old.replays[index]
      if replays[index] == nil { replays[index] = try Self.replay(PcapPort.rxFile(index)) }
    case (.pcap, .tx):
      recordings[index] = old.recordings[index]
      if recordings[index] == nil {
        recordings[index] = try Self.recording(PcapPort.txFile(index))
      }
    case (.phy, _), (.tap, _), (.nullpmd, _), (.memif, _):
      // A process that was started with other devices than the primary has not got it.
      if let port = host.registry.port(use.port) {
        _ = try EthernetDevice(id: port.backing, label: use.port.description)
      }
    case (.ring, _): return
    }
  }

  private static func guest(_ index: UInt8, _ host: PlanHost) throws(DPDKError) -> Guest {
    let path = host.guests.path(index)
    let device = try GuestDevice(
      path: path, clientMode: host.guests.isClient, queuePairs: host.guests.queuePairs,
      pool: host.pool)
    let guest = Guest(device)
    try host.guests.hand(over: path)
    return guest
  }

  /// The file to replay; an empty one is made when there is none, as Soft Patch Panel's users know it.
  private static func replay(_ path: String) throws(DPDKError) -> Replay {
    if !PcapFileReader.exists(path) { _ = try PcapFileWriter(path: path) }
    return Replay(try PcapFileReader(path: path))
  }

  private static func recording(_ path: String) throws(DPDKError) -> Recording {
    Recording(try PcapFileWriter(path: path))
  }

  /// Gives back the claims that `kept` does not have; once no lcore uses them.
  func close(except kept: PlanPorts, _ host: PlanHost) {
    for (use, claim) in claims where kept.claims[use] != claim {
      host.registry.release(claim, by: host.client)
    }
  }
}

// MARK: - What the lcores see

extension PlanPorts {
  /// What a capture's frames go to.
  func recorder(of component: ComponentPlan) -> Recorder? {
    component.rx.first.flatMap {
      recorders[RecorderKey(component: component.name, port: $0.port)]
    }
  }

  /// Where a component receives from, or nil when the port is gone.
  func source(_ port: ResourceUID, _ host: PlanHost) -> Inlet.Source? {
    guard let claim = claims[Use(port: port, direction: .rx)] else { return nil }
    switch port.type {
    case .ring: return Ring.lookup(port.index).map { .ring($0) }
    case .vhost: return guests[port.index].map { .guest($0.device.queue(port.queue.map(Int.init))) }
    case .pcap: return replays[port.index].map { .capture($0.file.source, into: host.pool) }
    case .phy, .tap, .nullpmd, .memif:
      return host.registry.port(port).map { published in
        let device = Self.device(published)
        return .device(
          published.backing, queue: claim.queue, keeps: device?.keepsBuffers(.rx) ?? true,
          chains: device?.makesChains ?? true)
      }
    }
  }

  private static func device(_ port: RegistryPort) -> EthernetDevice? {
    try? EthernetDevice(id: port.backing, label: port.uid.description)
  }

  /// Where a component sends to, or nil when the port is gone.
  func outlet(_ attachment: Attachment, _ book: PortBook, _ host: PlanHost) -> Outlet? {
    let port = attachment.port
    guard let claim = claims[Use(port: port, direction: .tx)] else { return nil }
    let target: Outlet.Target?
    var longest = 65_535
    switch port.type {
    case .ring:
      target = Ring.lookup(port.index).map {
        .ring($0, lost: host.registry.txDropCounter(of: port))
      }
    case .vhost:
      target = guests[port.index].map { .guest($0.device.queue(port.queue.map(Int.init))) }
    case .pcap: target = recordings[port.index].map { .capture($0.file.sink) }
    case .phy, .tap, .nullpmd, .memif:
      let published = host.registry.port(port)
      longest = published?.maximumFrame ?? longest
      target = published.map {
        .device($0.backing, queue: claim.queue, keeps: Self.device($0)?.keepsBuffers(.tx) ?? true)
      }
    }
    return target.map {
      Outlet($0, vlan: attachment.vlan, longest: longest > 0 ? longest : 65_535, book: book)
    }
  }
}
