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
    /// Closes when it is asked for its status.
    case closing
  }

  nonisolated let hello: Hello
  private(set) var plan: VFPlan
  /// Ports of the primary that were added.
  private(set) var ports: [ResourceUID] = []
  private(set) var requests: [VFRequest] = []
  private(set) var commands: [PrimaryCommand] = []
  /// What the controller said that was no request.
  private(set) var refusal: String?
  private(set) var isConnected = false
  private var manner: Manner
  /// While true, what is asked waits, as in a stopped process.
  private(set) var isStopped = false
  private var connection: Task<Void, any Error>?

  static let facts = ProcessFacts(
    client: .primary, mainLcore: (try? LcoreID(1)) ?? { preconditionFailure() }(),
    workers: Set([2, 3].compactMap { try? LcoreID($0) }),
    ports: [.init(ResourceUID(.phy, 0), rxQueues: 2, txQueues: 1), .init(ResourceUID(.ring, 0))])

  init(
    _ kind: ProcessKind = .vf, _ number: Int = 1, pid: Int32 = 100, plan: VFPlan = VFPlan(),
    _ manner: Manner = .normal
  ) {
    let client = (try? ClientID(number)) ?? .primary
    hello = Hello(kind: kind, client: client, pid: pid, isEmpty: plan.isEmpty)
    self.plan = plan
    self.manner = manner
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
    case .closing, .normal: break
    }
    while isStopped { try await Task.sleep(for: .milliseconds(5)) }
    let isExit = message["commands"]?.array?.first?["command"] == "exit"
    let reply = hello.kind == .primary ? try answerAsPrimary(message) : answerAsVF(message)
    if isExit {
      Task {
        try await Task.sleep(for: .milliseconds(20))
        self.connection?.cancel()
      }
    }
    return MessageStream.bytes(of: reply.json)
  }

  private func answerAsVF(_ message: JSON) -> Reply {
    do throws(WireError) {
      let (id, request) = try WireRequest.decodeVF(message)
      requests.append(request)
      switch request {
      case .hello:
        return .success(
          id: id,
          info: Hello(kind: .vf, client: hello.client, pid: hello.pid, isEmpty: plan.isEmpty).json)
      case .status: return .success(id: id, info: status.json)
      case .counters: return .success(id: id, info: ComponentCounters.json([]))
      case .exit: return .success(id: id)
      case .apply(let wanted):
        do throws(VFPlan.BatchError) { plan = try wanted.validated(facts: Self.facts) } catch {
          return .failure(id: id, message: error.description)
        }
        return .success(id: id)
      case .change(let commands):
        do throws(VFPlan.BatchError) { plan = try plan.applying(commands, facts: Self.facts) } catch
        {
          return .failure(id: id, at: error.index, of: commands.count, message: error.description)
        }
        return .success(id: id, count: commands.count)
      }
    } catch {
      return error.reply
    }
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
        addedPorts: ports, pools: [])
      return .success(id: id, info: status.json)
    case .add(let port):
      guard port.type != .phy else { return .failure(id: id, message: "phy ports are not added") }
      ports.append(port)
    case .delete(let port): ports.removeAll { $0 == port }
    case .clear, .launch, .exit: break
    }
    return .success(id: id)
  }
}
