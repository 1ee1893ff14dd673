// SPDX-License-Identifier: BSD-3-Clause
import Logging
import SPPController
import SPPModel
import Testing

/// What a listener puts up with.
struct LimitTests {
  private func limits(_ change: (inout RESTLimits) -> Void) -> RESTLimits {
    var limits = RESTLimits()
    change(&limits)
    return limits
  }

  @Test func `a head that comes byte by byte gains no time`() async throws {
    try await withServer(limits: limits { $0.patience = .seconds(1) }) { server in
      let client = try RawClient(port: server.port)
      let begin = ContinuousClock.now
      // A byte each 50 ms, for far longer than the server is patient.
      for byte
        in "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\nX-Slow: \(String(repeating: "a", count: 400))"
      {
        guard await client.send(String(byte)),
          await client.receive(within: .milliseconds(50)) == nil
        else {
          break
        }
      }
      #expect(ContinuousClock.now - begin < .seconds(15))
      #expect(
        try await server.ask(
          "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          != nil)
    }
  }

  @Test func `who says nothing is let go`() async throws {
    try await withServer(limits: limits { $0.patience = .seconds(3) }) { server in
      #expect(try await RawClient(port: server.port).receive() == "")
      // Also after an answer.
      let client = try RawClient(port: server.port)
      let answer = await client.ask(
        "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\n\r\n", until: "[]")
      #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
      #expect(await client.receive() == "")
    }
  }

  @Test func `who does not read its answers is let go`() async throws {
    try await withServer(
      limits: limits {
        $0.reading = .milliseconds(300)
        $0.patience = .seconds(60)
      }
    ) { server in
      let client = try RawClient(port: server.port)
      // The document has some 100 KB; neither side's kernel takes so many of them.
      let one = "GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
      for _ in 0..<500 { guard await client.send(one) else { break } }
      try await eventually { await !client.send(one) }
    }
  }

  @Test func `more connections than allowed wait until one closes`() async throws {
    try await withServer(limits: limits { $0.connections = 3 }) { server in
      let ask = "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\n\r\n"
      var first = try (0..<3).map { _ in try RawClient(port: server.port) }
      for client in first { #expect(await client.ask(ask, until: "[]") != nil) }
      let fourth = try RawClient(port: server.port)
      await fourth.send(ask)
      #expect(await fourth.receive(within: .milliseconds(300)) == nil)
      first.removeFirst()
      #expect(await fourth.receive { $0.hasSuffix("[]") }?.hasPrefix("HTTP/1.1 200 ") == true)
    }
  }

  @Test func `a head that is too long is refused`() async throws {
    try await withServer { server in
      let long = String(repeating: "a", count: 20_000)
      let answer = try await server.ask(
        "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\nX-Long: \(long)\r\n\r\n")
      #expect(answer?.hasPrefix("HTTP/1.1 200 ") == false)
      let many = (0..<200).map { "X-\($0): a\r\n" }.joined()
      let other = try await server.ask(
        "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\n\(many)\r\n")
      #expect(other?.hasPrefix("HTTP/1.1 200 ") == false)
    }
  }

  @Test func `a body that is too long or too deep is refused`() async throws {
    try await withServer { server in
      let process = StubProcess()
      try await server.house.admit(process)
      let head =
        "PUT /v1/vfs/1/plan HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
      let long = try await server.ask("\(head)33554433\r\n\r\n")
      #expect(long?.hasPrefix("HTTP/1.1 413 ") == true)
      let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
      let answer = try await server.ask("\(head)\(deep.utf8.count)\r\n\r\n\(deep)")
      #expect(answer?.hasPrefix("HTTP/1.1 400 ") == true)
    }
  }

  @Test func `bodies together take only so much`() async throws {
    try await withServer { server in
      let process = StubProcess()
      try await server.house.admit(process)
      let head =
        "PUT /v1/vfs/1/plan HTTP/1.1\r\nHost: localhost\r\nContent-Length: 33554432\r\n\r\n"
      // Eight that say they will be as long as may be, and send nothing.
      let waiting = try (0..<8).map { _ in try RawClient(port: server.port) }
      for client in waiting { await client.send(head) }
      try await eventually {
        let answer = try await server.ask(
          "PUT /v1/vfs/1/plan HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
        )
        return answer?.hasPrefix("HTTP/1.1 503 ") == true
      }
      // What has no body is answered all the same.
      let small = try await server.ask(
        "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      #expect(small?.hasPrefix("HTTP/1.1 200 ") == true)
      #expect(waiting.count == 8)
    }
  }
}
