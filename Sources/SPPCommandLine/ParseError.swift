// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Why a line is no command. The description is what the user reads.
package enum ParseError: Error, Hashable, Sendable {
  /// The first word is no command.
  case unknownCommand(String)
  /// `vf` and `sec` need an id and `;`, `pri` needs `;`.
  case idRequired
  /// There is another `;`.
  case secondCommand
  /// The words after `;` are no command of that process.
  case invalidCommand(String)
  /// A word is not a value of its type.
  case invalidValue(ValueError)
  /// The line ends where a word is needed.
  case missing(String, CommandSyntax)
  /// The line goes on where it should end.
  case unexpected(String, CommandSyntax)
  /// The options of a launch cannot be sent as they are.
  case launch(String)
}

extension ParseError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownCommand(let line): "*** Unknown syntax: \(line.shortened)"
    case .idRequired: "Required an ID and ';' before the command."
    case .secondCommand: "unexpected second ';': a line holds one command"
    case .invalidCommand(let words): "Invalid command \"\(words.shortened)\"."
    case .invalidValue(let error): error.description
    case .missing(let word, let syntax): "\(word) is missing; usage: \(syntax.rawValue)"
    case .unexpected(let word, let syntax):
      "unexpected '\(word.shortened)'; usage: \(syntax.rawValue)"
    case .launch(let reason): "\(reason); usage: \(CommandSyntax.primaryLaunch.rawValue)"
    }
  }
}

extension String {
  /// Its begin, where what somebody typed or pasted is longer than a sentence should be.
  fileprivate var shortened: String { count > 200 ? "\(prefix(200))..." : self }
}
