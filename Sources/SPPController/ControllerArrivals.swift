// SPDX-License-Identifier: BSD-3-Clause
import Logging
package import SPPModel
import SPPWire

/// Why a process that connected is not wanted. The description is told to it.
package struct ArrivalRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

extension Controller {
  /// Asks who is there, and takes it in or refuses it.
  ///
  /// - Parameters:
  ///   - primaryPort: Whether a primary connects to this port; anything else connects to the other one.
  ///   - introduction: What it has to show.
  package func welcome(_ link: ProcessLink, primaryPort: Bool, _ introduction: Introduction)
    async throws(ArrivalRefusal) -> ClientID
  {
    let hello = try await introduction.identity(of: link, within: deadlines.hello)
    guard (hello.kind == .primary) == primaryPort else {
      throw ArrivalRefusal(
        description: primaryPort
          ? "this port takes the primary only; secondaries connect to the other one (6666 by default)"
          : "this port takes secondaries only; the primary connects to the other one (5555 by default)"
      )
    }
    guard (hello.kind == .primary) == (hello.client == .primary) else {
      throw ArrivalRefusal(
        description: "client id 0 is the primary's, and secondaries have ids from 1 to 127")
    }
    try await admit(hello, link)
    await link.admit()
    let client = hello.client
    await link.onLateAnswer { [weak self] in Task { await self?.catchUp(client, link) } }
    log.info(
      "process connected",
      metadata: [
        "process": "\(client)", "kind": "\(hello.kind)", "pid": "\(hello.pid)",
        "empty": "\(hello.isEmpty)",
      ])
    events.post(
      .connected,
      [
        "process": JSON(client), "kind": .string(hello.kind.rawValue),
        "pid": JSON(Int(hello.pid)), "empty": .bool(hello.isEmpty),
      ])
    return client
  }

  /// Called when a connection has closed.
  package func left(_ link: ProcessLink) {
    guard let client = processes.first(where: { $0.value.link === link })?.key else { return }
    processes[client] = nil
    waitingForPrimary.remove(client)
    hung[client] = nil
    if client == .primary {
      isPrimaryReady = false
      provided = []
    }
    log.info("process disconnected", metadata: ["process": "\(client)"])
    events.post(.gone, ["process": JSON(client)])
  }

  /// Gives an empty process its stored state back, or learns what a configured one holds.
  package func settle(_ client: ClientID) async {
    restores[client] = nil
    do throws(ControllerError) {
      try await changing(client) { () async throws(ControllerError) in
        try await client == .primary ? self.settlePrimary() : self.settleSecondary(client)
      }
    } catch {
      restores[client] = RestoreReport(failure: "\(error)")
      log.error(
        "the state of a process is not restored",
        metadata: ["process": "\(client)", "reason": "\(error)"])
      events.post(
        .restore,
        ["process": JSON(client), "restored": false, "reason": .string("\(error)")])
    }
    if !waitingForPrimary.contains(client) { processes[client]?.isSettled = true }
    if client == .primary { await settleWaiting() }
  }

  /// Takes a process in, unless a living one has its id.
  ///
  /// A killed process may be noticed a little later than its successor, so its connection is tried; and one that is dead
  /// without having been closed gives way to a new connection of the same process.
  private func admit(_ hello: Hello, _ link: ProcessLink) async throws(ArrivalRefusal) {
    while let old = processes[hello.client] {
      let answered: Bool
      do throws(ProcessLink.Failure) {
        _ = try await old.link.request(within: .seconds(1)) {
          WireRequest.hello(id: $0)
        }
        answered = true
      } catch { answered = false }
      guard processes[hello.client]?.link === old.link else { continue }
      guard !answered, old.hello.pid == hello.pid else {
        throw ArrivalRefusal(
          description:
            "\(hello.client == .primary ? "a primary" : "client id \(hello.client)") is already connected, "
            + "with pid \(old.hello.pid); end that process first, or choose another id")
      }
      await old.link.close()
      left(old.link)
    }
    processes[hello.client] = Process(hello: hello, link: link)
  }

  /// After a late answer: the process may hold what nobody was told of.
  private func catchUp(_ client: ClientID, _ link: ProcessLink) async {
    guard processes[client]?.link === link else { return }
    guard client != .primary else {
      if !isPrimaryReady { await settle(client) }
      return
    }
    do throws(ControllerError) { try await adopt(client) } catch {
      log.warning(
        "a late answer was not followed up",
        metadata: ["process": "\(client)", "reason": "\(error)"])
    }
  }

  // MARK: The primary

  private func settlePrimary() async throws(ControllerError) {
    if try process(.primary).hello.isEmpty {
      let stored = await storedPrimary()
      if !stored.commands.isEmpty { restores[.primary] = RestoreReport() }
      for command in stored.commands {
        do throws(ControllerError) { _ = try await ask(command) } catch .command(let reason, _) {
          restores[.primary]?.differences.append(
            "\(String(decoding: command.json.serialized(), as: UTF8.self)) was refused: \(reason)")
          log.error(
            "what the primary had is not restored",
            metadata: ["command": "\(command)", "reason": "\(reason)"])
          events.post(
            .restore,
            [
              "process": 0, "restored": false, "command": command.json, "reason": .string(reason),
            ])
        }
      }
    } else {
      let held = try await primaryPlan()
      do throws(StoreError) {
        if await held != storedPrimary() { try await store.save(held) }
      } catch {
        log.error("what the primary holds is not stored", metadata: ["reason": "\(error)"])
      }
    }
    isPrimaryReady = true
  }

  /// What is stored of the primary; a broken file is reported and counts as none.
  func storedPrimary() async -> PrimaryPlan {
    do throws(StoreError) { return try await store.primaryPlan() } catch {
      log.error("a stored state is ignored", metadata: ["process": "0", "reason": "\(error)"])
      return PrimaryPlan()
    }
  }

  // MARK: Secondaries

  private func settleSecondary(_ client: ClientID) async throws(ControllerError) {
    let hello = try process(client).hello
    let stored: SecondaryPlan?
    do throws(StoreError) { stored = try await store.plan(of: client, hello.kind) } catch {
      log.error(
        "a stored state is ignored", metadata: ["process": "\(client)", "reason": "\(error)"])
      stored = nil
    }
    guard hello.isEmpty else {
      let held = try await plan(of: client)
      guard held == stored else { return try await keep(client, known: held) }
      // What lies on the disk already is not written again: nobody need wait for it after a restart.
      processes[client]?.plan = held
      events.post(.plan, ["process": JSON(client)])
      return
    }
    guard let stored, !stored.isEmpty else { return }
    guard isPrimaryReady else {
      waitingForPrimary.insert(client)
      return
    }
    try await give(stored, to: client)
    let held = try await plan(of: client)
    processes[client]?.plan = held
    let report = RestoreReport(stored, became: held)
    restores[client] = report
    for difference in report.differences {
      log.error(
        "a plan is not as it was",
        metadata: ["process": "\(client)", "difference": "\(difference)"])
    }
    log.info("plan restored", metadata: ["process": "\(client)", "kind": "\(hello.kind)"])
    events.post(
      .restore,
      [
        "process": JSON(client), "restored": true,
        "differences": .array(report.differences.map { .string($0) }),
      ])
  }

  private func settleWaiting() async {
    guard isPrimaryReady else { return }
    let waiting = waitingForPrimary
    waitingForPrimary = []
    await withDiscardingTaskGroup { group in
      for client in waiting { group.addTask { await self.settle(client) } }
    }
  }
}
