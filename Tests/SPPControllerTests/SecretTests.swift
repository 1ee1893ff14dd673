// SPDX-License-Identifier: BSD-3-Clause
import SPPController
import SPPModel
import SPPWire
import Testing

/// Processes that come to a port show that they know the secret, and see that the controller does.
struct SecretTests {
  private func withSecret(_ body: @escaping @Sendable (House, SecretFile) async throws -> Void)
    async throws
  {
    try await withDirectory { directory in
      let file = SecretFile(path: directory + "/secret")
      try await withHouse(secret: try file.readOrMake()) { try await body($0, file) }
    }
  }

  @Test(arguments: [ProcessKind.primary, .vf, .nfv, .mirror, .pcap])
  func `a process that knows the secret is taken in and obeys`(kind: ProcessKind) async throws {
    try await withSecret { house, file in
      let process = StubProcess(kind, kind == .primary ? 0 : 1, secret: file)
      try await house.admit(process)
      let path = kind == .primary ? "primary/status" : "\(kind.rawValue)s/1"
      #expect(try await house.ask(.get, "/v1/\(path)").status == 200)
    }
  }

  @Test func `a process without the secret is refused with a sentence`() async throws {
    try await withSecret { house, _ in
      let process = StubProcess(.vf, 1)
      try await house.connect(process)
      try await eventually { await process.refusal != nil }
      #expect(await process.refusal?.hasPrefix("the process does not know the secret '") == true)
      try await eventually { await !process.isConnected }
      #expect(await house.controller.connected.isEmpty)
    }
  }

  @Test func `a process with another secret is refused, and asked for nothing`() async throws {
    try await withSecret { house, file in
      let other = SecretFile(path: file.path + ".other")
      _ = try other.readOrMake()
      let process = StubProcess(.vf, 1, secret: other)
      try await house.connect(process)
      try await eventually { await process.refusal != nil }
      #expect(await process.requests == [.hello])
    }
  }

  @Test func `what an honest process said is no proof for another`() async throws {
    try await withSecret { house, file in
      // A man in the middle that names another id than the process it asks.
      let secret = try file.read()
      let hello = Hello(kind: .vf, client: try ClientID(1), pid: 100, isEmpty: true)
      let proof = secret.proof(of: hello, to: "old", and: "mine")
      let text =
        #"{"id":1,"results":[{"result":"success"}],"info":{"process_type":"vf","client_id":1,"pid":100,"empty":true,"challenge":"mine","proof":"\#(proof)"}}"#
      let process = StubProcess(.vf, 1, .saying(text + "\n"))
      try await house.connect(process)
      try await eventually {
        if await process.refusal != nil { return true }
        return await !process.isConnected
      }
      #expect(await house.controller.connected.isEmpty)
    }
  }
}
