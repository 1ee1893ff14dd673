// SPDX-License-Identifier: BSD-3-Clause

/// Why a command did not do what it says; the description is one sentence for the user.
package enum CommandFailure: Error, Hashable, Sendable {
  case syntax(ParseError)
  case api(APIError)
  /// The controller or the process said no, with this reason.
  case refused(String)
  /// The controller knows no such process, such as `vf 9`.
  case noSuchProcess(String)
  case primaryNotConnected
  /// `sec` to a process whose commands this shell does not know.
  case unknownKind(String, of: String)
  /// A program that a command needs did not do its part.
  case program(String, reason: String)
  /// Some line of a recipe failed, and said so.
  case recipe(String)
  /// A success whose body is not what the request gives.
  case unexpectedAnswer(APIRequest, reason: String)
  case file(String, reason: String)
  case noSuchTopic(String)
  /// `wait` ended without what it waited for.
  case timeout(Awaited, limit: Duration)
  /// ^C.
  case interrupted

  /// With what the shell ends when this ends it.
  package var status: ExitStatus {
    switch self {
    case .api(.interrupted): .failed
    case .api: .unavailable
    case _: .failed
    }
  }

  /// Whether ^C ended it: then nothing more is done, whatever comes next.
  var isInterruption: Bool {
    switch self {
    case .interrupted, .api(.interrupted): true
    case _: false
    }
  }
}

extension CommandFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .syntax(let error): error.description
    case .api(let error): error.description
    case .refused(let reason): reason
    case .noSuchProcess(let process): "\"\(process)\" does not exist."
    case .primaryNotConnected: "the primary is not connected to spp-ctl; start spp_primary"
    case .unknownKind(let kind, let process):
      "\(process) is a \(kind), whose commands are not known here"
    case .program("dot", "is not installed"):
      "dot is not installed; the Debian package graphviz has it"
    case .program("img2sixel", "is not installed"):
      "img2sixel is not installed; the Debian package libsixel-bin has it"
    case .program(let name, let reason): "\(name) \(reason)"
    case .recipe(let path): "some commands of '\(path)' failed"
    case .unexpectedAnswer(let request, let reason):
      "the answer to '\(request)' is not what it should be: \(reason)"
    case .file(let path, let reason): "file '\(path)': \(reason)"
    case .noSuchTopic(let topic): "no help on '\(topic)'; 'help' lists all commands"
    case .timeout(let awaited, let limit):
      "\(awaited) did not connect to spp-ctl within \(limit.formatted)"
    case .interrupted: "interrupted"
    }
  }
}

/// What the program says to the one that started it; numbers of sysexits(3).
package enum ExitStatus: Int32, Sendable {
  case success = 0
  /// A command failed.
  case failed = 1
  /// The controller is not reachable (`EX_UNAVAILABLE`).
  case unavailable = 69
}

extension Duration {
  /// As in `20 seconds`, `0.5 seconds`.
  fileprivate var formatted: String {
    let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    let number =
      milliseconds % 1000 == 0 ? "\(milliseconds / 1000)" : "\(Double(milliseconds) / 1000)"
    return "\(number) second\(number == "1" ? "" : "s")"
  }
}
