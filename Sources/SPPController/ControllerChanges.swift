// SPDX-License-Identifier: BSD-3-Clause
import Logging
package import SPPModel
import SPPWire

extension Controller {
  /// Changes a vf: all commands or none. When it returns, the process holds the change and the disk too.
  package func change(_ client: ClientID, _ commands: [VFCommand]) async throws(ControllerError) {
    let time = commands.count > 100 ? deadlines.plan : deadlines.request
    try await changing(client) { () async throws(ControllerError) in
      _ = try await self.ask(client, .change(commands), within: time)
      try await self.keep(client)
    }
  }

  /// Makes the plan the whole configuration of a vf.
  package func apply(_ plan: VFPlan, to client: ClientID) async throws(ControllerError) {
    try await changing(client) { () async throws(ControllerError) in
      _ = try await self.ask(client, .apply(plan), within: self.deadlines.plan)
      try await self.keep(client)
    }
  }

  package func addPort(_ port: ResourceUID) async throws(ControllerError) {
    try await changing(.primary) { () async throws(ControllerError) in
      _ = try await self.ask(.add(port))
      try await self.keepPorts(undo: .delete(port)) { ports in
        if !ports.contains(port) { ports.append(port) }
      }
    }
  }

  package func deletePort(_ port: ResourceUID) async throws(ControllerError) {
    try await changing(.primary) { () async throws(ControllerError) in
      _ = try await self.ask(.delete(port))
      try await self.keepPorts(undo: .add(port)) { $0.removeAll { $0 == port } }
    }
  }

  /// Ends a process and forgets what it held: a new one with its id starts empty.
  package func exit(_ client: ClientID) async throws(ControllerError) {
    try await changing(client) { () async throws(ControllerError) in
      let link = try self.process(client).link
      do throws(ControllerError) {
        _ = try await client == .primary ? self.ask(.exit) : self.ask(client, .exit)
      } catch .closed {
        // It was faster than its answer.
      }
      do throws(StoreError) { try await self.store.forget(client) } catch {
        throw .notStored(client, error, undone: false)
      }
      await self.waitUntilGone(client, link)
    }
  }

  /// Reads what a vf holds now and stores it: after an answer that came too late, nobody else knows.
  package func adopt(_ client: ClientID) async throws(ControllerError) {
    try await changing(client) { () async throws(ControllerError) in try await self.keep(client) }
  }

  /// Waits for the process's turn, so that changes and what is stored of them have one order.
  func changing(
    _ client: ClientID, _ body: () async throws(ControllerError) -> Void
  ) async throws(ControllerError) {
    let turn = try process(client).changes
    switch await turn.enter(before: .now + deadlines.request) {
    case .entered: break
    case .late: throw .noAnswer(client, within: deadlines.request)
    case .full: throw .busy(client)
    }
    do throws(ControllerError) { try await body() } catch {
      await turn.leave()
      throw error
    }
    await turn.leave()
  }

  /// Stores what the process says it holds, or gives it back what it held.
  func keep(_ client: ClientID) async throws(ControllerError) {
    let plan = try await status(of: client).plan
    let old = try process(client).plan
    do throws(StoreError) { try await store.save(plan, of: client) } catch {
      let undone: Bool
      do throws(ControllerError) {
        _ = try await ask(client, .apply(old), within: deadlines.plan)
        undone = true
      } catch { undone = false }
      log.error(
        "a plan cannot be stored", metadata: ["process": "\(client)", "reason": "\(error)"])
      throw .notStored(client, error, undone: undone)
    }
    processes[client]?.plan = plan
    if plan != old { events.post(.plan, ["process": JSON(client)]) }
  }

  private func keepPorts(
    undo: PrimaryCommand, _ change: (inout [ResourceUID]) -> Void
  ) async throws(ControllerError) {
    do throws(StoreError) {
      var ports = await storedPorts()
      change(&ports)
      try await store.save(addedPorts: ports)
      events.post(.ports, ["ports": .array(ports.map { .string("\($0)") })])
    } catch {
      let undone: Bool
      do throws(ControllerError) {
        _ = try await ask(undo)
        undone = true
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
