// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// A process that is to run, and what became of it so far.
struct Supervised: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum Phase: Hashable, Sendable {
    /// It does not run, and is started then, or when the primary is there.
    case waiting(until: Instant)
    /// It runs, and is not connected yet, or its configuration is not yet given back.
    case starting(since: Instant)
    case ready
    /// It has been asked to end; killed then.
    case ending(by: Instant)
    /// It does not run, and is not started again.
    case down
  }

  let name: String
  let kind: ProcessKind
  let client: ClientID
  /// The program's path and its words.
  let command: [String]
  let log: ProgramLog
  let restart: RestartPolicy
  let hang: HangPolicy
  let sockets: [SiteSocket]
  /// Whether it was launched by a request, and not by the site.
  let isLaunched: Bool

  /// False once it is to end for good.
  var isWanted = true
  /// Whether its stored plan goes with it.
  var isForgotten = false
  /// What takes its place when it has ended: the same process with other words.
  var successor: SiteProcess?
  var phase = Phase.waiting(until: .now)
  var handle: ProcessHandle?
  /// Of the process that ended last: its connection may be noticed as closed a little later.
  var lastPID: Int32 = 0
  /// Where the words of the process that runs, or ran last, begin in the log.
  var logStart = 0
  /// Milliseconds since 1970 at which it was started.
  var since: Int?
  var restarts = 0
  /// Those that count, within the window of the budget.
  var deaths: [Instant] = []
  /// How it ended last.
  var lastEnd: String?
  /// What keeps it from being as the site says.
  var problem: String?
  /// What a start or a plan came to; told until the next start.
  var planProblem: String?
  /// Why it does not hold what it should have got back when it came.
  var restoreProblem: String?
  var isHung = false
  var isPinging = false
  var nextPing = Instant.now
  /// Whether its end has been asked for already, so that a burial is told once.
  var isKilled = false

  var isRunning: Bool { handle != nil }
  /// Whether it has ended and is not wanted any more.
  var isGone: Bool { !isWanted && !isRunning && phase != .down }

  /// Sockets that should be there and are not.
  var missingSockets: [SiteSocket] { sockets.filter { !DurableFile.exists($0.path) } }

  /// Whether it runs as `next` would be started, so that it need not be started anew.
  func goesOn(as next: Supervised) -> Bool {
    isRunning && command == next.command && client == next.client
  }

  /// Whether all is as the site says.
  var isAsWanted: Bool {
    phase == .ready && !isHung && planProblem == nil && restoreProblem == nil
      && missingSockets.isEmpty
  }

  /// One word for the state.
  var state: String {
    switch phase {
    case .waiting: "waiting"
    case .starting: "starting"
    case .ready: isHung ? "hung" : "ready"
    case .ending: "ending"
    case .down: isWanted ? "failed" : "down"
    }
  }

  /// Why it is not as the site says, in one sentence, or nil.
  var reason: String? {
    if isHung { return "it has not answered for \(hang.after.formatted)" }
    if let problem { return problem }
    if let planProblem { return planProblem }
    if phase == .ready, let restoreProblem { return restoreProblem }
    guard phase == .ready, let socket = missingSockets.first else { return nil }
    return "\(socket.port) has no socket '\(socket.path)'; attach the port to a component"
  }

  var json: JSON {
    [
      "name": .string(name), "kind": .string(kind.rawValue),
      "client_id": JSON(Int(client.number)), "state": .string(state),
      "as_wanted": .bool(isAsWanted), "launched": .bool(isLaunched),
      "pid": handle.map { JSON(Int($0.pid)) } ?? .null, "since": since.map { JSON($0) } ?? .null,
      "restarts": JSON(restarts), "last_exit": lastEnd.map { .string($0) } ?? .null,
      "reason": reason.map { .string($0) } ?? .null, "log": .string(log.path),
      "command": .array(command.map { .string($0) }),
      "sockets": .array(
        sockets.map {
          [
            "port": .string($0.port.description), "path": .string($0.path),
            "present": .bool(DurableFile.exists($0.path)),
          ]
        }),
    ]
  }
}
