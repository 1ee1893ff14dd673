// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import HTTPTypes
import SPPController
import SPPWire
import Testing

struct PageTests {
  private static let parts = ["/", "/page.css", "/page.js"]

  @Test func `the page is served with a policy that lets it load nothing from elsewhere`()
    async throws
  {
    try await withServer { server in
      for path in Self.parts {
        let answer = try #require(
          try await server.ask(
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        let head = answer.split(separator: "\r\n\r\n").first?.lowercased() ?? ""
        #expect(head.contains("content-security-policy: default-src 'none'; script-src 'self';"))
        #expect(head.contains("frame-ancestors 'none'"))
        #expect(!head.contains("unsafe-inline"))
        #expect(head.contains("x-content-type-options: nosniff"))
      }
    }
  }

  @Test func `the page's parts are those in Sources, and name no other host`() async throws {
    try await withHouse { house in
      for path in Self.parts {
        let file = try #require(
          projectFile(
            "Sources/SPPController/Page/\(path == "/" ? "page.html" : String(path.dropFirst()))"))
        let answer = try await house.ask(.get, path)
        #expect(answer.status == 200)
        #expect(answer.text == String(decoding: file, as: UTF8.self))
        let foreign = answer.text.replacing("http://www.w3.org/2000/svg", with: "")
        #expect(
          !foreign.contains("http:") && !foreign.contains("https:") && !foreign.contains("src=\"//")
        )
      }
    }
  }

  @Test func `what the controller says becomes text of the page, never markup`() throws {
    let script = String(
      decoding: try #require(projectFile("Sources/SPPController/Page/page.js")), as: UTF8.self)
    for word in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
      "srcdoc", "DOMParser",
    ] {
      #expect(!script.contains(word), "\(word)")
    }
  }

  @Test func `the page is there without the token, which it then asks for`() async throws {
    let token = try #require(Token("0123456789abcdef"))
    try await withServer(rules: GateRules(token: token)) { server in
      for path in Self.parts + ["/?a=b"] {
        let answer = try await server.ask(
          "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
      }
      for path in ["/v1/processes", "/page.js/../v1/processes", "//v1/processes", "/page.html"] {
        let answer = try await server.ask(
          "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer?.hasPrefix("HTTP/1.1 401 ") == true, "\(path)")
      }
    }
  }
}
