// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel
package import SPPWire

/// The process that owns a group's memory and ports, and answers for them.
package struct Primary: Role {
  let options: PrimaryOptions
  let registry: Registry
  let journal: Journal
  let pools: PrimaryPools
  let mainLcore: LcoreID
  var rings: [UInt8: Ring] = [:]
  var counters = PrimaryCounters()
  /// The registry's drop counters of phy ports when they were cleared.
  var clearedDrops: [ResourceUID: UInt64] = [:]
  var reaper = PrimaryReaper()
  var burials = PrimaryBurials()
  let directory: GroupDirectory
  /// All packet buffers; made when they are first counted.
  var buffers: BufferTable?
  var launch: Launch
  /// nil when there is no worker lcore.
  var forwarder: PrimaryForwarder?
  var pipes: [UInt8: PipePort] = [:]
  var flows = PrimaryFlows<EthernetDevice>()
  package var farewell: String?

  package var watched: [Int32] { reaper.descriptors }

  package mutating func handle(_ message: JSON) -> Reply {
    do throws(WireError) {
      let (id, command) = try WireRequest.decodePrimary(message)
      do throws(PrimaryError) {
        return .success(id: id, info: try perform(command))
      } catch {
        return .failure(id: id, message: error.description)
      }
    } catch {
      return error.reply
    }
  }

  private mutating func perform(_ command: PrimaryCommand) throws(PrimaryError) -> JSON? {
    switch command {
    case .hello:
      var hello = Hello(
        kind: .primary, client: .primary, pid: RegistryProcess.current.pid, isEmpty: isAsBorn)
      hello.group = launch.group
      return hello.json
    case .status: return status.json
    case .pool(let action): return try pool(action).json
    case .news(let after): return burials.news(after: after, hung: registry.hung()).json
    case .clear: clear()
    case .add(let port): try add(port)
    case .delete(let port): try delete(port)
    case .patch(let patch): try changeForwarder(.patch(patch))
    case .resetPatches: try changeForwarder(.reset)
    case .forward: try changeForwarder(.forward)
    case .stop: try changeForwarder(.stop)
    case .addPipe(let pipe): try add(pipe)
    case .deletePipe(let index): try deletePipe(index)
    case .flow(let request):
      return flows.answer(request) { [registry] port in
        registry.port(port).flatMap { try? EthernetDevice(id: $0.backing, label: "\(port)") }
      }.json
    case .launch(let request): try launch.start(request, registry: registry)
    case .exit: farewell = "told to exit"
    }
    return nil
  }

  private mutating func changeForwarder(_ command: PatchCommand) throws(PrimaryError) {
    guard forwarder != nil else { throw .noForwarder }
    if case .patch(let patch) = command {
      for pipe in pipes.values.map(\.pipe) {
        try refuse(pipe.rx == patch.source, pipe.rx, .rx, Pipe.name(pipe.index))
        try refuse(pipe.tx == patch.destination, pipe.tx, .tx, Pipe.name(pipe.index))
      }
    }
    try forwarder?.change(command)
  }

  /// Buries who has died.
  mutating func reap() {
    for client in reaper.dead(in: registry) {
      let guests = registry.guests(of: client.id)
      registry.markDead(client.id)
      var done = PrimaryBurials.bury(client, journal: journal, pools: pools.pools)
      done.claims = registry.clear(client.id)
      burials.note(client, done, guests)
    }
  }

  package mutating func tick(now: UInt64) {
    registry.beat(.primary)
    for ring in rings.values { counters.follow(ring) }
    reap()
    launch.reap()
    // The memif driver drops a dead peer's memory only when it is asked.
    for port in registry.ports where port.uid.type == .memif {
      _ = (try? EthernetDevice(id: port.backing, label: "\(port.uid)"))?.linkIsUp
    }
  }
}
