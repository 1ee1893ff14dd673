// SPDX-License-Identifier: BSD-3-Clause
import FoundationEssentials
package import SPPModel
package import SPPWire
import Synchronization

/// Hands what happens to everybody who watches, and remembers the last of it for those who come back.
///
/// Posting never waits: a watcher that does not keep up is let go, and asks for what it missed when it returns.
package final class Events: Sendable {
  /// Events that are remembered.
  package static let backlog = 1024
  /// Events that may wait for one watcher.
  package static let patience = 256
  /// Most watchers at a time.
  package static let maximumWatchers = 64

  /// What a watcher gets.
  package enum Notice: Hashable, Sendable {
    case event(Event)
    /// Events since the watcher's last one are forgotten: it must ask for the state anew.
    case missed
    /// Nothing happened for a while.
    case beat
  }

  private struct State {
    var last = 0
    var remembered: [Event] = []
    var watchers: [Int: AsyncStream<Notice>.Continuation] = [:]
    var lastWatcher = 0
    var isFinished = false

    mutating func forget(_ gone: [Int]) { for number in gone { watchers[number] = nil } }
  }

  /// Tells starts of the controller apart.
  package let epoch: Int
  private let state = Mutex(State())
  /// Watchers that have ended since somebody looked. A lock of its own, under which nothing is called: the end of a
  /// stream comes while the runtime holds the lock of the watching task, and a `yield` under `state` waits for that one.
  private let gone = Mutex<[Int]>([])

  package init(epoch: Int = Events.now) { self.epoch = epoch }

  /// Milliseconds since 1970.
  package static var now: Int { Int(Date().timeIntervalSince1970 * 1000) }

  package func post(_ kind: Event.Kind, _ data: KeyValuePairs<String, JSON>) {
    post(kind, JSON.Object(data.map { ($0.key, $0.value) }))
  }

  package func post(_ kind: Event.Kind, _ data: JSON.Object) {
    let slow = state.withLock { state in
      state.forget(takeGone())
      var slow: [AsyncStream<Notice>.Continuation] = []
      guard !state.isFinished else { return slow }
      state.last += 1
      let event = Event(
        position: Event.Position(epoch: epoch, number: state.last), kind: kind, time: Events.now,
        data: data)
      state.remembered.append(event)
      if state.remembered.count > Self.backlog { state.remembered.removeFirst() }
      for (number, watcher) in state.watchers {
        if case .enqueued = watcher.yield(.event(event)) { continue }
        state.watchers[number] = nil
        slow.append(watcher)
      }
      return slow
    }
    // Not under the lock: whoever waits for them goes on, and may come here.
    for watcher in slow { watcher.finish() }
  }

  /// Begins to watch.
  ///
  /// - Parameters:
  ///   - last: The last event that the watcher has seen, or nil to see only what comes.
  ///   - pause: After so long without an event there is a beat.
  /// - Returns: nil when there are too many watchers, or it is all over.
  package func watch(after last: Event.Position?, pause: Duration) -> AsyncStream<Notice>? {
    let (stream, watcher) = AsyncStream<Notice>.makeStream(
      bufferingPolicy: .bufferingOldest(Self.backlog + Self.patience))
    let number: Int? = state.withLock { state in
      state.forget(takeGone())
      guard state.watchers.count < Self.maximumWatchers, !state.isFinished else { return nil }
      if let last { replay(after: last, state, to: watcher) }
      state.lastWatcher += 1
      state.watchers[state.lastWatcher] = watcher
      return state.lastWatcher
    }
    guard let number else { return nil }
    let beats = Task {
      while true {
        try await Task.sleep(for: pause)
        watcher.yield(.beat)
      }
    }
    watcher.onTermination = { [weak self] _ in
      beats.cancel()
      self?.gone.withLock { $0.append(number) }
    }
    return stream
  }

  private func takeGone() -> [Int] {
    gone.withLock { gone in
      defer { gone = [] }
      return gone
    }
  }

  /// Ends all watching, for good.
  package func finish() {
    let watchers = state.withLock { state in
      state.isFinished = true
      defer { state.watchers = [:] }
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.finish() }
  }

  private func replay(
    after last: Event.Position, _ state: State, to watcher: AsyncStream<Notice>.Continuation
  ) {
    let first = state.remembered.first?.position.number ?? state.last + 1
    guard last.epoch == epoch, last.number <= state.last, last.number >= first - 1 else {
      watcher.yield(.missed)
      for event in state.remembered where last.epoch != epoch { watcher.yield(.event(event)) }
      return
    }
    for event in state.remembered where event.position.number > last.number {
      watcher.yield(.event(event))
    }
  }
}

extension JSON {
  /// A process in an event: its id, 0 for the primary.
  package init(_ client: ClientID) { self = JSON(Int(client.number)) }
}
