// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// Reads a line of the shell; pure, and the only place that knows the grammar.
package enum CommandParser {
  /// - Parameter line: Without its line end.
  package static func parse(_ line: String) throws(ParseError) -> Command {
    let line = trimmed(line)
    if line.isEmpty { return .nothing }
    if line.hasPrefix("#") || line.hasPrefix("//") { return .comment(line) }

    guard let semicolon = line.firstIndex(of: ";") else { return try parseWithoutProcess(line) }
    let head = line[..<semicolon].split(whereSeparator: \.isWhitespace).map(String.init)
    // Its topic may hold a `;`.
    if head.first == "help" || head.first == "?" { return try parseWithoutProcess(line) }
    let tail = line[line.index(after: semicolon)...]
    if tail.contains(";") { throw .secondCommand }
    switch head.first {
    case "pri":
      if head.count > 1 { throw .unexpected(head[1], .primaryStatus) }
      return .primary(try parsePrimary(tail))
    case "vf":
      return .vf(try client(in: head), try parseVF(tail))
    case "sec":
      return .secondary(try client(in: head), try parseVF(tail))
    case _:
      throw .unknownCommand(line)
    }
  }

  private static func parseWithoutProcess(_ line: String) throws(ParseError) -> Command {
    var words = Words(line[...], of: .help)
    switch words.next() {
    case "status":
      words.syntax = .status
      try words.end()
      return .status
    case "exit":
      words.syntax = .exit
      try words.end()
      return .bye(.shell)
    case "bye":
      words.syntax = .bye
      return .bye(try farewell(&words))
    case "help", "?":
      let topic = words.remaining.joined(separator: " ")
      return .help(topic: topic.isEmpty ? nil : topic)
    case "sleep":
      words.syntax = .sleep
      let seconds = try words.take("SECONDS", as: duration)
      try words.end()
      return .sleep(seconds)
    case "wait":
      words.syntax = .wait
      return try wait(&words)
    case "up":
      words.syntax = .up
      let path = try words.take("FILE")
      try words.end()
      return .up(path: path)
    case "down":
      words.syntax = .down
      try words.end()
      return .down
    case "scale":
      words.syntax = .scale
      let name = try words.take("NAME")
      let count = try words.take("COUNT", as: copies)
      try words.end()
      return .scale(name, to: count)
    case "pri", "vf", "sec":
      throw .idRequired
    case _:
      throw .unknownCommand(line)
    }
  }

  private static func client(in head: [String]) throws(ParseError) -> ClientID {
    guard head.count == 2 else { throw .idRequired }
    do throws(ValueError) { return try ClientID(parsing: head[1]) } catch {
      throw .invalidValue(error)
    }
  }

  private static func farewell(_ words: inout Words) throws(ParseError) -> Farewell {
    guard let word = words.next() else { return .shell }
    try words.end()
    switch word {
    case "sec": return .secondaries
    case "all": return .all
    case _: throw .unexpected(word, .bye)
    }
  }

  private static func wait(_ words: inout Words) throws(ParseError) -> Command {
    let awaited: Awaited =
      switch try words.take("primary or vf") {
      case "primary", "pri": .primary
      case "vf": .vf(try words.take("ID", as: ClientID.init(parsing:)))
      case let word: throw .unexpected(word, .wait)
      }
    guard words.first != nil else { return .wait(awaited, limit: .seconds(20)) }
    let limit = try words.take("SECONDS", as: duration)
    try words.end()
    return .wait(awaited, limit: limit)
  }

  private static func copies(_ text: String) throws(ValueError) -> Int {
    guard text.utf8.count <= 3, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let count = Int(text)
    else { throw ValueError("count", given: text, expected: "a number of processes, such as 3") }
    return count
  }

  /// Reads seconds with up to three decimals' worth of meaning.
  static func duration(_ text: String) throws(ValueError) -> Duration {
    let digits = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 0x2e }
    guard digits, let seconds = Double(text), seconds <= 86_400 else {
      throw ValueError("seconds", given: text, expected: "a number from 0 to 86400, such as 0.5")
    }
    return .milliseconds(Int((seconds * 1000).rounded()))
  }

  private static func trimmed(_ line: String) -> String {
    guard let first = line.firstIndex(where: { !$0.isWhitespace }),
      let last = line.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(line[first...last])
  }
}
