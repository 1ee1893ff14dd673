// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// The words of a command, taken from left to right; complains with the command's usage.
struct Words {
  /// Whose usage a complaint shows.
  var syntax: CommandSyntax
  private var rest: ArraySlice<String>

  init(_ text: Substring, of syntax: CommandSyntax) {
    self.init(text.split(whereSeparator: \.isWhitespace).map(String.init), of: syntax)
  }

  init(_ words: [String], of syntax: CommandSyntax) {
    rest = words[...]
    self.syntax = syntax
  }

  /// The next word, left where it is.
  var first: String? { rest.first }

  /// All that was not taken yet.
  var remaining: [String] { Array(rest) }

  /// The next word, or nil at the end.
  mutating func next() -> String? { rest.popFirst() }

  /// - Parameter name: The word as the usage writes it.
  mutating func take(_ name: String) throws(ParseError) -> String {
    guard let word = next() else { throw .missing(name, syntax) }
    return word
  }

  /// The next word as a value.
  mutating func take<Value>(
    _ name: String, as value: (String) throws(ValueError) -> Value
  ) throws(ParseError) -> Value {
    let word = try take(name)
    do throws(ValueError) { return try value(word) } catch { throw .invalidValue(error) }
  }

  /// A port: `UID`, or `UID nq Q` in as many words as it likes.
  mutating func takePort() throws(ParseError) -> ResourceUID {
    var text = try take("UID")
    if let word = first, word.hasPrefix("nq") {
      _ = next()
      text += " " + word
      if word == "nq" { text += " " + (try take("Q")) }
    }
    do throws(ValueError) { return try ResourceUID(parsing: text) } catch {
      throw .invalidValue(error)
    }
  }

  /// - Throws: `ParseError.unexpected` when a word is left.
  func end() throws(ParseError) {
    if let word = first { throw .unexpected(word, syntax) }
  }
}
