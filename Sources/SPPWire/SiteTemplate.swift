// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// Makes copies of a secondary that has a `count`.
///
/// In every string, `{n}` is the copy's number from 0, `{id}` its client id, `{lcore0}` its first lcore, and so on.
/// Its name is `NAME-N`, its client id `client_id + n`. Lcores are given as `first`, how many `each` has, and `cpus`.
enum SiteTemplate {
  static func copy(_ fields: Fields, number: Int) throws(ParameterError) -> Fields {
    let expected = "a number from 1 to 127"
    let firstID = try fields.integer("client_id", expected)
    // The sum is looked at where the copy is read.
    guard (0...127).contains(firstID) else {
      throw fields.invalid("client_id", "\(firstID)", expected)
    }
    let id = firstID + number
    let lcores = try fields.fields("lcores")
    try lcores.refuseOthers(than: ["first", "each", "cpus"])
    let first = try lcores.integer("first", "the first copy's first lcore")
    let each = try lcores.integer("each", "how many lcores each copy has, 2 or more")
    guard (0...127).contains(first) else {
      throw lcores.invalid("first", "\(first)", "an lcore id from 0 to 127")
    }
    guard (2...64).contains(each) else {
      throw lcores.invalid("each", "\(each)", "how many lcores each copy has, 2 to 64")
    }
    let cpus = lcores.has("cpus") ? try lcores.string("cpus", "CPUs such as '0-3'") : nil
    let ids = (0..<each).map { first + number * each + $0 }
    var words: [(String, String)] = [("{n}", "\(number)"), ("{id}", "\(id)")]
    for (index, lcore) in ids.enumerated() { words.append(("{lcore\(index)}", "\(lcore)")) }

    var copy = fields
    for member in fields.object.members {
      copy.object[member.name] = replaced(member.value, words)
    }
    copy.object["count"] = nil
    copy.object["max"] = nil
    copy.object["name"] = .string("\(try fields.string("name", SiteName.expected))-\(number)")
    copy.object["client_id"] = JSON(id)
    copy.object["lcores"] = .string(
      ids.map { lcore in cpus.map { "\(lcore)@(\($0))" } ?? "\(lcore)" }.joined(separator: ","))
    return copy
  }

  private static func replaced(_ value: JSON, _ words: [(String, String)]) -> JSON {
    switch value {
    case .string(let text): .string(replaced(text, words))
    case .array(let elements): .array(elements.map { replaced($0, words) })
    case .object(let object):
      .object(JSON.Object(object.members.map { ($0.name, replaced($0.value, words)) }))
    default: value
    }
  }

  /// What stands in braces, if it is one of the words; once through the text, which a peer may have made long.
  private static func replaced(_ text: String, _ words: [(String, String)]) -> String {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    let values = Dictionary(words, uniquingKeysWith: { first, _ in first })
    var made = ""
    var rest = text[...]
    while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
      made += rest[..<open]
      rest = rest[open...]
      // The longest mark is '{lcore63}'.
      guard let close = rest.utf8.prefix(9).firstIndex(of: UInt8(ascii: "}")),
        let value = values[String(rest[...close])]
      else {
        made += rest.prefix(1)
        rest = rest.dropFirst()
        continue
      }
      made += value
      rest = rest[rest.utf8.index(after: close)...]
    }
    return made + rest
  }
}
