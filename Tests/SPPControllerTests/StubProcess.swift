// SPDX-License-Identifier: BSD-3-Clause
import NIOCore
import NIOPosix
import SPPModel
import SPPWire

/// A process as the controller sees one: it connects over loopback, says who it is, and keeps a plan.
actor StubProcess {
  enum Manner: Sendable {
    case normal
    /// Reads and says nothing.
    case silent
    /// Says this to everything.
    case saying(String)
    /// Does what it is asked, and tells nothing.
    case laconic
    /// Closes when it is asked for its status.
    case closing
    /// The same, once it has been given a plan.
    case closingLater
  }

  nonisolated let hello: Hello
  private(set) var plan: VFPlan
  /// An nfv's.
  private(set) var patches = PatchPlan()
  /// A pcap's.
  private(set) var capture = PcapPlan()
  /// Of the primary: pipes, patches and whether its forwarder runs.
  private(set) var primary = PrimaryPlan()
  private(set) var rules: [NumberedFlowRule] = []
  /// Ports of the primary that were added.
  private(set) var ports: [ResourceUID] = []
  private(set) var requests: [VFRequest] = []
  private(set) var commands: [PrimaryCommand] = []
  /// What a primary says when it is asked for news.
  var news = PrimaryNews(last: 0, burials: [], hung: [])
  func tell(_ news: PrimaryNews) { self.news = news }
  /// What the controller said that was no request.
  private(set) var refusal: String?
  private(set) var isConnected = false
  private var manner: Manner
  /// nil takes any controller for its own.
  private var greeting: Greeting
  /// While true, what is asked waits, as in a stopped process.
  private(set) var isStopped = false
  private var connection: Task<Void, any Error>?

  static let facts = facts(of: .vf)

  static func facts(of kind: ProcessKind) -> ProcessFacts {
    ProcessFacts(
      client: .primary, kind: kind, mainLcore: (try? LcoreID(1)) ?? { preconditionFailure() }(),
      workers: Set([2, 3].compactMap { try? LcoreID($0) }),
      ports: [.init(ResourceUID(.phy, 0), rxQueues: 2, txQueues: 1), .init(ResourceUID(.ring, 0))]
        + (kind == .nfv
          ? [ResourceUID(.pcap, 1), ResourceUID(.nullpmd, 1), ResourceUID(.nullpmd, 2)].map {
            .init($0)
          } : []))
  }

  init(
    _ kind: ProcessKind = .vf, _ number: Int = 1, pid: Int32 = 100, plan: VFPlan = VFPlan(),
    _ manner: Manner = .normal, secret: SecretFile? = nil
  ) {
    let client = (try? ClientID(number)) ?? .primary
    hello = Hello(kind: kind, client: client, pid: pid, isEmpty: plan.isEmpty)
    self.plan = plan
    self.manner = manner
    greeting = Greeting(isTrusted: secret == nil, file: secret ?? .standard)
  }

  func connect(to port: Int) async throws {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    isConnected = true
    connection = Task {
      defer { self.isConnected = false }
      try await channel.executeThenClose { inbound, outbound in
        var stream = MessageStream()
        for try await buffer in inbound {
          stream.append(buffer.readableBytesView)
          while let message = try stream.next() {
            guard let answer = try await self.answer(message) else { return }
            if !answer.isEmpty { try await outbound.write(ByteBuffer(bytes: answer)) }
          }
        }
      }
    }
  }

  func disconnect() async {
    connection?.cancel()
    _ = try? await connection?.value
  }

  func stop() { isStopped = true }
  func resume() { isStopped = false }
  func behave(_ manner: Manner) { self.manner = manner }

  /// Nil ends the connection.
  private func answer(_ message: JSON) async throws -> [UInt8]? {
    if message["results"] != nil {
      refusal = try Reply(message).failure
      return []
    }
    switch manner {
    case .silent: return []
    case .saying(let text): return Array(text.utf8)
    case .closing where message["commands"]?.array?.first?["command"] == "status": return nil
    case .closingLater where message["commands"]?.array?.first?["command"] == "apply":
      manner = .closing
    case .closing, .closingLater, .laconic, .normal: break
    }
    while isStopped { try await Task.sleep(for: .milliseconds(5)) }
    let isExit = message["commands"]?.array?.first?["command"] == "exit"
    var reply = try greeting.answer(message) { try self.obey($0) }
    if case .laconic = manner { reply = Reply(id: reply.id, results: reply.results) }
    if isExit {
      Task {
        try await Task.sleep(for: .milliseconds(20))
        self.connection?.cancel()
      }
    }
    return MessageStream.bytes(of: reply.json)
  }

  private func obey(_ message: JSON) throws -> Reply {
    switch hello.kind {
    case .primary: try answerAsPrimary(message)
    case .vf, .mirror: answerAsVF(message)
    case .nfv: try answerAsNFV(message)
    case .pcap: try answerAsPcap(message)
    }
  }

  private func answerAsVF(_ message: JSON) -> Reply {
    do throws(WireError) {
      let (id, request) = try WireRequest.decodeVF(message)
      requests.append(request)
      switch request {
      case .hello:
        return .success(
          id: id,
          info: Hello(kind: hello.kind, client: hello.client, pid: hello.pid, isEmpty: plan.isEmpty)
            .json)
      case .status: return .success(id: id, info: status.json)
      case .counters: return .success(id: id, info: ComponentCounters.json([]))
      case .exit: return .success(id: id)
      case .check(let wanted), .apply(let wanted):
        do throws(BatchError) {
          let next = try wanted.validated(facts: Self.facts(of: hello.kind))
          if case .apply = request { plan = next }
        } catch {
          return .failure(id: id, message: error.description)
        }
        return .success(id: id)
      case .change(let commands):
        do throws(BatchError) {
          plan = try plan.applying(commands, facts: Self.facts(of: hello.kind))
        } catch {
          return .failure(id: id, at: error.index, of: commands.count, message: error.description)
        }
        return .success(id: id, count: commands.count)
      }
    } catch {
      return error.reply
    }
  }

  private func answerAsNFV(_ message: JSON) throws -> Reply {
    let (id, request): (Int, NFVRequest) = try WireRequest.decode(message)
    switch request {
    case .hello:
      return .success(
        id: id,
        info: Hello(kind: .nfv, client: hello.client, pid: hello.pid, isEmpty: patches.isEmpty).json
      )
    case .status:
      let status = NFVStatus(
        client: hello.client, mainLcore: Self.facts.mainLcore,
        workers: Self.facts.workers.sorted(),
        forwarder: ForwarderStatus(
          ports: [ResourceUID(.phy, 0, queue: 0), ResourceUID(.phy, 0, queue: 1)] + patches.ports,
          plan: patches))
      return .success(id: id, info: status.json)
    case .counters: return .success(id: id, info: ComponentCounters.json([]))
    case .exit, .check: return .success(id: id)
    case .apply(let wanted): patches = wanted
    case .change(let commands):
      do throws(BatchError) {
        patches = try patches.applying(commands, facts: Self.facts(of: .nfv))
      } catch {
        return .failure(id: id, message: error.description)
      }
    }
    return .success(id: id)
  }

  private func answerAsPcap(_ message: JSON) throws -> Reply {
    let (id, request): (Int, PcapRequest) = try WireRequest.decode(message)
    switch request {
    case .hello:
      return .success(
        id: id,
        info: Hello(kind: .pcap, client: hello.client, pid: hello.pid, isEmpty: capture.isEmpty)
          .json)
    case .status:
      let status = PcapStatus(
        client: hello.client, mainLcore: Self.facts.mainLcore,
        workers: Self.facts.workers.sorted(), port: ResourceUID(.phy, 0, queue: 1), plan: capture,
        capture: CaptureState(file: capture.isRecording ? "/tmp/a.pcap.lz4" : ""))
      return .success(id: id, info: status.json)
    case .counters: return .success(id: id, info: ComponentCounters.json([]))
    case .exit, .check: return .success(id: id)
    case .apply(let wanted): capture = wanted
    case .change(let commands): capture.isRecording = commands.last == .start
    }
    return .success(id: id)
  }

  private var status: VFStatus {
    VFStatus(
      client: hello.client, mainLcore: Self.facts.mainLcore, workers: Self.facts.workers.sorted(),
      ports: [
        ResourceUID(.phy, 0, queue: 0), ResourceUID(.phy, 0, queue: 1), ResourceUID(.vhost, 0),
        ResourceUID(.ring, 0),
      ], plan: plan)
  }

  private func answerAsPrimary(_ message: JSON) throws -> Reply {
    let (id, command) = try WireRequest.decodePrimary(message)
    // Asked again and again by itself.
    if case .news = command { return .success(id: id, info: news.json) }
    commands.append(command)
    switch command {
    case .hello:
      return .success(
        id: id,
        info: Hello(kind: .primary, client: hello.client, pid: hello.pid, isEmpty: ports.isEmpty)
          .json)
    case .status:
      let status = PrimaryStatus(
        mainLcore: try LcoreID(0), lcores: [try LcoreID(0)], phyPorts: [], ringPorts: [],
        addedPorts: ports, pools: [],
        forwarder: ForwarderStatus(
          ports: ports,
          plan: PatchPlan(
            ports: ports, patches: primary.patches, isForwarding: primary.isForwarding)),
        pipes: primary.pipes)
      return .success(id: id, info: status.json)
    case .add(let port):
      guard port.type != .phy else { return .failure(id: id, message: "phy ports are not added") }
      ports.append(port)
    case .delete(let port): ports.removeAll { $0 == port }
    case .addPipe(let pipe): primary.pipes.append(pipe)
    case .deletePipe(let index): primary.pipes.removeAll { $0.index == index }
    case .patch(let patch):
      primary.patches.removeAll { $0.source == patch.source }
      primary.patches.append(patch)
    case .resetPatches: primary.patches = []
    case .forward: primary.isForwarding = true
    case .stop: primary.isForwarding = false
    case .flow(let request): return .success(id: id, info: answer(request).json)
    case .pool(let action):
      let report = PoolReport(
        pools: [], doubled: 0, foreign: 0, reclaimed: action == .reclaim ? 3 : 0, microseconds: 400,
        burials: BurialTotals())
      return .success(id: id, info: report.json)
    case .launch(let request):
      let kind = ProgramOptions.secondary(request.program) ?? .vf
      if let fault = ProgramOptions.fault(in: request, kind, filePrefix: "spp") {
        return .failure(id: id, message: fault)
      }
    case .clear, .exit, .news: break
    }
    return .success(id: id)
  }

  /// As a device that takes everything.
  private func answer(_ request: FlowRequest) -> FlowAnswer {
    switch request {
    case .validate: return FlowAnswer(isError: false, message: "Flow rule validated")
    case .create(_, let rule):
      rules.append(NumberedFlowRule(id: rules.count, rule: rule))
      let id = "\(rules.count - 1)"
      return FlowAnswer(isError: false, message: "Flow rule #\(id) created", rule: id)
    case .destroy(_, let id):
      return rules.contains { $0.id == id }
        ? FlowAnswer(isError: false, message: "Flow rule #\(id) destroyed")
        : FlowAnswer(isError: true, message: "Flow rule #\(id) not found")
    case .flush: return FlowAnswer(isError: false, message: "Flow rule all destroyed")
    }
  }
}
