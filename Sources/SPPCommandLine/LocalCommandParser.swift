// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension CommandParser {
  /// Reads a command that is not for one process.
  static func parseLocal(_ line: String) throws(ParseError) -> Command {
    var words = Words(line[...], of: .help)
    switch words.next() {
    case "status": return try only(.status, &words, .status)
    case "exit": return try only(.bye(.shell), &words, .exit)
    case "bye": return .bye(try farewell(&words))
    case "help", "?":
      let topic = words.remaining.joined(separator: " ")
      return .help(topic: topic.isEmpty ? nil : topic)
    case "sleep":
      words.syntax = .sleep
      return try only(.sleep(words.take("SECONDS", as: duration)), &words, .sleep)
    case "wait": return try wait(&words)
    case "up":
      words.syntax = .up
      return try only(.up(path: words.take("FILE")), &words, .up)
    case "pool": return .primary(.pool(try pool(&words, .pool)))
    case "down": return try only(.down, &words, .down)
    case "scale":
      words.syntax = .scale
      let name = try words.take("NAME")
      return try only(.scale(name, to: words.take("COUNT", as: copies)), &words, .scale)
    case "plan": return .plan(try plan(&words))
    case "server": return .server(try server(&words))
    case "config": return .config(try config(&words, line))
    case "http": return try only(.http, &words, .http)
    case "inspect": return try only(.inspect, &words, .inspect)
    case "load_cmd":
      words.syntax = .loadCommand
      return try only(.loadCommand(words.take("NAME", as: plugin)), &words, .loadCommand)
    case "topo": return .topology(try topology(&words))
    case "topo_subgraph": return .topology(try subgraph(&words))
    case let word?:
      if let action = try recipeAction(word, &words) { return .recipe(action) }
      if let action = try fileAction(word, &words) { return .file(action) }
      throw .unknownCommand(line)
    case nil:
      throw .unknownCommand(line)
    }
  }

  private static func plan(_ words: inout Words) throws(ParseError) -> PlanAction {
    words.syntax = .planGet
    switch try words.take("get, diff or put") {
    case "get": return try only(.get(path: words.next()), &words, .planGet)
    case "diff":
      words.syntax = .planDiff
      return try only(.diff(path: words.take("FILE")), &words, .planDiff)
    case "put":
      words.syntax = .planPut
      return try only(.put(path: words.take("FILE")), &words, .planPut)
    case let word: throw .unexpected(word, .planGet)
    }
  }

  private static func farewell(_ words: inout Words) throws(ParseError) -> Farewell {
    words.syntax = .bye
    guard let word = words.next() else { return .shell }
    try words.end()
    switch word {
    case "sec": return .secondaries
    case "all": return .all
    case _: throw .unexpected(word, .bye)
    }
  }

  private static func wait(_ words: inout Words) throws(ParseError) -> Command {
    words.syntax = .wait
    let awaited: Awaited
    let word = try words.take("primary, nfv, vf, mirror or pcap")
    if word == "primary" || word == "pri" {
      awaited = .primary
    } else if let kind = SecondaryKind(rawValue: word) {
      awaited = .secondary(kind, try words.take("ID", as: ClientID.init(parsing:)))
    } else {
      throw .unexpected(word, .wait)
    }
    guard words.first != nil else { return .wait(awaited, limit: .seconds(20)) }
    let limit = try words.take("SECONDS", as: duration)
    try words.end()
    return .wait(awaited, limit: limit)
  }

  private static func server(_ words: inout Words) throws(ParseError) -> ServerAction {
    words.syntax = .server
    guard let word = words.next() else { return .list }
    switch word {
    case "list": return try only(.list, &words, .server)
    case "add":
      words.syntax = .serverAdd
      return try only(
        .add(words.take("ADDRESS", as: ControllerAddress.init(parsing:))), &words, .serverAdd)
    case "del":
      words.syntax = .serverDelete
      return try only(
        .delete(words.take("INDEX or ADDRESS", as: serverChoice)), &words, .serverDelete)
    case _:
      let choice: ServerChoice
      do throws(ValueError) { choice = try serverChoice(word) } catch {
        throw .invalidValue(error)
      }
      return try only(.use(choice), &words, .serverUse)
    }
  }

  private static func serverChoice(_ text: String) throws(ValueError) -> ServerChoice {
    if let index = Int(text) { return .index(index) }
    return .address(try ControllerAddress(parsing: text))
  }

  /// The value is the rest of the line, so that a prompt may end in a blank: `config prompt "> "`.
  private static func config(
    _ words: inout Words, _ line: String
  ) throws(ParseError) -> ConfigAction {
    words.syntax = .config
    guard let name = words.next() else { return .list(prefix: "") }
    guard words.first != nil else { return .list(prefix: name) }
    guard let setting = Setting(rawValue: name) else {
      throw .invalidValue(
        ValueError("setting", given: name, expected: "one of those that 'config' lists"))
    }
    let rest = line.drop { !$0.isWhitespace }.drop { $0.isWhitespace }
    var value = rest.drop { !$0.isWhitespace }.drop { $0.isWhitespace }
    if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'",
      value.last == quote
    {
      value = value.dropFirst().dropLast()
    }
    return .set(setting, String(value))
  }

  /// The name of a plugin, which becomes a part of a file's name.
  private static func plugin(_ text: String) throws(ValueError) -> String {
    let isWord = text.utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45
        || $0 == 95
    }
    guard isWord, !text.hasPrefix("-") else {
      throw ValueError("name", given: text, expected: "letters, digits, '-' and '_'")
    }
    return text
  }

  private static func topology(_ words: inout Words) throws(ParseError) -> TopologyAction {
    words.syntax = .topology
    let target = try words.take("term, sixel, http or FILE")
    switch target {
    case "term": return try only(.terminal, &words, .topology)
    case "sixel": return try only(.sixel, &words, .topology)
    case "http": return try only(.http, &words, .topology)
    case _:
      let ending = target.lastIndex(of: ".").map { String(target[target.index(after: $0)...]) }
      let word = words.next() ?? ending ?? ""
      try words.end()
      guard let format = TopologyFormat(rawValue: word) else {
        let formats = TopologyFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw .invalidValue(
          ValueError("type of file", given: word, expected: "one of \(formats)"))
      }
      return .file(target, format)
    }
  }

  private static func subgraph(_ words: inout Words) throws(ParseError) -> TopologyAction {
    words.syntax = .subgraph
    switch words.next() {
    case nil: return .listSubgraphs
    case "add":
      words.syntax = .subgraphAdd
      let label = try words.take("LABEL")
      let list = try words.take("UID,UID...")
      try words.end()
      var ports: [ResourceUID] = []
      for text in list.split(whereSeparator: { $0 == "," || $0 == ";" }) {
        do throws(ValueError) { ports.append(try ResourceUID(parsing: String(text))) } catch {
          throw .invalidValue(error)
        }
      }
      guard !ports.isEmpty else { throw .missing("UID,UID...", .subgraphAdd) }
      return .addSubgraph(label, ports)
    case "del":
      words.syntax = .subgraphDelete
      return try only(.deleteSubgraph(words.take("LABEL")), &words, .subgraphDelete)
    case let word?: throw .unexpected(word, .subgraph)
    }
  }

  private static func recipeAction(
    _ word: String, _ words: inout Words
  ) throws(ParseError) -> RecipeAction? {
    switch word {
    case "record":
      words.syntax = .record
      let path = try words.take("FILE or stop")
      return try only(path == "stop" ? .stopRecording : .record(path: path), &words, .record)
    case "playback":
      words.syntax = .playback
      return try only(.playback(path: words.take("FILE")), &words, .playback)
    case "history": return try only(.history, &words, .history)
    case "redo":
      words.syntax = .redo
      return try only(.redo(words.take("N", as: lineNumber)), &words, .redo)
    case _: return nil
    }
  }

  private static func copies(_ text: String) throws(ValueError) -> Int {
    guard text.utf8.count <= 3, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let count = Int(text)
    else { throw ValueError("count", given: text, expected: "a number of processes, such as 3") }
    return count
  }

  private static func lineNumber(_ text: String) throws(ValueError) -> Int {
    guard let number = Int(text), number > 0 else {
      throw ValueError("line", given: text, expected: "a number that 'history' shows")
    }
    return number
  }

  private static func fileAction(
    _ word: String, _ words: inout Words
  ) throws(ParseError) -> FileAction? {
    switch word {
    case "env": return try only(.environment(prefix: words.next() ?? ""), &words, .environment)
    case "pwd": return try only(.workingDirectory, &words, .workingDirectory)
    case "ls": return try only(.list(path: words.next()), &words, .list)
    case "cd": return try only(.change(path: words.next()), &words, .changeDirectory)
    case "cat":
      words.syntax = .cat
      return try only(.print(path: words.take("FILE")), &words, .cat)
    case "less":
      words.syntax = .less
      return try only(.page(path: words.take("FILE")), &words, .less)
    case "mkdir":
      words.syntax = .makeDirectory
      let withParents = words.first == "-p"
      if withParents { _ = words.next() }
      return try only(
        .makeDirectory(path: words.take("PATH"), withParents: withParents), &words, .makeDirectory)
    case _: return nil
    }
  }
}
