// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import SPPController
import SPPModel
import SPPWire
import Testing

/// A running controller with its ports and a client of its REST interface.
struct House: Sendable {
  let controller: Controller
  let routes: Routes
  let directory: String
  let primaryPort: Int
  let secondaryPort: Int
  fileprivate let client: any TestClientProtocol

  struct Answer: Equatable {
    let status: Int
    let text: String
    let json: JSON?
    var headers = HTTPFields()

    /// Its media type.
    var type: String? { headers[.contentType] }

    static func == (a: Answer, b: Answer) -> Bool {
      (a.status, a.text, a.json) == (b.status, b.text, b.json)
    }
  }

  func ask(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:]
  ) async throws -> Answer {
    let response = try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    let text = String(buffer: response.body)
    return Answer(
      status: response.status.code, text: text, json: try? JSON(parsing: Array(text.utf8)),
      headers: response.headers)
  }

  func connect(_ process: StubProcess) async throws {
    try await process.connect(to: process.hello.kind == .primary ? primaryPort : secondaryPort)
  }

  /// Connects the process, and waits until it is listed and settled.
  func admit(_ process: StubProcess) async throws {
    try await connect(process)
    try await eventually {
      await controller.connected.contains {
        $0.client == process.hello.client && $0.pid == process.hello.pid
      }
    }
    try await settled(process)
  }

  /// Until what is restored to a process is restored: changes wait for it, so an empty one does too.
  func settled(_ process: StubProcess) async throws {
    if process.hello.kind == .vf {
      try await controller.change(process.hello.client, [VFCommand]())
    } else {
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}

/// A directory of its own for each test.
func withDirectory(_ body: (String) async throws -> Void) async throws {
  let directory = "/tmp/spp-ctl-tests-\(UUID().uuidString)"
  defer { try? FileManager.default.removeItem(atPath: directory) }
  try await body(directory)
}

/// - Parameters:
///   - deadline: Of hello and of each request.
///   - secret: What processes must know; nil asks for nothing.
func withHouse(
  directory: String? = nil, deadline: Duration = .seconds(5), secret: Secret? = nil,
  _ body: @escaping @Sendable (House) async throws -> Void
) async throws {
  guard let directory else {
    return try await withDirectory {
      try await withHouse(directory: $0, deadline: deadline, secret: secret, body)
    }
  }
  var log = Logger(label: "test")
  log.logLevel = .critical
  var deadlines = Controller.Deadlines()
  deadlines.request = deadline
  deadlines.hello = deadline
  let controller = Controller(
    store: try Store(directory: directory), log: log, deadlines: deadlines)
  let (ports, learnt) = AsyncStream<(Bool, Int)>.makeStream()
  let servers = [true, false].map { primary in
    let server = LinkServer(
      .tcp(host: "127.0.0.1", port: 0), secret: secret, primaryPort: primary,
      controller: controller, log: log)
    return Task { try await server.run { learnt.yield((primary, $0)) } }
  }
  defer { for server in servers { server.cancel() } }
  var found: [Bool: Int] = [:]
  for await (primary, port) in ports {
    found[primary] = port
    if found.count == 2 { break }
  }
  let (primaryPort, secondaryPort) = (try #require(found[true]), try #require(found[false]))
  let supervisor = try Supervisor(
    controller: controller,
    setting: Supervisor.Setting(
      programs: directory, logDirectory: directory + "/log",
      primaryAddress: "127.0.0.1:\(primaryPort)", secondaryAddress: "127.0.0.1:\(secondaryPort)"),
    log: log)
  await supervisor.load()
  let supervision = Task { try await supervisor.run() }
  defer { supervision.cancel() }
  let routes = Routes(controller, supervisor, log: log)
  let application = restServer(
    routes, at: .tcp(host: "127.0.0.1", port: 0), try Entrance(GateRules()), log: log)
  try await application.test(.router) { client in
    try await body(
      House(
        controller: controller, routes: routes, directory: directory, primaryPort: primaryPort,
        secondaryPort: secondaryPort,
        client: client))
  }
}

/// Waits until the condition holds; fails the test after a while.
func eventually(
  within time: Duration = .seconds(10), _ condition: () async throws -> Bool,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let deadline = ContinuousClock.now + time
  while try await !condition() {
    guard .now < deadline else {
      Issue.record("it did not come true within \(time)", sourceLocation: sourceLocation)
      throw CancellationError()
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}

/// A plan that the stub accepts: a classifier from phy:0 to ring:0 with a default.
func samplePlan() throws -> VFPlan {
  VFPlan(
    components: [
      ComponentPlan(
        name: try ComponentName("cls"), core: try LcoreID(2), kind: .classifier,
        rx: [Attachment(ResourceUID(.phy, 0, queue: 0))], tx: [Attachment(ResourceUID(.ring, 0))])
    ],
    entries: [
      ClassifierEntry(ClassifierKey(vlan: nil, address: .default), port: ResourceUID(.ring, 0))
    ])
}

extension Store {
  /// The plan of a vf.
  func plan(of client: ClientID) async throws -> VFPlan? {
    guard case .components(let plan) = try await plan(of: client, .vf) else { return nil }
    return plan
  }

  func save(_ plan: VFPlan, of client: ClientID) async throws {
    try await save(.components(plan), of: client, .vf)
  }

  func addedPorts() async throws -> [ResourceUID] { try await primaryPlan().ports }

  func save(addedPorts ports: [ResourceUID]) async throws {
    var plan = PrimaryPlan()
    plan.ports = ports
    try await save(plan)
  }
}
