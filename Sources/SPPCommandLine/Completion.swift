// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// What may follow the words of an unfinished line; the TAB key asks.
package struct Completion: Sendable {
  /// Ids of the secondaries that run; all kinds for `sec`.
  private let clients: @Sendable (_ kind: String) -> [ClientID]
  /// Components of a vf.
  private let components: @Sendable (ClientID) -> [ComponentName]

  package init(
    clients: @escaping @Sendable (_ kind: String) -> [ClientID],
    components: @escaping @Sendable (ClientID) -> [ComponentName]
  ) {
    self.clients = clients
    self.components = components
  }

  private enum Candidates: Sendable {
    case words([String])
    case clients
    case components
  }

  private static let kinds = ComponentKind.allCases.map(\.rawValue)
  private static let ports = PortType.allCases.map { "\($0.rawValue):" }
  private static let addable = PortType.allCases.filter { $0 != .phy && $0 != .vhost }
    .map { "\($0.rawValue):" }
  private static let topics = [
    "status", "pri;", "vf", "sec", "up", "down", "scale", "wait", "sleep", "bye", "exit", "help",
  ]

  /// Words so far (`*` is any one), and what may come next. `nq Q` is not among the words.
  private static let plain: [(words: [String], next: Candidates)] = [
    ([], .words(topics)), (["vf"], .clients), (["sec"], .clients),
    (["wait"], .words(["primary", "vf"])), (["wait", "vf"], .clients),
    (["bye"], .words(["sec", "all"])), (["help"], .words(topics)),
  ]
  private static let ofPrimary: [(words: [String], next: Candidates)] = [
    ([], .words(["status", "add", "del", "clear", "launch", "exit"])),
    (["add"], .words(addable)), (["del"], .words(addable)), (["launch"], .words(["vf"])),
  ]
  private static let ofVF: [(words: [String], next: Candidates)] = [
    (
      [],
      .words([
        "status", "counters", "component", "port", "classifier_table", "plan", "apply", "exit",
      ])
    ),
    (["component"], .words(["start", "stop"])),
    (["component", "start", "*", "*"], .words(kinds)),
    (["component", "stop"], .components),
    (["port"], .words(["add", "del"])),
    (["port", "*"], .words(ports)),
    (["port", "*", "*"], .words(["rx", "tx", "nq"])),
    (["port", "*", "*", "*"], .components),
    (["port", "add", "*", "*", "*"], .words(["add_vlantag", "del_vlantag"])),
    (["classifier_table"], .words(["add", "del"])),
    (["classifier_table", "*"], .words(["mac", "vlan"])),
    (["classifier_table", "*", "mac"], .words(["default"])),
    (["classifier_table", "*", "mac", "*"], .words(ports)),
    (["classifier_table", "*", "vlan", "*"], .words(["default"])),
    (["classifier_table", "*", "vlan", "*", "*"], .words(ports)),
  ]

  /// - Parameter line: Up to the cursor; what follows its last blank or `;` is the word to complete.
  package func candidates(for line: String) -> [String] {
    let start = line.lastIndex { $0 == " " || $0 == "\t" || $0 == ";" }
    let word = start.map { line[line.index(after: $0)...] } ?? line[...]
    let before = line[..<word.startIndex]
    return next(after: before).filter { $0.hasPrefix(word) }
  }

  private func next(after text: Substring) -> [String] {
    guard let semicolon = text.firstIndex(of: ";") else {
      let words = words(in: text)
      let end = words.first == "wait" ? "" : ";"
      return expand(words, Self.plain, client: nil, endOfClient: end)
    }
    let head = words(in: text[..<semicolon])
    let tail = words(in: text[text.index(after: semicolon)...])
    switch head.first {
    case "pri": return expand(tail, Self.ofPrimary, client: nil)
    case "vf", "sec":
      return expand(tail, Self.ofVF, client: head.last.flatMap { try? ClientID(parsing: $0) })
    case _: return []
    }
  }

  private func words(in text: Substring) -> [String] {
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if let queue = words.firstIndex(of: "nq") {
      words.removeSubrange(queue..<min(queue + 2, words.count))
    }
    return words
  }

  private func expand(
    _ words: [String], _ table: [(words: [String], next: Candidates)], client: ClientID?,
    endOfClient: String = ""
  ) -> [String] {
    let row = table.first { row in
      row.words.count == words.count && zip(row.words, words).allSatisfy { $0 == "*" || $0 == $1 }
    }
    switch row?.next {
    case .words(let words): return words
    case .clients: return clients(words.last ?? "").map { "\($0)\(endOfClient)" }
    case .components: return client.map { components($0).map(\.text) } ?? []
    case nil: return []
    }
  }
}
