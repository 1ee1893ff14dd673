// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

struct GreetingTests {
  private static let status: JSON = ["id": 5, "commands": [["command": "status"]]]

  /// A greeting whose secret lies in a file, and a process that does whatever it is told.
  private func withGreeting(_ body: (inout Greeting, Secret) throws -> Void) throws {
    let path = "/tmp/spp-greeting-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = SecretFile(path: path)
    let secret = try file.readOrMake()
    var greeting = Greeting(isTrusted: false, file: file)
    try body(&greeting, secret)
  }

  private var hello: Hello {
    get throws { Hello(kind: .vf, client: try ClientID(1), pid: 7, isEmpty: true) }
  }

  private func obey(_ message: JSON) -> Reply {
    let id = message["id"]?.integer.map { Int($0) } ?? 0
    return .success(
      id: id,
      info: message["commands"]?.array?.first?["command"] == "hello" ? try? hello.json : "done")
  }

  @Test func `a process obeys after both have shown that they know the secret`() throws {
    try withGreeting { greeting, secret in
      let first = greeting.answer(WireRequest.hello(id: 1, challenge: "abc"), obey)
      let (own, proof) = (first.info?["challenge"]?.string, first.info?["proof"]?.string)
      let challenge = try #require(own)
      #expect(try proof == secret.proof(of: hello, to: "abc", and: challenge))
      #expect(
        greeting.answer(Self.status, obey).failure?.contains("that it knows the secret") == true)
      let right = secret.proofOfController(to: challenge, and: "abc")
      #expect(greeting.answer(WireRequest.hello(id: 2, proof: right), obey).failure == nil)
      #expect(greeting.answer(Self.status, obey).info == "done")
    }
  }

  @Test func `a controller without the secret gets nothing but a hello`() throws {
    try withGreeting { greeting, secret in
      #expect(greeting.answer(WireRequest.hello(id: 1), obey).info?["pid"] == 7)
      #expect(greeting.answer(WireRequest.hello(id: 1, proof: "x"), obey).failure != nil)
      let first = greeting.answer(WireRequest.hello(id: 2, challenge: "abc"), obey)
      let challenge = try #require(first.info?["challenge"]?.string)
      let wrong = Secret().proofOfController(to: challenge, and: "abc")
      #expect(
        greeting.answer(WireRequest.hello(id: 3, proof: wrong), obey).failure?.contains(
          "does not know the secret") == true)
      // A challenge is of use once, even with the right answer.
      let right = secret.proofOfController(to: challenge, and: "abc")
      #expect(greeting.answer(WireRequest.hello(id: 4, proof: right), obey).failure != nil)
      // What the process itself said is no proof of the controller.
      let echo = greeting.answer(WireRequest.hello(id: 5, challenge: "abc"), obey)
      let own = try #require(echo.info?["proof"]?.string)
      #expect(greeting.answer(WireRequest.hello(id: 6, proof: own), obey).failure != nil)
      #expect(!greeting.isTrusted)
      for word in ["exit", "apply", "launch"] {
        let message: JSON = ["id": 9, "commands": [["command": .string(word)]]]
        #expect(greeting.answer(message, obey).failure != nil)
      }
    }
  }

  @Test func `without the secret's file a process says who it is, and no more`() throws {
    var greeting = Greeting(isTrusted: false, file: SecretFile(path: "/tmp/spp-nowhere/secret"))
    let reply = greeting.answer(WireRequest.hello(id: 1, challenge: "abc"), obey)
    #expect(reply.info?["pid"] == 7)
    #expect(reply.info?["proof"] == nil)
    #expect(
      greeting.fault?.description == "secret '/tmp/spp-nowhere/secret': No such file or directory")
  }

  @Test func `nothing long is read or reckoned for who has not shown who it is`() throws {
    try withGreeting { greeting, secret in
      #expect(greeting.messageLimit == 64 << 10)
      let long = String(repeating: "a", count: 257)
      let reply = greeting.answer(WireRequest.hello(id: 1, challenge: long), obey)
      #expect(reply.info?["pid"] == 7)
      #expect(reply.info?["proof"] == nil)
      let first = greeting.answer(WireRequest.hello(id: 2, challenge: "abc"), obey)
      let challenge = try #require(first.info?["challenge"]?.string)
      let proof = secret.proofOfController(to: challenge, and: "abc")
      _ = greeting.answer(WireRequest.hello(id: 3, proof: proof), obey)
      #expect(greeting.messageLimit == JSON.maximumSize)
    }
  }

  @Test func `on a Unix socket nothing is asked`() throws {
    var greeting = Greeting(isTrusted: true, file: SecretFile(path: "/tmp/spp-nowhere/secret"))
    #expect(greeting.answer(Self.status, obey).info == "done")
    #expect(greeting.fault == nil)
  }
}
