// SPDX-License-Identifier: BSD-3-Clause
import SPPController
import SPPModel
import SPPWire
import Synchronization

/// A process as the controller sees one, without a socket: it keeps what it is told, as far as that fits.
final class FuzzProcess: Sendable {
  private struct State {
    var vf = VFPlan()
    var patches = PatchPlan()
    var isRecording = false
    var primary = PrimaryPlan()
    var hasEnded = false
    var answers = 0
    var stream = MessageStream()
    var link: ProcessLink?
  }

  let kind: ProcessKind
  private let client: ClientID
  private let facts: ProcessFacts
  private let state = Mutex(State())

  init(_ kind: ProcessKind, _ number: Int) throws {
    self.kind = kind
    client = number == 0 ? .primary : try ClientID(number)
    facts = ProcessFacts(
      client: client, kind: kind, mainLcore: try LcoreID(1),
      workers: [try LcoreID(2), try LcoreID(3)],
      ports: [.init(ResourceUID(.phy, 0)), .init(ResourceUID(.phy, 1), rxQueues: 2)]
        + (0..<4).map { .init(ResourceUID(.ring, $0)) })
  }

  /// Whether it was told to end, and has not been connected again.
  var hasEnded: Bool { state.withLock(\.hasEnded) }

  /// Connects, with nothing in it.
  func connect(leaving: @escaping @Sendable (ProcessLink) async -> Void) -> ProcessLink {
    let link = ProcessLink(write: { bytes in self.take(bytes, leaving) }, hangUp: {})
    state.withLock {
      $0 = State()
      $0.link = link
    }
    return link
  }

  private func take(_ bytes: [UInt8], _ leaving: @escaping @Sendable (ProcessLink) async -> Void) {
    let (replies, hasEnded, link) = state.withLock { state in
      state.stream.append(bytes)
      var replies: [Reply] = []
      while let message = try? state.stream.next() {
        if message["results"] == nil { replies.append(answer(message, &state)) }
      }
      return (replies, state.hasEnded, state.link)
    }
    guard let link else { return }
    Task {
      for reply in replies { await link.receive(reply) }
      guard hasEnded else { return }
      await link.closed()
      await leaving(link)
    }
  }

  private func answer(_ message: JSON, _ state: inout State) -> Reply {
    state.answers += 1
    do throws(WireError) {
      let (id, info) =
        switch kind {
        case .primary: try answerAsPrimary(message, &state)
        case .vf, .mirror: try answerAsVF(message, &state)
        case .nfv: try answerAsNFV(message, &state)
        case .pcap: try answerAsPcap(message, &state)
        }
      guard let info else { return .failure(id: id, message: "it does not fit") }
      // Now and then one that makes no sense: another kind's, or another command's.
      let isWrong = state.answers % 61 == 60
      return .success(id: id, info: isWrong ? ["components": [1]] : info)
    } catch {
      return error.reply
    }
  }

  private func hello(isEmpty: Bool) -> JSON {
    Hello(kind: kind, client: client, pid: 100, isEmpty: isEmpty).json
  }

  /// nil refuses.
  private func answerAsVF(_ message: JSON, _ state: inout State) throws(WireError) -> (Int, JSON?) {
    let (id, request) = try WireRequest.decodeVF(message)
    switch request {
    case .hello: return (id, hello(isEmpty: state.vf.isEmpty))
    case .status:
      return (
        id,
        VFStatus(
          client: client, mainLcore: facts.mainLcore, workers: facts.workers.sorted(),
          ports: facts.ports.keys.sorted(), plan: state.vf
        ).json
      )
    case .counters: return (id, ComponentCounters.json([]))
    case .exit: state.hasEnded = true
    case .check(let wanted):
      guard (try? wanted.validated(facts: facts)) != nil else { return (id, nil) }
    case .apply(let wanted):
      guard let plan = try? wanted.validated(facts: facts) else { return (id, nil) }
      state.vf = plan
    case .change(let commands):
      guard let plan = try? state.vf.applying(commands, facts: facts) else { return (id, nil) }
      state.vf = plan
    }
    return (id, .null)
  }

  private func answerAsNFV(_ message: JSON, _ state: inout State) throws(WireError) -> (Int, JSON?)
  {
    let (id, request): (Int, NFVRequest) = try WireRequest.decode(message)
    switch request {
    case .hello: return (id, hello(isEmpty: state.patches.isEmpty))
    case .status:
      return (
        id,
        NFVStatus(
          client: client, mainLcore: facts.mainLcore, workers: facts.workers.sorted(),
          forwarder: ForwarderStatus(
            ports: [ResourceUID(.phy, 0)] + state.patches.ports, plan: state.patches)
        ).json
      )
    case .counters: return (id, ComponentCounters.json([]))
    case .exit: state.hasEnded = true
    case .check(let wanted):
      guard (try? wanted.validated(facts: facts)) != nil else { return (id, nil) }
    case .apply(let wanted):
      guard let plan = try? wanted.validated(facts: facts) else { return (id, nil) }
      state.patches = plan
    case .change(let commands):
      guard let plan = try? state.patches.applying(commands, facts: facts) else { return (id, nil) }
      state.patches = plan
    }
    return (id, .null)
  }

  private func answerAsPcap(_ message: JSON, _ state: inout State) throws(WireError) -> (Int, JSON?)
  {
    let (id, request): (Int, PcapRequest) = try WireRequest.decode(message)
    switch request {
    case .hello: return (id, hello(isEmpty: !state.isRecording))
    case .status:
      return (
        id,
        PcapStatus(
          client: client, mainLcore: facts.mainLcore, workers: facts.workers.sorted(),
          port: ResourceUID(.phy, 0), plan: PcapPlan(isRecording: state.isRecording),
          capture: CaptureState()
        ).json
      )
    case .counters: return (id, ComponentCounters.json([]))
    case .exit: state.hasEnded = true
    case .check: break
    case .apply(let plan): state.isRecording = plan.isRecording
    case .change(let commands): state.isRecording = commands.last == .start
    }
    return (id, .null)
  }

  private func answerAsPrimary(_ message: JSON, _ state: inout State) throws(WireError) -> (
    Int, JSON?
  ) {
    let (id, command) = try WireRequest.decodePrimary(message)
    switch command {
    case .hello: return (id, hello(isEmpty: state.primary.ports.isEmpty))
    case .status:
      return (
        id,
        PrimaryStatus(
          mainLcore: facts.mainLcore, lcores: [], phyPorts: [], ringPorts: [],
          addedPorts: state.primary.ports, pools: [], pipes: state.primary.pipes
        ).json
      )
    case .add(let port):
      guard port.type != .phy, port.queue == nil, !state.primary.ports.contains(port) else {
        return (id, nil)
      }
      state.primary.ports.append(port)
    case .delete(let port): state.primary.ports.removeAll { $0 == port }
    case .addPipe(let pipe): state.primary.pipes.append(pipe)
    case .deletePipe(let index): state.primary.pipes.removeAll { $0.index == index }
    case .flow: return (id, FlowAnswer(isError: false, message: "done").json)
    case .exit: state.hasEnded = true
    default: break
    }
    return (id, .null)
  }
}
