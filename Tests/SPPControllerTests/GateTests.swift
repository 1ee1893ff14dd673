// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import Hummingbird
import Logging
import SPPController
import SPPModel
import Testing

/// What a request must show.
struct GateTests {
  @Test(arguments: [
    "localhost", "localhost:7777", "LOCALHOST:1", "127.0.0.1:7777", "[::1]:7777", "192.168.1.1",
    "switch.example:7777", "",
  ])
  func `a request for this host is carried out`(host: String) async throws {
    try await withServer(rules: GateRules(names: ["Switch.example"])) { server in
      let line = host.isEmpty ? "" : "Host: \(host)\r\n"
      let answer = try await server.ask(
        "GET /v1/processes HTTP/1.1\r\n\(line)Connection: close\r\n\r\n")
      #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true, "\(answer ?? "none")")
    }
  }

  @Test(arguments: [
    "evil.example", "evil.example:7777", "localhost.evil.example", "127.0.0.1.evil", "1.2.3.4.5",
  ])
  func `a name that somebody else may have made to mean this host is refused with 421`(host: String)
    async throws
  {
    try await withServer { server in
      let answer = try await server.ask(
        "DELETE /v1/primary HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
      #expect(answer?.hasPrefix("HTTP/1.1 421 ") == true)
      #expect(answer?.contains("is not a name of this host") == true)
    }
  }

  @Test(arguments: [
    "http://evil.example", "null", "http://localhost:8888", "https://evil.example:7777",
    "localhost:7777",
  ])
  func `a page of another site is refused with 403`(origin: String) async throws {
    try await withServer { server in
      let answer = try await server.ask(
        "POST /v1/vfs/1/components HTTP/1.1\r\nHost: localhost:7777\r\nOrigin: \(origin)\r\n"
          + "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
      #expect(answer?.hasPrefix("HTTP/1.1 403 ") == true, "\(answer ?? "none")")
    }
  }

  @Test func `the controller's own page may ask, and no other site may show the answer`()
    async throws
  {
    try await withServer { server in
      let answer = try #require(
        try await server.ask(
          "GET /v1/processes HTTP/1.1\r\nHost: localhost:7777\r\nOrigin: http://localhost:7777\r\n"
            + "Connection: close\r\n\r\n"))
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
      #expect(answer.lowercased().contains("cross-origin-resource-policy: same-origin"))
      #expect(answer.lowercased().contains("x-content-type-options: nosniff"))
    }
  }

  @Test func `what may be refused before a route is asked is in the document of each route`()
    async throws
  {
    try await withHouse { house in
      let served = try #require(try await house.ask(.get, "/v2/openapi.json").json)
      for path in try #require(served["paths"]?.object?.members) {
        for operation in try #require(path.value.object?.members)
        where operation.name != "parameters" {
          let responses = try #require(operation.value["responses"]?.object)
          let isPage = !path.name.hasPrefix("/v")
          for status in ["401", "403", "421", "503"] where !(isPage && status == "401") {
            #expect(responses[status] != nil, "\(operation.name) \(path.name): \(status)")
          }
        }
      }
      #expect(served["components"]?["securitySchemes"]?["token"]?["scheme"] == "bearer")
    }
  }

  @Test func `without the token, or with another, the answer is 401`() async throws {
    let token = try #require(Token("0123456789abcdef"))
    try await withServer(rules: GateRules(token: token)) { server in
      for header in [
        "", "Authorization: Bearer 0123456789abcdeF\r\n", "Authorization: Bearer \r\n",
        "Authorization: Basic 0123456789abcdef\r\n", "Authorization: Bearer 0123456789abcdef0\r\n",
      ] {
        for path in ["/v1/processes", "/v2/site", "/nope"] {
          let answer = try #require(
            try await server.ask(
              "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(header)Connection: close\r\n\r\n"))
          #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(header)\(answer)")
          #expect(answer.lowercased().contains("www-authenticate: bearer"))
        }
      }
      for word in ["Bearer", "bearer"] {
        let answer = try await server.ask(
          "GET /v1/processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(word) 0123456789abcdef\r\nConnection: close\r\n\r\n"
        )
        #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
      }
    }
  }

  @Test func `a token is at least 16 characters of one word`() {
    #expect(Token("0123456789abcde") == nil)
    #expect(Token("0123456789abcdef 1") == nil)
    #expect(Token("0123456789abcdef") != nil)
  }
}
