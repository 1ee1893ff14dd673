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
    /// Between two questions to the primary about what has happened.
    package var news: Duration = .milliseconds(250)
    package init() {}
  }

  /// A process that is connected and has said who it is.
  struct Process {
    let hello: Hello
    let link: ProcessLink
    /// Changes of the process and what is stored of it go one after another.
    let changes = Turn()
    /// The plan that the process is known to hold; what a change falls back to. nil is the primary's.
    var plan: SecondaryPlan?
    /// Whether it has got back what it should hold, or what it holds has been read.
    var isSettled = false

    init(hello: Hello, link: ProcessLink) {
      self.hello = hello
      self.link = link
      plan = SecondaryPlan(emptyOf: hello.kind)
    }
  }

  package nonisolated let deadlines: Deadlines
  /// What happens, for whoever watches.
  package nonisolated let events = Events()
  let store: Store
  let log: Logger
  var processes: [ClientID: Process] = [:]
  /// Whether the primary is there with all its ports, so that plans can be given back.
  var isPrimaryReady = false
  /// Ports that the primary has made for nfvs, since this controller runs.
  var provided: Set<ResourceUID> = []
  /// Pids of processes that a user has asked to end.
  var toldToExit: [ClientID: Int32] = [:]
  /// What came of giving processes their state back; forgotten with the next change, and when they come anew.
  var restores: [ClientID: RestoreReport] = [:]
  /// Processes that live and do nothing.
  var hung: [ClientID: Hanging] = [:]
  /// Empty secondaries that wait for the primary to get their plans back.
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
  /// Of a vf or a mirror.
  package func status(of client: ClientID) async throws(ControllerError) -> VFStatus {
    let info = try await ask(client, VFRequest.status).info ?? .null
    do throws(WireError) { return try VFStatus(info) } catch { throw .badAnswer(client, error) }
  }

  /// The same for all who ask at the same time.
  func sharedStatus(of client: ClientID) async throws(ControllerError) -> SharedReply {
    let link = try process(client).link
    do throws(ProcessLink.Failure) {
      return try await link.together(within: deadlines.request) {
        WireRequest.encode(VFRequest.status, id: $0)
      }
    } catch {
      throw ControllerError(error, client)
    }
  }

  package func nfvStatus(of client: ClientID) async throws(ControllerError) -> NFVStatus {
    let info = try await ask(client, NFVRequest.status).info ?? .null
    do throws(WireError) { return try NFVStatus(info) } catch { throw .badAnswer(client, error) }
  }

  package func pcapStatus(of client: ClientID) async throws(ControllerError) -> PcapStatus {
    let info = try await ask(client, PcapRequest.status).info ?? .null
    do throws(WireError) { return try PcapStatus(info) } catch { throw .badAnswer(client, error) }
  }

  /// The lcores of a secondary, its main one first.
  package func lcores(of client: ClientID) async throws(ControllerError) -> [LcoreID] {
    switch try process(client).hello.kind {
    case .vf, .mirror:
      let status = try await status(of: client)
      return [status.mainLcore] + status.workers
    case .nfv:
      let status = try await nfvStatus(of: client)
      return [status.mainLcore] + status.workers
    case .pcap:
      let status = try await pcapStatus(of: client)
      return [status.mainLcore] + status.workers
    case .primary: return []
    }
  }

  /// What a secondary holds now.
  package func plan(of client: ClientID) async throws(ControllerError) -> SecondaryPlan {
    switch try process(client).hello.kind {
    case .vf, .mirror: .components(try await status(of: client).plan)
    case .nfv: .patches(try await nfvStatus(of: client).forwarder.plan)
    case .pcap: .capture(try await pcapStatus(of: client).plan)
    case .primary: throw .notConnected(client)
    }
  }

  /// As the process says it.
  package func counters(of client: ClientID) async throws(ControllerError) -> JSON {
    try said(client, try await ask(client, VFRequest.counters))
  }

  /// As the primary says it.
  package func primaryStatus() async throws(ControllerError) -> JSON {
    try said(.primary, try await ask(.status))
  }

  /// The primary's status, read.
  func primaryState() async throws(ControllerError) -> PrimaryStatus {
    let answer = try await primaryStatus()
    do throws(WireError) { return try PrimaryStatus(answer) } catch {
      throw .badAnswer(.primary, error)
    }
  }

  /// Where every packet buffer is, as the primary counts it.
  package func pool(_ action: PoolAction) async throws(ControllerError) -> JSON {
    try said(.primary, try await ask(.pool(action)))
  }

  package func clearCounters() async throws(ControllerError) { _ = try await ask(.clear) }

  package func launch(_ request: LaunchRequest) async throws(ControllerError) {
    _ = try await ask(.launch(request))
  }

  /// What came of a request about flow rules.
  package func flow(_ request: FlowRequest) async throws(ControllerError) -> JSON {
    try said(.primary, try await ask(.flow(request)))
  }

  /// What an answer says, handed on as it is.
  ///
  /// - Throws: `.badAnswer` when it is no object.
  private func said(_ client: ClientID, _ answer: Reply) throws(ControllerError) -> JSON {
    let info = answer.info ?? .null
    do throws(ParameterError) { _ = try Fields(info, path: "info") } catch {
      throw .badAnswer(client, .parameter(error))
    }
    return info
  }

  /// Asks a secondary.
  func ask<Change: WireChange, Plan: WirePlan>(
    _ client: ClientID, _ request: SecondaryRequest<Change, Plan>, within time: Duration? = nil
  ) async throws(ControllerError) -> Reply {
    try await ask(client, within: time) { WireRequest.encode(request, id: $0) }
  }

  /// Makes the plan the whole configuration of a secondary, without keeping it.
  func give(_ plan: SecondaryPlan, to client: ClientID) async throws(ControllerError) {
    switch plan {
    case .components(let plan):
      _ = try await ask(client, VFRequest.apply(plan), within: deadlines.plan)
    case .patches(let plan):
      _ = try await ask(client, NFVRequest.apply(plan), within: deadlines.plan)
    case .capture(let plan):
      _ = try await ask(client, PcapRequest.apply(plan), within: deadlines.plan)
    }
  }

  /// Asks a secondary whether the plan would fit, and changes nothing.
  func check(_ plan: SecondaryPlan, of client: ClientID) async throws(ControllerError) {
    switch plan {
    case .components(let plan):
      _ = try await ask(client, VFRequest.check(plan), within: deadlines.plan)
    case .patches(let plan):
      _ = try await ask(client, NFVRequest.check(plan), within: deadlines.plan)
    case .capture(let plan):
      _ = try await ask(client, PcapRequest.check(plan), within: deadlines.plan)
    }
  }

  /// What was configured of the primary at run time, and it holds now.
  ///
  /// - Parameter added: Ports that have been added since its plan was stored.
  func primaryPlan(added: [ResourceUID] = []) async throws(ControllerError) -> PrimaryPlan {
    let status = try await primaryState()
    // Rings that were added do not differ from those of the start, so what is known of them is believed.
    let rings = Set(
      status.ringPorts.compactMap { UInt8(exactly: $0.id) }.map { ResourceUID(.ring, $0) })
    var held = PrimaryPlan(status)
    let stored = await storedPrimary().ports
    let kept = (stored + added.filter { !stored.contains($0) }).filter {
      held.ports.contains($0) || $0.type == .ring && rings.contains($0)
    }
    held.ports = kept + held.ports.filter { !kept.contains($0) }
    return held
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
