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
  var launch: Launch
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
    case .clear: clear()
    case .add(let port): try add(port)
    case .delete(let port): try delete(port)
    case .addPipe, .deletePipe, .patch, .resetPatches, .forward, .stop, .flow:
      throw .noForwarder
    case .launch(let request): try launch.start(request, registry: registry)
    case .exit: farewell = "told to exit"
    }
    return nil
  }

  package mutating func tick(now: UInt64) {
    registry.beat(.primary)
    for ring in rings.values { counters.follow(ring) }
    reaper.look(at: registry) { [journal, pools] in
      PrimaryBurial.bury($0, journal: journal, pools: pools.pools)
    }
    launch.reap()
    // The memif driver drops a dead peer's memory only when it is asked.
    for port in registry.ports where port.uid.type == .memif {
      _ = (try? EthernetDevice(id: port.backing, label: "\(port.uid)"))?.linkIsUp
    }
  }
}
