// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

struct EventTests {
  private func collect(_ stream: AsyncStream<Events.Notice>, _ count: Int) async -> [Events.Notice]
  {
    var found: [Events.Notice] = []
    for await notice in stream {
      found.append(notice)
      if found.count == count { break }
    }
    return found
  }

  private func numbers(_ notices: [Events.Notice]) -> [Int] {
    notices.map { if case .event(let event) = $0 { event.position.number } else { -1 } }
  }

  @Test func `who watches sees what happens from then on, in order`() async throws {
    let events = Events(epoch: 1)
    events.post(.gone, ["process": 9])
    let stream = try #require(events.watch(after: nil, pause: .seconds(60)))
    events.post(.gone, ["process": 1])
    events.post(.gone, ["process": 2])
    #expect(numbers(await collect(stream, 2)) == [2, 3])
  }

  @Test func `who comes back gets what it missed`() async throws {
    let events = Events(epoch: 1)
    for number in 1...3 { events.post(.gone, ["process": JSON(number)]) }
    let last = Event.Position(epoch: 1, number: 1)
    let stream = try #require(events.watch(after: last, pause: .seconds(60)))
    #expect(numbers(await collect(stream, 2)) == [2, 3])
  }

  @Test func `who missed too much, or another life of the controller, is told so`() async throws {
    let events = Events(epoch: 2)
    for number in 0...Events.backlog { events.post(.gone, ["process": JSON(number)]) }
    let forgotten = Event.Position(epoch: 2, number: 0)
    let old = try #require(events.watch(after: forgotten, pause: .seconds(60)))
    #expect(await collect(old, 1) == [.missed])
    let foreign = Event.Position(epoch: 1, number: 500)
    let other = try #require(events.watch(after: foreign, pause: .seconds(60)))
    #expect(numbers(await collect(other, 2)) == [-1, 2])
  }

  @Test func `a watcher that does not keep up is let go, and the others are not`() async throws {
    let events = Events(epoch: 1)
    let slow = try #require(events.watch(after: nil, pause: .seconds(60)))
    let most = Events.backlog + Events.patience
    for number in 0...most { events.post(.gone, ["process": JSON(number)]) }
    let late = try #require(events.watch(after: nil, pause: .seconds(60)))
    events.post(.gone, ["process": 0])
    var seen = 0
    for await _ in slow { seen += 1 }
    #expect(seen == most)
    #expect(numbers(await collect(late, 1)) == [most + 2])
  }

  @Test func `silence is broken by a beat, and the end ends all streams`() async throws {
    let events = Events(epoch: 1)
    let stream = try #require(events.watch(after: nil, pause: .milliseconds(5)))
    #expect(await collect(stream, 1) == [.beat])
    let other = try #require(events.watch(after: nil, pause: .seconds(60)))
    events.finish()
    for await notice in other { Issue.record("after the end: \(notice)") }
    #expect(events.watch(after: nil, pause: .seconds(60)) == nil)
  }

  @Test func `there are only so many watchers at a time`() throws {
    let events = Events(epoch: 1)
    var streams: [AsyncStream<Events.Notice>] = []
    for _ in 0..<Events.maximumWatchers {
      streams.append(try #require(events.watch(after: nil, pause: .seconds(60))))
    }
    #expect(events.watch(after: nil, pause: .seconds(60)) == nil)
    #expect(streams.count == Events.maximumWatchers)
  }

  @Test func `an event is three lines and an empty one`() {
    let event = Event(
      position: .init(epoch: 7, number: 3), kind: .gone, time: 5,
      data: JSON.Object([("process", 1), ("reason", "two\nlines")]))
    #expect(
      event.text
        == "id: 7-3\nevent: gone\ndata: {\"time\":5,\"process\":1,\"reason\":\"two\\nlines\"}\n\n")
    #expect(Event.Position("7-3") == event.position)
    #expect(Event.Position("7-") == nil)
    #expect(Event.Position("x") == nil)
  }

  @Test func `what happens to processes is posted`() async throws {
    try await withHouse { house in
      let stream = try #require(house.controller.events.watch(after: nil, pause: .seconds(60)))
      let vf = StubProcess(.vf, 1, pid: 4711)
      try await house.admit(vf)
      let start = #"{"name":"fw","core":2,"type":"forward"}"#
      _ = try await house.ask(.post, "/v1/vfs/1/components", start)
      await vf.disconnect()
      let kinds = await collect(stream, 3).compactMap { notice -> Event.Kind? in
        guard case .event(let event) = notice else { return nil }
        #expect(event.data["process"] == 1)
        return event.kind
      }
      #expect(kinds == [.connected, .plan, .gone])
    }
  }

  @Test func `the second version's errors are problems, the first's stay plain text`() async throws
  {
    try await withHouse { house in
      let answer = try await house.ask(.get, "/v2/nope")
      #expect(answer.status == 404)
      #expect(
        answer.json == ["title": "Not Found", "status": 404, "detail": "Not found: '/nope'"])
      #expect(try await house.ask(.post, "/v2/events").json?["status"] == 405)
      #expect(try await house.ask(.get, "/v1/nope").text == "Not found: '/nope'")
    }
  }
}
