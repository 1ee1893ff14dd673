// SPDX-License-Identifier: BSD-3-Clause

/// Lets one task at a time through, in order of arrival, each until its own deadline.
actor Turn {
  enum Entry: Sendable {
    case entered
    /// The deadline passed while others were in front.
    case late
    /// Too many are waiting.
    case full
  }

  private let capacity: Int
  private var isTaken = false
  private var lastTicket = 0
  private var waiting: [(ticket: Int, continuation: CheckedContinuation<Entry, Never>)] = []

  /// - Parameter capacity: Most tasks that may wait.
  init(capacity: Int = 64) { self.capacity = capacity }

  /// Waits until it is the caller's turn; who has entered must `leave()`.
  func enter(before deadline: ContinuousClock.Instant) async -> Entry {
    guard isTaken else {
      isTaken = true
      return .entered
    }
    guard waiting.count < capacity else { return .full }
    lastTicket += 1
    let ticket = lastTicket
    let alarm = Task {
      try await Task.sleep(until: deadline)
      self.giveUp(ticket)
    }
    defer { alarm.cancel() }
    return await withCheckedContinuation { waiting.append((ticket, $0)) }
  }

  func leave() {
    guard !waiting.isEmpty else {
      isTaken = false
      return
    }
    waiting.removeFirst().continuation.resume(returning: .entered)
  }

  private func giveUp(_ ticket: Int) {
    guard let position = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiting.remove(at: position).continuation.resume(returning: .late)
  }
}
