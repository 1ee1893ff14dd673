// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import HummingbirdCore
import NIOCore
import SPPWire

/// What happens, as it happens.
func eventRoutes(_ events: Events) -> [Route] {
  [
    Route(
      v2: .get, "/events",
      """
      What happens, as server-sent events. With Last-Event-ID what was missed comes first; an event 'missed' says \
      that it is forgotten.
      """, gives: .stream("text/event-stream"), failures: [.serviceUnavailable]
    ) { call throws(RESTError) in
      let last = call.headers[.lastEventID].flatMap(Event.Position.init)
      guard let notices = events.watch(after: last, pause: .seconds(15)) else {
        throw RESTError(
          status: .serviceUnavailable,
          text: "\(Events.maximumWatchers) watch already; end one of them or ask again later")
      }
      return .stream("text/event-stream") { writer in
        // Something at once, so that a watcher knows that it is connected.
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        for await notice in notices {
          let text =
            switch notice {
            case .event(let event): event.text
            case .missed: "event: missed\ndata: {}\n\n"
            case .beat: ":\n\n"
            }
          try await writer.write(ByteBuffer(string: text))
        }
        try await writer.finish(nil)
      }
    }
  ]
}

extension HTTPField.Name {
  /// The last event that a client of server-sent events has seen.
  static var lastEventID: HTTPField.Name { HTTPField.Name("Last-Event-ID") ?? .range }
}
