// SPDX-License-Identifier: BSD-3-Clause
package import SPPWire
internal import Yams

/// A file in YAML (1.2, core schema) or JSON, which is YAML too, as a JSON value.
///
/// Words are read as YAML 1.2 has them, not as 1.1 does: `yes` is a word, and `52:54:00:00:00:01` is no number.
package enum YAMLFile {
  /// Longest file, in bytes.
  static let maximumSize = 4 << 20
  /// Most values of a file, aliases followed.
  private static let maximumValues = 1 << 20

  static func read(_ path: String) throws(CommandFailure) -> JSON {
    let text = try TextFile.read(path)
    do throws(Fault) { return try parse(text) } catch {
      throw .file(path, reason: error.description)
    }
  }

  package struct Fault: Error, CustomStringConvertible {
    package let description: String
    fileprivate static let noWord = Fault(description: "a key is no word")
    fileprivate static let tooDeep = Fault(
      description: "it nests more than \(JSON.maximumDepth) arrays and objects")
  }

  package static func parse(_ text: String) throws(Fault) -> JSON {
    guard text.utf8.count <= maximumSize else {
      throw Fault(description: "it is longer than \(maximumSize) bytes")
    }
    // Yams compares keys with all that their aliases stand for, which may be more than a life is long. So the file is
    // first read with words in place of its aliases.
    if text.contains("*") {
      let words = text.replacing("*", with: String(aliasMark))
      if let node = try compose(words) { try checkKeys(of: node, depth: 0) }
    }
    guard let node = try compose(text) else { throw Fault(description: "it is empty") }
    var count = 0
    return try value(node, depth: 0, &count)
  }

  /// Begins a word that is an alias in the file: no character that anybody writes (private use), and a word may begin with
  /// it, as none may with `*`.
  private static let aliasMark: Character = "\u{E000}"

  private static func compose(_ text: String) throws(Fault) -> Node? {
    // The parser follows nesting by recursion; libyaml refuses more than 1,000 levels before that.
    do { return try Yams.compose(yaml: text) } catch let error as YamlError {
      guard !isAboutDepth(error) else { throw Fault.tooDeep }
      throw Fault(
        description: "no YAML: \(sentence(error).replacing(String(aliasMark), with: "*"))")
    } catch {
      throw Fault(description: "no YAML: \(error)")
    }
  }

  /// Keys are words, and none is an alias.
  private static func checkKeys(of node: Node, depth: Int) throws(Fault) {
    guard depth <= JSON.maximumDepth else { throw Fault.tooDeep }
    switch node {
    case .scalar, .alias: break
    case .sequence(let sequence):
      for element in sequence { try checkKeys(of: element, depth: depth + 1) }
    case .mapping(let mapping):
      for (name, element) in mapping {
        guard let word = name.scalar else { throw Fault.noWord }
        guard word.style != .plain || word.string.first != aliasMark else {
          throw Fault(description: "the key *\(word.string.dropFirst()) is an alias, not a word")
        }
        try checkKeys(of: element, depth: depth + 1)
      }
    }
  }

  private static func value(_ node: Node, depth: Int, _ count: inout Int) throws(Fault) -> JSON {
    count += 1
    guard count <= maximumValues else {
      throw Fault(description: "it has more than \(maximumValues) values")
    }
    guard depth <= JSON.maximumDepth else { throw Fault.tooDeep }
    switch node {
    case .scalar(let scalar):
      return scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
    case .sequence(let sequence):
      var elements: [JSON] = []
      for element in sequence { elements.append(try value(element, depth: depth + 1, &count)) }
      return .array(elements)
    case .mapping(let mapping):
      var members: [(String, JSON)] = []
      for (name, element) in mapping {
        guard let name = name.scalar?.string else { throw Fault.noWord }
        members.append((name, try value(element, depth: depth + 1, &count)))
      }
      return .object(JSON.Object(members))
    case .alias: throw Fault(description: "an alias has no anchor")
    }
  }

  /// A word without quotes (YAML 1.2, 10.3.2).
  private static func plain(_ text: String) -> JSON {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    if text.hasPrefix("0x"), let number = Int64(text.dropFirst(2), radix: 16) {
      return .integer(number)
    }
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard let first = digits.first, (48...57).contains(first) else { return .string(text) }
    if let number = Int64(text) { return .integer(number) }
    let isReal = digits.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
    // What is beyond all numbers stays a word, which nobody takes for a number.
    guard isReal, let number = Double(text), number.isFinite else { return .string(text) }
    return .real(number)
  }

  private static func isAboutDepth(_ error: YamlError) -> Bool {
    switch error {
    case .memory: true
    case .parser(_, let problem, _, _), .scanner(_, let problem, _, _):
      problem.hasPrefix("Maximum nesting level")
    default: false
    }
  }

  private static func sentence(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "\(problem), line \(mark.line), column \(mark.column)"
    case .reader(let problem, let offset, _, _): "\(problem), byte \(offset ?? 0)"
    case .duplicatedKeysInMapping(let keys, _):
      "'\(keys.joined(separator: "', '"))' is there twice"
    default: "\(error)"
    }
  }
}
