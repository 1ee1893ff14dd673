// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import SPPCommandLine
import SPPModel
import SPPWire
import Testing

/// What is read takes time in proportion to its length. The bounds are CPU time and generous: what is quadratic takes
/// minutes at these lengths.
@Suite(.serialized) struct LargeInputTests {
  /// The CPU time of this thread that `body` takes is below the bound.
  private func within<T>(seconds: Double = 20, _ body: () throws -> T) rethrows -> T {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    let value = try body()
    #expect(now() - start < seconds)
    return value
  }

  private func facts() throws -> ProcessFacts {
    ProcessFacts(
      client: try ClientID(1), mainLcore: try LcoreID(1), workers: [try LcoreID(2)],
      ports: [.init(ResourceUID(.ring, 0))])
  }

  private func json(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

  @Test func `a message of 8 MB that comes in small parts`() throws {
    let bytes = MessageStream.bytes(of: .array(Array(repeating: .string("ring:0"), count: 900_000)))
    let message = try within { () throws -> JSON? in
      var stream = MessageStream()
      for start in stride(from: 0, to: bytes.count, by: 1000) {
        stream.append(bytes[start..<min(start + 1000, bytes.count)])
        if let message = try stream.next() { return message }
      }
      return nil
    }
    #expect(message?.array?.count == 900_000)
  }

  @Test func `a million messages in one read`() throws {
    let count = try within { () throws -> Int in
      var stream = MessageStream()
      stream.append(Array(repeating: Array("[1]\n".utf8), count: 1_000_000).joined())
      var count = 0
      while try stream.next() != nil { count += 1 }
      return count
    }
    #expect(count == 1_000_000)
  }

  @Test func `an object of 100,000 members`() throws {
    let members = (0..<100_000).map { #""m\#($0)":\#($0)"# }.joined(separator: ",")
    within {
      let error = #expect(throws: WireError.self) { try VFStatus(json("{\(members)}")) }
      #expect("\(String(describing: error))".utf8.count < 2000)
    }
  }

  @Test func `a request of 100,000 components`() throws {
    let commands = (0..<100_000).map {
      #"{"command":"component","action":"start","name":"c\#($0)","core":2,"type":"merge"}"#
    }.joined(separator: ",")
    try within {
      let (_, request) = try WireRequest.decodeVF(json(#"{"id":1,"commands":[\#(commands)]}"#))
      guard case .change(let changes) = request else { throw WireError.cut(bytes: 0) }
      #expect(throws: BatchError.self) { try VFPlan().applying(changes, facts: facts()) }
    }
  }

  @Test func `a request of all ports of guests and all their queues`() throws {
    var commands: [VFCommand] = []
    for index in UInt8.min...UInt8.max {
      let name = try ComponentName("c\(index)")
      commands.append(.startComponent(name, core: try LcoreID(2), kind: .merge))
      for queue in 0..<UInt16(ProcessFacts.guestQueues) {
        commands.append(
          .attach(ResourceUID(.vhost, index, queue: queue), .rx, to: name, vlan: .none))
      }
    }
    let plan = try within { try VFPlan().applying(commands, facts: facts()) }
    #expect(plan.components.count == 256)
  }

  @Test func `a plan of 100,000 entries`() throws {
    let rows = (0..<100_000).map {
      #"{"type":"vlan","value":"\#(1 + $0 % 4094)/\#(MACAddress(bits: UInt64($0) << 1))","port":"ring:0"}"#
    }.joined(separator: ",")
    let text =
      #"{"components":[{"core":2,"name":"c","type":"classifier","tx_port":[{"port":"ring:0"}]}],"classifier_table":[\#(rows)]}"#
    let plan = try within {
      let plan = try VFPlan(json(text)).validated(facts: facts())
      return try VFPlan(JSON(parsing: plan.json.serialized()))
    }
    #expect(plan.entries.count == 100_000)
  }

  @Test func `a flow rule of 100,000 items, and one of a long item`() throws {
    let items = Array(repeating: #""eth dst is 52:54:00:00:00:01""#, count: 100_000)
    let text =
      #"{"direction":"ingress","pattern":[\#(items.joined(separator: ","))],"actions":["of_pop_vlan"]}"#
    let rule = try within { try FlowRule(Fields(json(text), path: "rule")) }
    #expect(rule.pattern.count == 100_000)
    let long = "eth" + String(repeating: " type is 5", count: 200_000)
    #expect(try within { try FlowItem(parsing: long) } == FlowItem(parsing: "eth type is 5"))
  }

  @Test func `a template with a million marks`() throws {
    let marks = String(repeating: "{n}", count: 1_000_000)
    let text =
      #"{"secondaries":[{"name":"w","client_id":1,"count":3,"lcores":{"first":1,"each":2},"options":["\#(marks)"]}]}"#
    let error = try within { try #require(throws: SiteError.self) { try Site(json(text)) } }
    #expect(error.description.utf8.count < 1000)
  }

  @Test func `a file of 50,000 lines`() throws {
    let text = (0..<50_000).map { "- {name: vf\($0), ports: [\"phy:0\", 'ring:1']}" }
    let value = try within(seconds: 60) { try YAMLFile.parse(text.joined(separator: "\n")) }
    #expect(value.array?.count == 50_000)
  }

  @Test func `a line of a million words, and its completion`() {
    let words = String(repeating: "ring:0 ", count: 300_000)
    let completion = Completion(LiveNames(Workspace(servers: Servers([]) { _ in Silence() })))
    for start in ["vf 1; ", "pri; flow create phy:0 ingress pattern ", "topo_subgraph add a ", ""] {
      within {
        _ = try? CommandParser.parse(start + words)
        _ = completion.suggestions(for: start + words)
      }
    }
  }

  @Test func `a drawing of a chain through all ports`() throws {
    let ports = (0..<256).flatMap { index in (0..<100).map { "vhost:\(index) nq \($0)" } }
    let patches = zip(ports, ports.dropFirst()).map { #"{"src":"\#($0)","dst":"\#($1)"}"# }
    let status = #"{"status":"running","patches":[\#(patches.joined(separator: ","))]}"#
    let house = Silence(answers: [
      "v1/processes": #"[{"type":"nfv","client-id":1}]"#, "v1/nfvs/1": status,
    ])
    let session = Session(
      workspace: Workspace(servers: Servers([]) { _ in house }), pause: { _ in true })
    let answer = try within { try session.execute("topo term") }
    guard case .text(let text) = answer else { throw WireError.cut(bytes: 0) }
    #expect(text.contains("vhost:255"))
  }
}

/// A controller that knows nothing else.
private struct Silence: API {
  let address = "127.0.0.1:7777"
  var answers: [String: String] = [:]

  func send(_ request: APIRequest) throws(APIError) -> APIResponse {
    guard let body = answers[request.path] else { return APIResponse(status: 404) }
    return APIResponse(status: 200, body: Array(body.utf8))
  }
}
