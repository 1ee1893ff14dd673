// SPDX-License-Identifier: BSD-3-Clause

/// How often a process that ended is started again, and when.
package struct RestartPolicy: Hashable, Sendable {
  /// Most restarts within `window`; the process is left down after that.
  package var times: Int
  package var window: Duration
  /// Before the second restart within the window; the first is at once, and each later one waits twice as long.
  package var delay: Duration
  package var longestDelay: Duration

  package init(
    times: Int = 5, window: Duration = .seconds(60), delay: Duration = .milliseconds(200),
    longestDelay: Duration = .seconds(10)
  ) {
    self.times = times
    self.window = window
    self.delay = delay
    self.longestDelay = longestDelay
  }

  /// Never started again.
  package static let never = RestartPolicy(times: 0)

  /// How long to wait after a death, or nil when the budget is used up.
  ///
  /// - Parameter deaths: Within the window, that one included.
  package func pause(afterDeaths deaths: Int) -> Duration? {
    guard deaths <= times else { return nil }
    guard deaths > 1 else { return .zero }
    // Past 2^20 the longest delay has long been reached.
    return min(longestDelay, delay * (1 << min(deaths - 2, 20)))
  }
}

/// When a process counts as hung, and what is done with it.
package struct HangPolicy: Hashable, Sendable {
  /// Without an answer.
  package var after: Duration
  /// Whether it is killed, so that it is started again; otherwise it is only reported.
  package var kills: Bool

  package init(after: Duration = .seconds(10), kills: Bool = false) {
    self.after = after
    self.kills = kills
  }
}
