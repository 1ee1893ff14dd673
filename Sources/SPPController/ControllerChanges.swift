// SPDX-License-Identifier: BSD-3-Clause
import Logging
package import SPPModel
import SPPWire

extension Controller {
  /// Changes a secondary: all commands or none. When it returns, the process holds the change and the disk too.
  package func change(_ client: ClientID, _ commands: [VFCommand]) async throws(ControllerError) {
    try await change(client, VFRequest.change(commands), commands: commands.count)
  }

  package func change(
    _ client: ClientID, _ commands: [PatchCommand]
  ) async throws(ControllerError) {
    try await change(client, NFVRequest.change(commands), commands: commands.count)
  }

  package func change(_ client: ClientID, _ command: PcapCommand) async throws(ControllerError) {
    try await change(client, PcapRequest.change([command]), commands: 1)
  }

  private func change<Change: WireChange, Plan: WirePlan>(
    _ client: ClientID, _ request: SecondaryRequest<Change, Plan>, commands: Int
  ) async throws(ControllerError) {
    let time = commands > 100 ? deadlines.plan : deadlines.request
    try await changing(client) { () async throws(ControllerError) in
      _ = try await self.ask(client, request, within: time)
      try await self.keep(client)
    }
  }

  /// Makes the plan the whole configuration of a secondary.
  package func apply(_ plan: SecondaryPlan, to client: ClientID) async throws(ControllerError) {
    try await changing(client) { () async throws(ControllerError) in
      try await self.give(plan, to: client)
      try await self.keep(client)
    }
  }

  package func addPort(_ port: ResourceUID) async throws(ControllerError) {
    try await change(.add(port), undo: .delete(port)) { plan in
      if !plan.ports.contains(port) { plan.ports.append(port) }
    }
  }

  package func deletePort(_ port: ResourceUID) async throws(ControllerError) {
    try await change(.delete(port), undo: .add(port)) { $0.ports.removeAll { $0 == port } }
    provided.remove(port)
  }

  package func addPipe(_ pipe: Pipe) async throws(ControllerError) {
    try await change(.addPipe(pipe), undo: .deletePipe(pipe.index)) { $0.pipes.append(pipe) }
  }

  package func deletePipe(_ index: UInt8) async throws(ControllerError) {
    let pipe = await storedPrimary().pipes.first { $0.index == index }
    try await change(.deletePipe(index), undo: pipe.map { .addPipe($0) }) {
      $0.pipes.removeAll { $0.index == index }
    }
  }

  /// Of the primary's own forwarder.
  package func patchPrimary(_ patch: Patch) async throws(ControllerError) {
    let old = await storedPrimary().patches.first { $0.source == patch.source }
    try await change(.patch(patch), undo: old.map { .patch($0) }) { plan in
      if let position = plan.patches.firstIndex(where: { $0.source == patch.source }) {
        plan.patches[position] = patch
      } else {
        plan.patches.append(patch)
      }
    }
  }

  package func resetPrimaryPatches() async throws(ControllerError) {
    try await change(.resetPatches, undo: nil) { $0.patches = [] }
  }

  /// Starts or stops the primary's own forwarder.
  package func forwardPrimary(_ isForwarding: Bool) async throws(ControllerError) {
    try await change(
      isForwarding ? .forward : .stop, undo: isForwarding ? .stop : .forward
    ) { $0.isForwarding = isForwarding }
  }

  /// Ends a process and forgets what it held: a new one with its id starts empty.
  package func exit(_ client: ClientID) async throws(ControllerError) {
    try await changing(client) { () async throws(ControllerError) in
      let process = try self.process(client)
      self.toldToExit[client] = process.hello.pid
      do throws(ControllerError) {
        _ =
          try await client == .primary ? self.ask(.exit) : self.ask(client, VFRequest.exit)
      } catch .closed {
        // It was faster than its answer.
      }
      do throws(StoreError) { try await self.store.forget(client, process.hello.kind) } catch {
        throw .notStored(client, error, undone: false)
      }
      await self.waitUntilGone(client, process.link)
    }
  }

  /// Reads what a secondary holds now and stores it: after an answer that came too late, nobody else knows.
  package func adopt(_ client: ClientID) async throws(ControllerError) {
    try await changing(client) { () async throws(ControllerError) in try await self.keep(client) }
  }

  /// Waits for the process's turn, so that changes and what is stored of them have one order.
  func changing<Value: Sendable>(
    _ client: ClientID, _ body: () async throws(ControllerError) -> Value
  ) async throws(ControllerError) -> Value {
    let turn = try process(client).changes
    switch await turn.enter(before: .now + deadlines.request) {
    case .entered: break
    case .late: throw .noAnswer(client, within: deadlines.request)
    case .full: throw .busy(client)
    }
    let value: Value
    do throws(ControllerError) { value = try await body() } catch {
      await turn.leave()
      throw error
    }
    await turn.leave()
    return value
  }

  /// Stores what the process says it holds, or gives it back what it held.
  ///
  /// - Parameter known: What it holds, if that was asked already.
  func keep(_ client: ClientID, known: SecondaryPlan? = nil) async throws(ControllerError) {
    let plan = if let known { known } else { try await plan(of: client) }
    let process = try process(client)
    do throws(StoreError) {
      try await store.save(plan, of: client, process.hello.kind)
    } catch {
      let undone: Bool
      do throws(ControllerError) {
        if let old = process.plan { try await give(old, to: client) }
        undone = true
      } catch { undone = false }
      log.error(
        "a plan cannot be stored", metadata: ["process": "\(client)", "reason": "\(error)"])
      throw .notStored(client, error, undone: undone)
    }
    processes[client]?.plan = plan
    guard plan != process.plan else { return }
    restores[client] = nil
    events.post(.plan, ["process": JSON(client)])
  }

  private func change(
    _ command: PrimaryCommand, undo: PrimaryCommand?,
    _ change: @Sendable (inout PrimaryPlan) -> Void
  ) async throws(ControllerError) {
    try await changing(.primary) { () async throws(ControllerError) in
      _ = try await self.ask(command)
      try await self.keepPrimary(undo: undo, change)
    }
  }

  private func keepPrimary(
    undo: PrimaryCommand?, _ change: (inout PrimaryPlan) -> Void
  ) async throws(ControllerError) {
    do throws(StoreError) {
      var plan = await storedPrimary()
      change(&plan)
      try await store.save(plan)
      restores[.primary] = nil
      events.post(.ports, ["ports": .array(plan.ports.map { .string("\($0)") })])
    } catch {
      var undone = false
      do throws(ControllerError) {
        if let undo {
          _ = try await ask(undo)
          undone = true
        }
      } catch { undone = false }
      throw .notStored(.primary, error, undone: undone)
    }
  }

  /// Until the connection is closed, so that the process is not listed any more; closes it after a while.
  private func waitUntilGone(_ client: ClientID, _ link: ProcessLink) async {
    let deadline = ContinuousClock.now + deadlines.request
    while processes[client]?.link === link, .now < deadline {
      try? await Task.sleep(for: .milliseconds(10))
    }
    if processes[client]?.link === link { await link.close() }
  }
}
