// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension CommandParser {
  /// Reads what follows `pri;`.
  static func parsePrimary(_ text: Substring) throws(ParseError) -> PrimaryAction {
    var words = Words(text, of: .primaryStatus)
    let word = try words.take("a command after ';'")
    switch word {
    case "status": return try only(.status, &words, .primaryStatus)
    case "pool": return .pool(try pool(&words, .primaryPool))
    case "clear": return try only(.clear, &words, .primaryClear)
    case "exit": return try only(.exit, &words, .primaryExit)
    case "flow": return .flow(try flow(&words))
    case "launch":
      words.syntax = .primaryLaunch
      return .launch(try launch(&words))
    case "add" where words.first?.hasPrefix("pipe:") == true:
      words.syntax = .primaryAddPipe
      let number = try words.take("pipe:N", as: pipe)
      let rings = (try words.take("ring:A", as: ring), try words.take("ring:B", as: ring))
      return try only(.addPipe(number, rx: rings.0, tx: rings.1), &words, .primaryAddPipe)
    case "del" where words.first?.hasPrefix("pipe:") == true:
      return try only(.deletePipe(words.take("pipe:N", as: pipe)), &words, .primaryDelete)
    case _:
      let syntaxes = PatchSyntaxes(
        add: .primaryAdd, delete: .primaryDelete, patch: .primaryPatch, reset: .primaryReset,
        forward: .primaryForward, stop: .primaryStop)
      if let action = try patchAction(word, &words, syntaxes) { return .patches(action) }
      throw .invalidCommand(word)
    }
  }

  /// Reads `[reclaim]`.
  static func pool(
    _ words: inout Words, _ syntax: CommandSyntax
  ) throws(ParseError) -> PoolAction {
    words.syntax = syntax
    guard let word = words.next() else { return .count }
    guard word == PoolAction.reclaim.rawValue else { throw .unexpected(word, syntax) }
    return try only(.reclaim, &words, syntax)
  }

  static func only<Action>(
    _ action: Action, _ words: inout Words, _ syntax: CommandSyntax
  ) throws(ParseError) -> Action {
    words.syntax = syntax
    try words.end()
    return action
  }

  private static func pipe(_ text: String) throws(ValueError) -> UInt8 {
    guard let number = UInt8(text.dropFirst("pipe:".count)) else {
      throw ValueError("port", given: text, expected: "a number from 0 to 255 after 'pipe:'")
    }
    return number
  }

  private static func ring(_ text: String) throws(ValueError) -> ResourceUID {
    let port = try ResourceUID(parsing: text)
    guard port.type == .ring, port.queue == nil else {
      throw ValueError("port", given: text, expected: "a ring, such as 'ring:0'")
    }
    return port
  }

  /// Reads `TYPE [ID] EAL_OPTIONS -- OPTIONS`.
  ///
  /// An id that is said takes the place of the one in the options, and the other way round.
  private static func launch(_ words: inout Words) throws(ParseError) -> LaunchRequest {
    let kind = try words.take("TYPE", as: kindOfProgram)
    var client: ClientID?
    if let word = words.first, !word.hasPrefix("-") {
      client = try words.take("ID", as: ClientID.init(parsing:))
    }
    let rest = words.remaining
    guard let dashes = rest.firstIndex(of: "--") else {
      throw .launch("'--' between the options of EAL and those of the program is missing")
    }
    var eal = LaunchOptions(rest[..<dashes])
    var application = LaunchOptions(rest[(dashes + 1)...])

    // An nfv is told its id by either option.
    let option = application.has("--client-id") ? "--client-id" : kind.idOption
    if client == nil, let said = application[option] {
      do throws(ValueError) { client = try ClientID(parsing: said) } catch {
        throw .invalidValue(error)
      }
    }
    guard let client else { throw .launch("neither ID nor \(kind.idOption) is given") }
    application[option] = client.description
    if !eal.has("--proc-type") { eal["--proc-type"] = "secondary" }
    return LaunchRequest(
      client: client, program: kind.program, eal: eal.words, application: application.words)
  }

  private static func kindOfProgram(_ text: String) throws(ValueError) -> SecondaryKind {
    let word = text.hasPrefix("spp_") ? String(text.dropFirst(4)) : text
    guard let kind = SecondaryKind(rawValue: word) else {
      let kinds = SecondaryKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValueError("type of process", given: text, expected: "one of \(kinds)")
    }
    return kind
  }
}
