// SPDX-License-Identifier: BSD-3-Clause
import Hummingbird
import Logging
import NIOSSL
import SPPController

/// A house whose REST interface listens on a port.
struct Server: Sendable {
  let house: House
  let port: Int

  /// What comes in answer until the server closes, or nil when it does not within a while.
  func ask(_ text: String) async throws -> String? {
    let client = try RawClient(port: port)
    await client.send(text)
    return await client.receive()
  }
}

func withServer(
  rules: GateRules = GateRules(), tls: TLSConfiguration? = nil, limits: RESTLimits = RESTLimits(),
  _ body: @escaping @Sendable (Server) async throws -> Void
) async throws {
  try await withHouse { house in
    var log = Logger(label: "test")
    log.logLevel = .critical
    let (ports, learnt) = AsyncStream<Int>.makeStream()
    let server = restServer(
      house.routes, at: .tcp(host: "127.0.0.1", port: 0), try Entrance(rules, tls: tls),
      limits: limits, log: log
    ) { learnt.yield($0) }
    let running = Task { try await server.run() }
    defer { running.cancel() }
    for await port in ports {
      try await body(Server(house: house, port: port))
      break
    }
  }
}
