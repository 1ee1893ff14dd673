// SPDX-License-Identifier: BSD-3-Clause
package import Logging
package import SPPModel
package import SPPWire

/// Knows every connected process, carries what is asked to it, and keeps what it should hold.
package actor Controller {
  /// How long is waited for an answer.
  package struct Deadlines: Sendable {
    package var hello: Duration = .seconds(2)
    package var request: Duration = .seconds(5)
    /// Whole plans and long messages: 100,000 entries take a while.
    package var plan: Duration = .seconds(30)
    package init() {}
  }

  /// A process that is connected and has said who it is.
  struct Process {
    let hello: Hello
    let link: ProcessLink
    /// Changes of the process and what is stored of it go one after another.
    let changes = Turn()
    /// The plan that the process is known to hold; what a change falls back to.
    var plan = VFPlan()
  }

  package nonisolated let deadlines: Deadlines
  /// What happens, for whoever watches.
  package nonisolated let events = Events()
  let store: Store
  let log: Logger
  var processes: [ClientID: Process] = [:]
  /// Whether the primary is there with all its ports, so that plans can be given back.
  var isPrimaryReady = false
  /// Empty vfs that wait for the primary to get their plans back.
  var waitingForPrimary: Set<ClientID> = []

  package init(store: Store, log: Logger, deadlines: Deadlines = Deadlines()) {
    self.store = store
    self.log = log
    self.deadlines = deadlines
  }

  /// The connected processes, the primary first.
  package var connected: [Hello] {
    processes.values.map(\.hello).sorted { $0.client < $1.client }
  }

  /// - Throws: `ControllerError.notConnected`
  package func hello(of client: ClientID) throws(ControllerError) -> Hello {
    try process(client).hello
  }

  func process(_ client: ClientID) throws(ControllerError) -> Process {
    guard let process = processes[client] else { throw .notConnected(client) }
    return process
  }
}

// MARK: - Asking

extension Controller {
  package func status(of client: ClientID) async throws(ControllerError) -> VFStatus {
    let reply = try await ask(client, .status)
    do throws(WireError) { return try VFStatus(reply.info ?? .null) } catch {
      throw .badAnswer(client, error)
    }
  }

  /// As the process says it.
  package func counters(of client: ClientID) async throws(ControllerError) -> JSON {
    try await ask(client, .counters).info ?? .null
  }

  /// As the primary says it.
  package func primaryStatus() async throws(ControllerError) -> JSON {
    try await ask(.status).info ?? .null
  }

  package func clearCounters() async throws(ControllerError) { _ = try await ask(.clear) }

  package func launch(_ request: LaunchRequest) async throws(ControllerError) {
    _ = try await ask(.launch(request))
  }

  /// Asks a vf.
  func ask(
    _ client: ClientID, _ request: VFRequest, within time: Duration? = nil
  ) async throws(ControllerError) -> Reply {
    try await ask(client, within: time) { WireRequest.encode(request, id: $0) }
  }

  /// Asks the primary.
  func ask(_ command: PrimaryCommand) async throws(ControllerError) -> Reply {
    try await ask(.primary, within: nil) { WireRequest.encode(command, id: $0) }
  }

  private func ask(
    _ client: ClientID, within time: Duration?, _ encode: @Sendable (Int) -> JSON
  ) async throws(ControllerError) -> Reply {
    let link = try process(client).link
    let reply: Reply
    do throws(ProcessLink.Failure) {
      reply = try await link.request(within: time ?? deadlines.request, encode)
    } catch {
      throw ControllerError(error, client)
    }
    guard let sentence = reply.failure else { return reply }
    let index = reply.results.firstIndex { $0 != .invalid && $0 != .success }
    throw .command(sentence, index: reply.results.count > 1 ? index : nil)
  }
}
