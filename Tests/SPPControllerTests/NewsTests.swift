// SPDX-License-Identifier: BSD-3-Clause
import SPPController
import SPPModel
import SPPWire
import Testing

/// What the primary tells of the dead and the hung.
struct NewsTests {
  private func burial(_ number: Int) throws -> PrimaryNews.Burial {
    var done = BurialTotals()
    done.processes = 1
    done.freed = 32
    done.magazines = 2
    done.leaked = 5
    done.claims = 4
    return PrimaryNews.Burial(
      number: number, client: try ClientID(3), kind: .vf, pid: 4711,
      lcores: [try LcoreID(5), try LcoreID(6)], done: done, guests: 1, leftBehind: 40_960)
  }

  private func hung(_ lcores: [Int] = []) throws -> HungProcess {
    HungProcess(
      client: try ClientID(1), milliseconds: 4000, lcores: try lcores.map { try LcoreID($0) })
  }

  private func next(_ kind: Event.Kind, of stream: AsyncStream<Events.Notice>) async -> Event? {
    for await case .event(let event) in stream where event.kind == kind { return event }
    return nil
  }

  @Test func `a burial is an event, once, with what was done`() async throws {
    try await withHouse { house in
      let primary = StubProcess(.primary, 0)
      await primary.tell(PrimaryNews(last: 7, burials: [], hung: []))
      let stream = try #require(house.controller.events.watch(after: nil, pause: .seconds(60)))
      try await house.admit(primary)
      await primary.tell(PrimaryNews(last: 8, burials: [try burial(8)], hung: []))
      let event = try #require(await next(.burial, of: stream))
      #expect(event.data["process"] == 3)
      #expect(event.data["pid"] == 4711)
      #expect(event.data["freed"] == 32)
      #expect(event.data["leaked"] == 5)
      #expect(event.data["claims"] == 4)
      #expect(event.data["lcore_ids"] == [5, 6])
      #expect(event.data["left_behind"] == 40_960)
    }
  }

  @Test func `a process that hangs is an event, shown in the list, and so is its awakening`()
    async throws
  {
    try await withHouse { house in
      let primary = StubProcess(.primary, 0)
      try await house.admit(primary)
      try await house.admit(StubProcess(.vf, 1))
      let stream = try #require(house.controller.events.watch(after: nil, pause: .seconds(60)))
      await primary.tell(PrimaryNews(last: 0, burials: [], hung: [try hung()]))
      let event = try #require(await next(.hung, of: stream))
      #expect(event.data["process"] == 1)
      #expect(event.data["lcores"] == [])
      let listed = try #require(await house.ask(.get, "/v1/processes").json?.array)
      let vf = try #require(listed.first { $0["client-id"] == 1 })
      #expect(vf["state"] == "hung")
      #expect(vf["since"]?.integer == event.data["since"]?.integer)
      await primary.tell(PrimaryNews(last: 0, burials: [], hung: [try hung([2])]))
      #expect(try #require(await next(.hung, of: stream)).data["lcores"] == [2])
      await primary.tell(PrimaryNews(last: 0, burials: [], hung: []))
      #expect(try #require(await next(.awake, of: stream)).data["process"] == 1)
      #expect(
        try await house.ask(.get, "/v1/processes").json
          == [["type": "primary"], ["type": "vf", "client-id": 1]])
    }
  }

  @Test func `a primary that does not answer hangs, and works on when it answers`() async throws {
    try await withHouse(deadline: .milliseconds(300)) { house in
      let primary = StubProcess(.primary, 0)
      try await house.admit(primary)
      let stream = try #require(house.controller.events.watch(after: nil, pause: .seconds(60)))
      await primary.stop()
      #expect(try #require(await next(.hung, of: stream)).data["process"] == 0)
      await primary.resume()
      #expect(try #require(await next(.awake, of: stream)).data["process"] == 0)
    }
  }

  @Test func `the pool is counted, and reclaimed, by the primary`() async throws {
    try await withHouse { house in
      #expect(try await house.ask(.get, "/v1/primary/pool").status == 404)
      let primary = StubProcess(.primary, 0)
      try await house.admit(primary)
      let counted = try await house.ask(.get, "/v1/primary/pool")
      #expect(counted.status == 200)
      #expect(counted.json?["reclaimed"] == 0)
      let reclaimed = try await house.ask(.put, "/v1/primary/pool", #"{"action":"reclaim"}"#)
      #expect(reclaimed.status == 200)
      #expect(reclaimed.json?["reclaimed"] == 3)
      let wrong = try await house.ask(.put, "/v1/primary/pool", #"{"action":"find"}"#)
      #expect(wrong.status == 400)
      #expect(await primary.commands.suffix(2) == [.pool(.count), .pool(.reclaim)])
    }
  }
}
