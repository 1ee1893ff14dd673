// SPDX-License-Identifier: BSD-3-Clause

/// Lines of commands from somewhere: a file, standard input, or the command line.
package struct Script {
  /// Where a line stands, as complaints begin; nil when there is no doubt.
  private let place: (Int) -> String?
  private let nextLine: () -> String?

  /// - Parameter nextLine: Returns nil at the end.
  package init(named name: String, nextLine: @escaping () -> String?) {
    place = { "\(name):\($0)" }
    self.nextLine = nextLine
  }

  package init(named name: String, text: String) {
    var text = text
    // The end of the last line begins no other.
    if text.last?.isNewline == true { text.removeLast() }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
    self.init(named: name) { lines.popFirst().map(String.init) }
  }

  /// Commands given as arguments.
  package init(commands: [String]) {
    var rest = commands[...]
    place = { commands.count == 1 ? nil : "command \($0)" }
    nextLine = { rest.popFirst() }
  }

  /// A file, or standard input for `-`.
  package init(path: String) throws(CommandFailure) {
    if path == "-" {
      self.init(named: "stdin") { readLine() }
    } else {
      self.init(named: path, text: try TextFile.read(path))
    }
  }

  package enum Outcome: Hashable, Sendable {
    case ended(ExitStatus)
    /// `exit` or `bye`: nothing after it is done.
    case left(ExitStatus)
  }

  /// Runs line after line, to the first that fails or, with `keepGoing`, to the end; ^C ends it in any case.
  ///
  /// - Parameter depth: How many recipes play this one.
  package func run(
    by runner: Runner, keepGoing: Bool = false, echo: Runner.Echo = .none, depth: Int = 0
  ) -> Outcome {
    var status = ExitStatus.success
    var number = 0
    while let line = nextLine() {
      number += 1
      switch echo {
      case .prompt where !line.isComment: runner.console.write("\(runner.session.prompt)\(line)")
      case .comment where !line.isComment || line.allSatisfy(\.isWhitespace):
        runner.console.write(CommandParser.trimmed("# \(line)"))
      case .none, .prompt, .comment: break
      }
      switch runner.run(line, depth: depth) {
      case .done: break
      case .left: return .left(status)
      case .failed(let failure):
        runner.console.complain(place(number).map { "\($0): \(failure)" } ?? "\(failure)")
        if status == .success { status = failure.status }
        guard keepGoing, !failure.isInterruption else { return .ended(status) }
      }
    }
    return .ended(status)
  }
}

extension String {
  /// Comments are printed by running them.
  fileprivate var isComment: Bool {
    let text = drop { $0.isWhitespace }
    return text.hasPrefix("#") || text.hasPrefix("//") || text.isEmpty
  }
}
