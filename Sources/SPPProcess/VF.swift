// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPDataPlane
internal import SPPModel
internal import SPPWire

/// The role of `spp_vf`: holds a plan, and makes it what its lcores do.
final class VF: Role {
  private let host: VFHost
  private let directory: GroupDirectory
  private var plan = VFPlan()
  private var ports = VFPorts()
  private var pipelines: VFPipelines
  private(set) var farewell: String?
  private var rounds = 0

  init(_ host: VFHost, workers: [LcoreID: Worker], directory: GroupDirectory) {
    self.host = host
    self.directory = directory
    pipelines = VFPipelines(workers)
  }

  func handle(_ message: JSON) -> Reply {
    do throws(WireError) {
      let (id, request) = try WireRequest.decodeVF(message)
      return answer(request, id)
    } catch {
      return error.reply
    }
  }

  private func answer(_ request: VFRequest, _ id: Int) -> Reply {
    switch request {
    case .hello:
      let hello = Hello(kind: .vf, client: host.client, pid: getpid(), isEmpty: plan.isEmpty)
      return .success(id: id, info: hello.json)
    case .status: return .success(id: id, info: status.json)
    case .counters: return .success(id: id, info: ComponentCounters.json(pipelines.counters(plan)))
    case .change(let commands): return change(commands, id)
    case .apply(let wanted): return apply(wanted, id)
    case .exit:
      farewell = "the controller said exit"
      return .success(id: id)
    }
  }

  private func change(_ commands: [VFCommand], _ id: Int) -> Reply {
    do throws(BatchError) {
      let next = try plan.applying(commands, facts: host.facts)
      guard let failure = become(next) else { return .success(id: id, count: commands.count) }
      return .failure(id: id, at: max(commands.count - 1, 0), of: commands.count, message: failure)
    } catch {
      return .failure(id: id, at: error.index, of: commands.count, message: error.description)
    }
  }

  private func apply(_ wanted: VFPlan, _ id: Int) -> Reply {
    do throws(BatchError) {
      let next = try wanted.validated(facts: host.facts)
      guard let failure = become(next) else { return .success(id: id) }
      return .failure(id: id, message: failure)
    } catch {
      return .failure(id: id, message: error.description)
    }
  }

  /// Makes `next` the configuration; until all of it has been done the old one is, so there is nothing to roll back.
  ///
  /// - Returns: Why it could not be done, or nil.
  private func become(_ next: VFPlan) -> String? {
    guard next != plan else { return nil }
    do {
      let opened = try ports.opening(next, host)
      do {
        try pipelines.run(next, ports: opened, instead: plan, host)
      } catch {
        opened.close(except: ports, host)
        throw error
      }
      let old = ports
      ports = opened
      plan = next
      old.close(except: ports, host)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private var status: VFStatus {
    let phys = host.registry.ports.filter { $0.uid.type == .phy }.flatMap { port -> [ResourceUID] in
      let queues = max(port.rxQueues, port.txQueues)
      guard queues > 1 else { return [port.uid] }
      return (0..<queues).map { ResourceUID(.phy, port.uid.index, queue: UInt16($0)) }
    }
    let own = Set(ports.claims.keys.map(\.port).filter { $0.type != .phy })
    return VFStatus(
      client: host.client, mainLcore: host.mainLcore, workers: host.workers,
      ports: phys.sorted() + own.sorted(),
      plan: plan)
  }

  func tick(now: UInt64) {
    host.registry.beat(host.client)
    rounds += 1
    // memif: a process that never asks for the link while it is down keeps sending into dead memory.
    for memif in Set(ports.claims.keys.map(\.port)) where memif.type == .memif {
      if let port = host.registry.port(memif),
        let device = try? EthernetDevice(id: port.backing, label: memif.description)
      {
        _ = device.linkIsUp
      }
    }
    guard rounds % 5 == 0 else { return }
    if host.registry.isStopping {
      farewell = "the primary is leaving"
    } else if !directory.primaryIsAlive {
      farewell = "the primary of group '\(directory.filePrefix)' has died"
    }
  }

  /// Closes everything, once the lcores have stopped.
  func leave() {
    ports.close(except: VFPorts(), host)
    ports = VFPorts()
    host.registry.clear(host.client)
  }
}
