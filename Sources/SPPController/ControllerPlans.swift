// SPDX-License-Identifier: BSD-3-Clause
import Logging
import SPPModel
import SPPWire

/// What came of bringing processes to another configuration.
struct GroupChange: Hashable, Sendable {
  let before: GroupPlan
  let after: GroupPlan
}

extension Controller {
  /// The connected processes.
  var names: [ProcessName] { connected.map { ProcessName($0) } }

  /// What these processes hold; all are asked at once.
  ///
  /// - Parameter added: Ports that the primary may have got since its plan was stored.
  /// - Throws: `GroupFailure.failed` with the first that does not answer.
  func plans(
    of names: [ProcessName], added: [ResourceUID] = []
  ) async throws(GroupFailure) -> GroupPlan {
    let answers = await withTaskGroup { group in
      for name in names {
        group.addTask { (name, await self.answer(of: name, added: added)) }
      }
      var answers: [ProcessName: Result<ProcessPlan, ControllerError>] = [:]
      for await (name, answer) in group { answers[name] = answer }
      return answers
    }
    var plans = GroupPlan()
    for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
      switch answer {
      case .success(let plan): plans.plans[name] = plan
      case .failure(let error): throw .failed(name, error, takenBack: [])
      }
    }
    return plans
  }

  /// What `wanted` would change, as far as the processes can tell without doing it.
  ///
  /// A process whose plan has a port that only the same change adds is not asked.
  func rehearse(
    _ wanted: GroupPlan, among scope: [ProcessName], if condition: Precondition
  ) async throws(GroupFailure) -> GroupChange {
    let before = try await self.before(wanted, among: scope, if: condition)
    let added = before.additions(to: wanted)
    for name in before.changed(in: wanted) {
      guard case .secondary(let plan) = wanted.plans[name], !plan.uses(anyOf: added) else {
        continue
      }
      do throws(ControllerError) { try await check(plan, of: name.client) } catch {
        throw .failed(name, error, takenBack: [])
      }
    }
    return GroupChange(before: before, after: before.replaced(by: wanted))
  }

  /// Brings processes to another configuration: all of them or none. When it returns, they hold it and the disk too.
  ///
  /// - Parameters:
  ///   - wanted: Processes that have no plan here keep theirs.
  ///   - scope: The processes that the condition is about.
  func become(
    _ wanted: GroupPlan, among scope: [ProcessName], if condition: Precondition
  ) async throws(GroupFailure) -> GroupChange {
    // Asked before anybody waits for us: one that hangs ends it here.
    _ = try await before(wanted, among: scope, if: condition)
    let result: Result<GroupChange, GroupFailure>
    do throws(ControllerError) {
      result = try await changing(scope.map(\.client).sorted()[...]) {
        do throws(GroupFailure) {
          let before = try await self.before(wanted, among: scope, if: condition)
          return .success(try await self.change(before, to: wanted))
        } catch {
          return .failure(error)
        }
      }
    } catch {
      throw .failed(scope.first { $0.client == error.client } ?? .primary, error, takenBack: [])
    }
    return try result.get()
  }

  private func before(
    _ wanted: GroupPlan, among scope: [ProcessName], if condition: Precondition
  ) async throws(GroupFailure) -> GroupPlan {
    if let absent = wanted.names.first(where: { !scope.contains($0) }) { throw .absent(absent) }
    let before = try await plans(of: scope)
    guard condition.holds(for: before) else { throw .stale(tag: before.tag) }
    return before
  }

  /// Waits for the turns of all these processes, always in the same order.
  private func changing<Value: Sendable>(
    _ clients: ArraySlice<ClientID>, _ body: () async -> Value
  ) async throws(ControllerError) -> Value {
    guard let first = clients.first else { return await body() }
    return try await changing(first) { () async throws(ControllerError) in
      try await self.changing(clients.dropFirst(), body)
    }
  }

  private func change(
    _ before: GroupPlan, to wanted: GroupPlan
  ) async throws(GroupFailure) -> GroupChange {
    let changed = before.changed(in: wanted)
    let added = before.additions(to: wanted)
    var touched: [ProcessName] = []
    do throws(ControllerError) {
      for step in before.only(changed).steps(to: wanted.only(changed)) {
        if !touched.contains(step.process) { touched.append(step.process) }
        try await take(step)
      }
    } catch {
      let takenBack = await takeBack(touched, to: before, added)
      throw .failed(touched.last ?? .primary, error, takenBack: takenBack)
    }
    let held: GroupPlan
    do throws(GroupFailure) { held = try await plans(of: changed, added: added) } catch {
      guard case .failed(let name, let error, _) = error else { throw error }
      throw .failed(name, error, takenBack: await takeBack(touched, to: before, added))
    }
    try await keep(held, instead: before, touched, added)
    return GroupChange(before: before, after: before.replaced(by: held))
  }

  private func take(_ step: GroupStep) async throws(ControllerError) {
    switch step {
    case .primary(let command): _ = try await ask(command)
    case .give(let name, let plan): try await give(plan, to: name.client)
    }
  }

  /// Gives the processes back what they held. Each is read first: nobody knows how far it came.
  private func takeBack(
    _ touched: [ProcessName], to before: GroupPlan, _ added: [ResourceUID]
  ) async -> [GroupFailure.TakenBack] {
    var failures: [ProcessName: String] = [:]
    var now = GroupPlan()
    for name in touched {
      switch await answer(of: name, added: added) {
      case .success(let plan): now.plans[name] = plan
      case .failure(.notConnected), .failure(.closed):
        failures[name] = "it is not connected any more; it gets what it held when it comes back"
      case .failure(let error): failures[name] = "\(error)"
      }
    }
    for step in now.steps(to: before.only(now.names)) where failures[step.process] == nil {
      do throws(ControllerError) { try await take(step) } catch {
        failures[step.process] = "\(error)"
      }
    }
    for (name, reason) in failures {
      log.error(
        "a change of several processes is not taken back",
        metadata: ["process": "\(name)", "reason": "\(reason)"])
    }
    return touched.map { GroupFailure.TakenBack(process: $0, failure: failures[$0]) }
  }

  /// Stores what the processes hold now, or gives all of them back what they held.
  private func keep(
    _ held: GroupPlan, instead before: GroupPlan, _ touched: [ProcessName],
    _ added: [ResourceUID]
  ) async throws(GroupFailure) {
    var stored: [ProcessName] = []
    for name in held.names {
      do throws(StoreError) {
        try await save(held, of: name)
        stored.append(name)
      } catch {
        let takenBack = await takeBack(touched, to: before, added)
        for name in stored {
          do throws(StoreError) { try await save(before, of: name) } catch {
            log.error(
              "a plan cannot be stored", metadata: ["process": "\(name)", "reason": "\(error)"])
          }
        }
        let undone = !takenBack.contains { $0.failure != nil }
        throw .failed(
          name, .notStored(name.client, error, undone: undone), takenBack: takenBack)
      }
    }
    for name in held.names {
      restores[name.client] = nil
      switch held.plans[name] {
      case .secondary(let plan):
        processes[name.client]?.plan = plan
        events.post(.plan, ["process": JSON(name.client)])
      case .primary(let plan):
        events.post(.ports, ["ports": .array(plan.ports.map { .string("\($0)") })])
      case nil: break
      }
    }
  }

  private func save(_ group: GroupPlan, of name: ProcessName) async throws(StoreError) {
    switch group.plans[name] {
    case .secondary(let plan): try await store.save(plan, of: name.client, name.kind)
    case .primary(let plan): try await store.save(plan)
    case nil: break
    }
  }

  private func answer(
    of name: ProcessName, added: [ResourceUID]
  ) async -> Result<ProcessPlan, ControllerError> {
    do throws(ControllerError) {
      if name == .primary { return .success(.primary(try await primaryPlan(added: added))) }
      return .success(.secondary(try await plan(of: name.client)))
    } catch {
      return .failure(error)
    }
  }
}

extension GroupPlan {
  /// The same, with the plans that are here.
  fileprivate func replaced(by next: GroupPlan) -> GroupPlan {
    GroupPlan(plans.merging(next.plans) { _, new in new })
  }

  /// Ports that the primary gets.
  fileprivate func additions(to next: GroupPlan) -> [ResourceUID] {
    guard case .primary(let old) = plans[.primary], case .primary(let new) = next.plans[.primary]
    else { return [] }
    return new.ports.filter { !old.ports.contains($0) }
  }
}

extension SecondaryPlan {
  fileprivate func uses(anyOf ports: [ResourceUID]) -> Bool {
    switch self {
    case .components(let plan):
      plan.components.contains { ($0.rx + $0.tx).contains { ports.contains($0.port.port) } }
    case .patches(let plan): plan.ports.contains { ports.contains($0) }
    case .capture: false
    }
  }
}
