// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// Reads a line of the shell; pure, and the only place that knows the grammar.
package enum CommandParser {
  /// - Parameter line: Without its line end.
  package static func parse(_ line: String) throws(ParseError) -> Command {
    let line = trimmed(line)
    if line.isEmpty { return .nothing }
    if line.hasPrefix("#") || line.hasPrefix("//") { return .comment(line) }

    let first = line.prefix { !$0.isWhitespace && $0 != ";" }
    guard processes.contains(String(first)) else { return try parseLocal(line) }
    guard let semicolon = line.firstIndex(of: ";") else { throw .idRequired }
    let head = line[..<semicolon].split(whereSeparator: \.isWhitespace).map(String.init)
    var tail = line[line.index(after: semicolon)...]
    // A last `;` separates nothing; recipes of SPP may have it.
    if tail.last == ";", tail.count > 1 { tail.removeLast() }
    if tail.contains(";") { throw .secondCommand }
    switch head.first {
    case "nfv": return .nfv(try client(in: head), try parseNFV(tail))
    case "vf": return .vf(try client(in: head), try parseVF(tail))
    case "mirror": return .mirror(try client(in: head), try parseMirror(tail))
    case "pcap": return .pcap(try client(in: head), try parsePcap(tail))
    case "sec": return .secondary(try client(in: head), try ofAnyKind(tail))
    case _:
      if head.count > 1 { throw .unexpected(head[1], .primaryStatus) }
      return .primary(try parsePrimary(tail))
    }
  }

  /// Words that begin a command to a process.
  private static let processes = ["pri", "nfv", "vf", "mirror", "pcap", "sec"]

  /// The words after `sec ID;`, for a process of this kind.
  static func parse(
    _ text: String, for kind: SecondaryKind, _ client: ClientID
  ) throws(ParseError) -> Command {
    switch kind {
    case .nfv: .nfv(client, try parseNFV(text[...]))
    case .vf: .vf(client, try parseVF(text[...]))
    case .mirror: .mirror(client, try parseMirror(text[...]))
    case .pcap: .pcap(client, try parsePcap(text[...]))
    }
  }

  /// Refuses what no kind of secondary understands, before anybody is asked which kind it is.
  private static func ofAnyKind(_ tail: Substring) throws(ParseError) -> String {
    let isUnderstood =
      (try? parseNFV(tail)) != nil || (try? parseMirror(tail)) != nil
      || (try? parsePcap(tail)) != nil
    // The error of a vf's command, of which there are most.
    if !isUnderstood { _ = try parseVF(tail) }
    return trimmed(String(tail))
  }

  private static func client(in head: [String]) throws(ParseError) -> ClientID {
    guard head.count == 2 else { throw .idRequired }
    do throws(ValueError) { return try ClientID(parsing: head[1]) } catch {
      throw .invalidValue(error)
    }
  }

  /// Reads seconds with up to three decimals' worth of meaning.
  static func duration(_ text: String) throws(ValueError) -> Duration {
    let digits = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 0x2e }
    guard digits, let seconds = Double(text), seconds <= 86_400 else {
      throw ValueError("seconds", given: text, expected: "a number from 0 to 86400, such as 0.5")
    }
    return .milliseconds(Int((seconds * 1000).rounded()))
  }

  static func trimmed(_ line: String) -> String {
    guard let first = line.firstIndex(where: { !$0.isWhitespace }),
      let last = line.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(line[first...last])
  }
}
