// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import Testing

@Suite struct HTTPAPITests {
  static let noContent = "HTTP/1.1 204 No Content\r\n\r\n"

  @Test func `a request arrives with its method, path and body`() throws {
    let server = try #require(TinyServer(answer: Self.noContent))
    let request = APIRequest(.put, "vfs/1/components/a%3Fb/ports", body: ["action": "attach"])
    #expect(try HTTPAPI(server.address).send(request) == APIResponse(status: 204))
    #expect(server.heard.hasPrefix("PUT /v1/vfs/1/components/a%3Fb/ports HTTP/1.1\r\n"))
    #expect(server.heard.lowercased().contains("content-type: application/json"))
    #expect(server.heard.hasSuffix("\r\n\r\n{\"action\":\"attach\"}"))
  }

  @Test func `a refusal is an answer with its text`() throws {
    let server = try #require(
      TinyServer(answer: "HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\nno such"))
    let response = try HTTPAPI(server.address).send(APIRequest(.get, "vfs/9"))
    #expect(response == APIResponse(status: 404, body: Array("no such".utf8)))
    #expect(!response.isSuccess)
  }

  @Test func `a Unix socket serves as well`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { unlink(path) }
    let server = try #require(TinyServer(answer: Self.noContent, path: path))
    #expect(server.address.description == "unix:\(path)")
    #expect(try HTTPAPI(server.address).send(APIRequest(.delete, "primary")).status == 204)
    #expect(server.heard.hasPrefix("DELETE /v1/primary HTTP/1.1\r\n"))
  }

  @Test func `a silent controller is given up at the deadline`() throws {
    let server = try #require(TinyServer(answer: nil))
    let request = APIRequest(.get, "processes")
    let address = server.address.description
    #expect(throws: APIError.noAnswer(request, address: address, seconds: 1)) {
      try HTTPAPI(server.address, deadline: 1).send(request)
    }
  }

  @Test func `a controller that hangs up is said to be so`() throws {
    let server = try #require(TinyServer(answer: ""))
    let address = server.address.description
    #expect(throws: APIError.unreachable(address: address, reason: "it closed the connection")) {
      try HTTPAPI(server.address).send(APIRequest(.get, "processes"))
    }
  }

  @Test func `a place where nobody listens is said at once`() throws {
    let path = "/nonexistent/rest.sock"
    let reason = "no such file or directory"
    #expect(throws: APIError.unreachable(address: "unix:\(path)", reason: reason)) {
      try HTTPAPI(.unix(path: path)).send(APIRequest(.get, "processes"))
    }
    // Port 1 of the loopback: nothing listens there.
    let refused = APIError.unreachable(address: "127.0.0.1:1", reason: "connection refused")
    #expect(throws: refused) {
      try HTTPAPI(.tcp(host: "127.0.0.1", port: 1)).send(APIRequest(.get, "processes"))
    }
  }
}
