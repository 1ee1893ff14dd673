// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// The usage lines of a forwarder's commands: the primary's and an nfv's differ in their first words.
struct PatchSyntaxes {
  let add, delete, patch, reset, forward, stop: CommandSyntax
}

extension CommandParser {
  /// Reads what follows `nfv ID;`.
  static func parseNFV(_ text: Substring) throws(ParseError) -> NFVAction {
    var words = Words(text, of: .nfvStatus)
    let word = try words.take("a command after ';'")
    switch word {
    case "status": return try only(.status, &words, .nfvStatus)
    case "counters": return try only(.counters, &words, .nfvCounters)
    case "exit": return try only(.exit, &words, .nfvExit)
    case _:
      let syntaxes = PatchSyntaxes(
        add: .nfvAdd, delete: .nfvDelete, patch: .nfvPatch, reset: .nfvReset,
        forward: .nfvForward, stop: .nfvStop)
      if let action = try patchAction(word, &words, syntaxes) { return .patches(action) }
      throw .invalidCommand(word)
    }
  }

  /// Reads what follows `pcap ID;`.
  static func parsePcap(_ text: Substring) throws(ParseError) -> PcapAction {
    var words = Words(text, of: .pcapStatus)
    let word = try words.take("a command after ';'")
    switch word {
    case "status": return try only(.status, &words, .pcapStatus)
    case "start": return try only(.start, &words, .pcapStart)
    case "stop": return try only(.stop, &words, .pcapStop)
    case "exit": return try only(.exit, &words, .pcapExit)
    case _: throw .invalidCommand(word)
    }
  }

  /// - Returns: nil when the word is none of a forwarder's commands.
  static func patchAction(
    _ word: String, _ words: inout Words, _ syntaxes: PatchSyntaxes
  ) throws(ParseError) -> PatchAction? {
    switch word {
    case "add":
      words.syntax = syntaxes.add
      return try only(
        .add(words.take("UID", as: ResourceUID.init(parsing:))), &words, syntaxes.add)
    case "del":
      words.syntax = syntaxes.delete
      return try only(
        .delete(words.take("UID", as: ResourceUID.init(parsing:))), &words, syntaxes.delete)
    case "patch" where words.first == "reset":
      _ = words.next()
      return try only(.resetPatches, &words, syntaxes.reset)
    case "patch":
      words.syntax = syntaxes.patch
      let source = try words.takePort()
      return try only(.patch(source, to: words.takePort()), &words, syntaxes.patch)
    case "forward": return try only(.forward, &words, syntaxes.forward)
    case "stop": return try only(.stop, &words, syntaxes.stop)
    case _: return nil
    }
  }
}
