// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// What may stand at a place of a line.
package struct Suggestions: Hashable, Sendable {
  /// Words that may be written as they are.
  package var words: [String]
  /// Names of what the user has to think of, such as `NAME`; shown, never written.
  package var hints: [String]

  package init(_ words: [String] = [], hints: [String] = []) {
    self.words = words
    self.hints = hints
  }

  static func hint(_ hints: String...) -> Suggestions { Suggestions(hints: hints) }
}

/// What may follow the words of an unfinished line; the TAB key asks.
package struct Completion: Sendable {
  let names: LiveNames

  package init(_ names: LiveNames) { self.names = names }

  /// - Parameter line: Up to the cursor; what follows its last blank or `;` is the word to complete.
  package func suggestions(for line: String) -> Suggestions {
    let start = line.lastIndex { $0 == " " || $0 == "\t" || $0 == ";" }
    let word = start.map { line[line.index(after: $0)...] } ?? line[...]
    var all = next(after: line[..<word.startIndex], word: String(word))
    all.words.removeAll { !$0.hasPrefix(word) }
    if !word.isEmpty { all.hints = [] }
    return all
  }

  private func next(after text: Substring, word: String) -> Suggestions {
    guard let semicolon = text.firstIndex(of: ";") else {
      return local(words(in: text), word: word)
    }
    let head = words(in: text[..<semicolon])
    let tail = words(in: text[text.index(after: semicolon)...])
    if head == ["pri"] { return primary(tail) }
    guard head.count == 2, let client = try? ClientID(parsing: head[1]) else {
      return Suggestions()
    }
    let kind = head[0] == "sec" ? names.kind(of: client) : SecondaryKind(rawValue: head[0])
    switch kind {
    case .nfv: return nfv(tail, client)
    case .vf: return vf(tail, client)
    case .mirror: return mirror(tail, client)
    case .pcap:
      return tail.isEmpty ? Suggestions(["status", "start", "stop", "exit"]) : Suggestions()
    case nil: return Suggestions()
    }
  }

  private func words(in text: Substring) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  // MARK: - What many commands have

  /// Where the cursor is in `UID [nq Q]`.
  enum PortPhrase {
    case uid
    /// After `UID`, whose queue may follow.
    case queueWord(ResourceUID)
    /// After `UID nq`.
    case queueNumber(ResourceUID)
    /// After the port and these words.
    case beyond(ResourceUID?, ArraySlice<String>)
  }

  func portPhrase(_ words: ArraySlice<String>) -> PortPhrase {
    guard let first = words.first else { return .uid }
    let port = try? ResourceUID(parsing: first)
    let rest = words.dropFirst()
    guard let second = rest.first else {
      return port.map { $0.queue == nil ? .queueWord($0) : .beyond($0, rest) } ?? .beyond(nil, rest)
    }
    guard second == "nq" else { return .beyond(port, rest) }
    guard let third = rest.dropFirst().first else {
      return .queueNumber(port ?? ResourceUID(.phy, 0))
    }
    let queue = UInt16(third).map { ResourceUID(port?.type ?? .phy, port?.index ?? 0, queue: $0) }
    return .beyond(queue, rest.dropFirst(2))
  }

  /// Numbers of the queues of a port, none when it has only one.
  func queues(of port: ResourceUID) -> [String] {
    // The number is a controller's word.
    let count = min(
      names.groupPorts.first { $0.port == port.port }?.queues ?? 1, ResourceUID.maximumQueue + 1)
    return count > 1 ? (0..<count).map(String.init) : []
  }

  func unique(_ ports: [ResourceUID]) -> [String] {
    Set(ports.map(\.port)).sorted().map(\.description)
  }

  /// Types of ports that can be added while a process runs.
  static let addable = PortType.allCases.filter { $0 != .phy }.map { "\($0.rawValue):" }
}
