// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension CommandParser {
  /// Reads what follows `pri;`.
  static func parsePrimary(_ text: Substring) throws(ParseError) -> PrimaryCommand {
    var words = Words(text, of: .primaryStatus)
    let word = try words.take("a command after ';'")
    let command: PrimaryCommand
    switch word {
    case "status": command = .status
    case "clear":
      words.syntax = .primaryClear
      command = .clear
    case "exit":
      words.syntax = .primaryExit
      command = .exit
    case "add":
      words.syntax = .primaryAdd
      command = .add(try words.take("UID", as: ResourceUID.init(parsing:)))
    case "del":
      words.syntax = .primaryDelete
      command = .delete(try words.take("UID", as: ResourceUID.init(parsing:)))
    case "launch":
      words.syntax = .primaryLaunch
      return .launch(try launch(&words))
    case _:
      throw .invalidCommand(word)
    }
    try words.end()
    return command
  }

  /// Reads `vf [ID] EAL_OPTIONS -- OPTIONS`.
  ///
  /// An id that is said takes the place of the one in the options, and the other way round.
  private static func launch(_ words: inout Words) throws(ParseError) -> LaunchRequest {
    let program = try words.take("vf", as: program)
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

    if client == nil, let said = application["--client-id"] {
      do throws(ValueError) { client = try ClientID(parsing: said) } catch {
        throw .invalidValue(error)
      }
    }
    guard let client else { throw .launch("neither ID nor --client-id is given") }
    application["--client-id"] = client.description
    if !eal.has("--proc-type") { eal["--proc-type"] = "secondary" }
    return LaunchRequest(
      client: client, program: program, eal: eal.words, application: application.words)
  }

  private static func program(_ text: String) throws(ValueError) -> String {
    guard text == "vf" || text == "spp_vf" else {
      throw ValueError("type of process", given: text, expected: "vf")
    }
    return "spp_vf"
  }
}
