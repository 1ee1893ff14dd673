// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPModel
internal import SPPWire

/// The role of a secondary: holds a plan, and makes it what its lcores do.
final class Secondary<Kind: SecondaryKind>: Role {
  private let kind: Kind
  private let directory: GroupDirectory
  private let primary: PrimaryWatch
  private var engine: PlanEngine
  private var plan: Kind.Plan
  private(set) var farewell: String?
  private var rounds = 0

  init(_ kind: Kind, _ engine: PlanEngine, directory: GroupDirectory) {
    self.kind = kind
    self.engine = engine
    self.directory = directory
    primary = PrimaryWatch(engine.host.registry, directory)
    plan = kind.empty
  }

  var watched: [Int32] { primary.descriptors }

  func handle(_ message: JSON) -> Reply {
    do throws(WireError) {
      let (id, request): (Int, SecondaryRequest<Kind.Change, Kind.Plan>) =
        try WireRequest.decode(message)
      return answer(request, id)
    } catch {
      return error.reply
    }
  }

  private func answer(_ request: SecondaryRequest<Kind.Change, Kind.Plan>, _ id: Int) -> Reply {
    switch request {
    case .hello:
      let hello = Hello(
        kind: engine.host.kind, client: engine.host.client, pid: getpid(),
        isEmpty: kind.isEmpty(plan))
      return .success(id: id, info: hello.json)
    case .status: return .success(id: id, info: kind.status(plan, engine))
    case .counters: return .success(id: id, info: ComponentCounters.json(engine.counters))
    case .change(let changes): return change(changes, id)
    case .apply(let wanted): return apply(wanted, id)
    case .check(let wanted): return check(wanted, id)
    case .exit:
      farewell = "the controller said exit"
      return .success(id: id)
    }
  }

  private func change(_ changes: [Kind.Change], _ id: Int) -> Reply {
    do throws(BatchError) {
      let next = try kind.applying(changes, to: plan, facts: engine.host.facts)
      guard let failure = become(next) else { return .success(id: id, count: changes.count) }
      return .failure(id: id, at: max(changes.count - 1, 0), of: changes.count, message: failure)
    } catch {
      return .failure(id: id, at: error.index, of: changes.count, message: error.description)
    }
  }

  private func apply(_ wanted: Kind.Plan, _ id: Int) -> Reply {
    do throws(BatchError) {
      let next = try kind.validated(wanted, facts: engine.host.facts)
      guard let failure = become(next) else { return .success(id: id) }
      return .failure(id: id, message: failure)
    } catch {
      return .failure(id: id, message: error.description)
    }
  }

  /// Asks the rules, and opens nothing: a port that somebody else holds is found only by doing it.
  private func check(_ wanted: Kind.Plan, _ id: Int) -> Reply {
    do throws(BatchError) {
      _ = try kind.validated(wanted, facts: engine.host.facts)
      return .success(id: id)
    } catch {
      return .failure(id: id, message: error.description)
    }
  }

  /// Makes `next` the configuration, or says why it could not be done.
  private func become(_ next: Kind.Plan) -> String? {
    guard next != plan else { return nil }
    if let failure = engine.become(kind.work(next, on: engine.host.workers)) { return failure }
    plan = next
    return nil
  }

  func tick(now: UInt64) {
    let host = engine.host
    host.registry.beat(host.client)
    host.registry.note(GuestDevice.use, of: host.client)
    engine.tellStuck(now: now)
    rounds += 1
    engine.askForLinks()
    if host.registry.isStopping {
      farewell = "the primary is leaving"
    } else if rounds % 5 == 0 || !primary.descriptors.isEmpty, primary.isDead {
      farewell = "the primary of group '\(directory.filePrefix)' has died"
    }
  }

  /// Stops the lcores and closes everything.
  func leave() {
    engine.stop()
    engine.host.registry.clear(engine.host.client)
  }
}
