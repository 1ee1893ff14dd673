// SPDX-License-Identifier: BSD-3-Clause
import SPPController
import SPPModel
import SPPWire
import Testing

struct LinkTests {
  @Test func `silent peers keep nobody out, and are dropped after the deadline`() async throws {
    try await withHouse(deadline: .seconds(1)) { house in
      let silent = (0..<20).map { _ in StubProcess(.vf, 1, .silent) }
      for peer in silent { try await house.connect(peer) }
      try await house.admit(StubProcess(.vf, 2))
      for peer in silent { try await eventually { await !peer.isConnected } }
      #expect(await silent[0].refusal == "no answer to hello within 1 s")
      #expect(await house.controller.connected.map(\.client.number) == [2])
    }
  }

  @Test func `an id that lives is refused with a sentence, and its holder goes on`() async throws {
    try await withHouse { house in
      let (holder, other) = (StubProcess(.vf, 1, pid: 100), StubProcess(.vf, 1, pid: 200))
      try await house.admit(holder)
      try await house.connect(other)
      try await eventually { await other.refusal != nil }
      #expect(
        await other.refusal
          == "client id 1 is already connected, with pid 100; end that process first, or choose another id"
      )
      try await eventually { await !other.isConnected }
      #expect(try await house.ask(.get, "/v1/vfs/1").status == 200)
      await holder.disconnect()
      try await house.admit(other)
    }
  }

  @Test func `a process that was killed is replaced by its successor at once`() async throws {
    try await withHouse { house in
      for pid in 100..<110 {
        let process = StubProcess(.vf, 1, pid: Int32(pid))
        try await house.connect(process)
        try await eventually { await house.controller.connected.first?.pid == Int32(pid) }
        await process.disconnect()
      }
    }
  }

  @Test func `each kind of process has its port`() async throws {
    try await withHouse { house in
      let (vf, primary) = (StubProcess(), StubProcess(.primary, 0))
      try await vf.connect(to: house.primaryPort)
      try await primary.connect(to: house.secondaryPort)
      try await eventually { await vf.refusal != nil }
      try await eventually { await primary.refusal != nil }
      #expect(await vf.refusal?.hasPrefix("this port takes the primary only") == true)
      #expect(await primary.refusal?.hasPrefix("this port takes secondaries only") == true)
      #expect(await house.controller.connected.isEmpty)
    }
  }

  @Test(arguments: [
    "garbage\n", "[1]\n", "{}\n", "\u{0}\n{\"id\":1,\"results\":[]}\n",
    "{\"id\":1,\"results\":[{\"result\":\"success\"}],\"info\":{\"process_type\":\"vf\",\"client_id\":0,\"pid\":1,\"empty\":true}}\n",
  ])
  func `what says nonsense is not taken in`(text: String) async throws {
    try await withHouse { house in
      let peer = StubProcess(.vf, 1, .saying(text))
      try await house.connect(peer)
      try await eventually { await !peer.isConnected }
      #expect(await house.controller.connected.isEmpty)
    }
  }

  @Test func `a process that does not answer gives 504 in time, and the others answer meanwhile`()
    async throws
  {
    try await withHouse(deadline: .milliseconds(500)) { house in
      let (stopped, other) = (StubProcess(.vf, 1), StubProcess(.vf, 2))
      try await house.admit(stopped)
      try await house.admit(other)
      await stopped.stop()
      // Many at once: each has its own deadline, none waits for the others' to pass.
      let start = ContinuousClock.now
      let answers = try await withThrowingTaskGroup { group in
        for _ in 0..<10 { group.addTask { try await house.ask(.get, "/v1/vfs/1") } }
        #expect(try await house.ask(.get, "/v1/vfs/2").status == 200)
        #expect(try await house.ask(.get, "/v1/processes").status == 200)
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(ContinuousClock.now - start < .seconds(4))
      for answer in answers {
        #expect(answer.status == 504)
        #expect(answer.text.hasPrefix("process 1 did not answer within 0.5 s"))
      }
      // Only one of the ten had been sent, and its late answer is not taken for another's.
      await stopped.resume()
      try await eventually {
        try await house.ask(
          .post, "/v1/vfs/1/components", #"{"name":"a","core":2,"type":"forward"}"#
        ).status == 204
      }
      #expect(await stopped.requests.filter { $0 == .status }.count < 6)
    }
  }

  @Test func `a change that was answered too late is stored after all`() async throws {
    try await withHouse(deadline: .milliseconds(300)) { house in
      let vf = StubProcess()
      try await house.admit(vf)
      await vf.stop()
      let answer = try await house.ask(
        .post, "/v1/vfs/1/components", #"{"name":"a","core":2,"type":"forward"}"#)
      #expect(answer.status == 504)
      await vf.resume()
      let store = try Store(directory: house.directory)
      try await eventually { try await store.plan(of: ClientID(1))?.components.count == 1 }
    }
  }

  @Test func `a process that closes before it answers gives 502`() async throws {
    try await withHouse { house in
      let vf = StubProcess()
      try await house.admit(vf)
      await vf.behave(.closing)
      let answer = try await house.ask(.get, "/v1/vfs/1")
      #expect(
        answer
          == .init(
            status: 502, text: "process 1 closed its connection before it answered", json: nil))
      try await eventually { try await house.ask(.get, "/v1/vfs/1").status == 404 }
    }
  }

  @Test func `a process that answers without what it was asked for gives 502`() async throws {
    try await withHouse { house in
      let (primary, vf) = (StubProcess(.primary, 0), StubProcess())
      try await house.admit(primary)
      try await house.admit(vf)
      await primary.behave(.laconic)
      await vf.behave(.laconic)
      for path in ["/v1/primary/status", "/v1/primary/pool", "/v1/vfs/1/counters", "/v1/vfs/1"] {
        let answer = try await house.ask(.get, path)
        #expect(answer.status == 502, "\(path): \(answer.text)")
        #expect(answer.text.contains("gave an answer that cannot be read"))
      }
    }
  }

  @Test func `an answer with another id is not taken for the one that is waited for`() async throws
  {
    let (messages, sent) = AsyncStream<Void>.makeStream()
    let link = ProcessLink(write: { _ in sent.yield() }, hangUp: {})
    async let reply = link.request(within: .seconds(5)) {
      WireRequest.encode(VFRequest.status, id: $0)
    }
    for await _ in messages { break }
    await link.receive(.success(id: 99, info: "wrong"))
    await link.receive(.success(id: 1, info: "right"))
    #expect(try await reply.info == "right")
  }

  @Test func `behind 64 requests that wait there is no room, and that is said at once`()
    async throws
  {
    let (messages, sent) = AsyncStream<Int>.makeStream()
    let link = ProcessLink(write: { sent.yield($0.count) }, hangUp: {})
    let outcomes = await withTaskGroup(of: ProcessLink.Failure?.self) { group in
      for _ in 0..<70 {
        group.addTask {
          do throws(ProcessLink.Failure) {
            _ = try await link.request(within: .seconds(60)) {
              WireRequest.encode(VFRequest.status, id: $0)
            }
            return nil
          } catch { return error }
        }
      }
      // Those without room are told while the others still wait, however late each came to ask.
      var outcomes: [ProcessLink.Failure?] = []
      while outcomes.count < 5, let outcome = await group.next() { outcomes.append(outcome) }
      #expect(outcomes == Array(repeating: .busy, count: 5))
      await link.closed()
      return await group.reduce(into: outcomes) { $0.append($1) }
    }
    #expect(outcomes.filter { $0 == .busy }.count == 5)
    #expect(outcomes.filter { $0 == .closed }.count == 65)
    // Only the first was sent.
    sent.finish()
    #expect(await messages.reduce(0) { count, _ in count + 1 } == 1)
  }
}
