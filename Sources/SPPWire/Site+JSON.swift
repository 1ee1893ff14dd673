// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension Site {
  /// Reads a site file's content, and checks it as a whole.
  ///
  /// - Throws: `SiteError`, whose sentence begins with the place, such as `secondaries[1].lcores`.
  package init(_ json: JSON) throws(SiteError) {
    guard let object = json.object else {
      throw SiteError("", "a site is an object with a primary, secondaries, or both")
    }
    do throws(ParameterError) { self = try Site(reading: Fields(object)) } catch {
      throw SiteError(path: error.parameter, described: error.description)
    }
    try check()
  }

  private init(reading fields: Fields) throws(ParameterError) {
    try fields.refuseOthers(than: [
      "version", "file_prefix", "eal", "restart", "hang", "primary", "secondaries",
    ])
    if fields.has("version") {
      let version = try fields.integer("version", "1")
      guard version == 1 else { throw fields.invalid("version", "\(version)", "1") }
    }
    var common = SiteProcess.Common()
    common.eal = try fields.words("eal")
    if fields.has("restart") { common.restart = try RestartPolicy(fields.fields("restart")) }
    if fields.has("hang") { common.hang = try HangPolicy(fields.fields("hang")) }
    let filePrefix =
      fields.has("file_prefix")
      ? try fields.parsed("file_prefix", SiteName.expected, SiteName.check)
      : Site.usualFilePrefix
    self.init(
      filePrefix: filePrefix,
      primary: fields.has("primary")
        ? try SiteProcess(primary: fields.fields("primary"), common) : nil,
      groups: try Self.groups(fields, common))
  }

  /// No more processes than there are ids, so that a short text does not become a long site.
  private static func groups(
    _ fields: Fields, _ common: SiteProcess.Common
  ) throws(ParameterError) -> [SiteGroup] {
    var count = 0
    return try fields.objects("secondaries") { (secondary) throws(ParameterError) in
      let group = try SiteGroup(secondary, common)
      count += group.copies.count
      guard count <= ClientID.secondaries.count else {
        throw fields.invalid(
          "secondaries", "\(count) processes or more",
          "at most \(ClientID.secondaries.count), all copies counted")
      }
      return group
    }
  }
}

extension SiteGroup {
  /// Most copies of a template.
  static let maximumCopies = 64
  /// Most values of JSON that all copies of a template have.
  static let maximumSize = 2_000_000

  init(_ fields: Fields, _ common: SiteProcess.Common) throws(ParameterError) {
    let name = try fields.parsed("name", SiteName.expected, SiteName.check)
    guard fields.has("count") else {
      let process = try SiteProcess(secondary: fields, common)
      self.init(name: name, isTemplate: false, count: 1, copies: [process])
      return
    }
    let bounds = "a number from 0 to \(Self.maximumCopies)"
    let count = try fields.integer("count", bounds)
    let most = fields.has("max") ? try fields.integer("max", bounds) : max(count, 1)
    guard (0...Self.maximumCopies).contains(count) else {
      throw fields.invalid("count", "\(count)", bounds)
    }
    guard (count...Self.maximumCopies).contains(most) else {
      throw fields.invalid(
        "max", "\(most)", "a number from \(count), the count, to \(Self.maximumCopies)")
    }
    guard fields.size * most <= Self.maximumSize else {
      throw fields.invalid(
        "max", "\(most)",
        "fewer copies, or a smaller plan: all copies together have at most \(Self.maximumSize) values"
      )
    }
    var copies: [SiteProcess] = []
    for number in 0..<most {
      copies.append(try SiteProcess(secondary: SiteTemplate.copy(fields, number: number), common))
    }
    self.init(name: name, isTemplate: true, count: count, copies: copies)
  }
}

/// A name that goes into file names and command lines.
enum SiteName {
  static let expected =
    "a name of 1 to 31 letters, digits, '-', '_' and '.', beginning with a letter or digit"

  static func check(_ text: String) throws(ValueError) -> String {
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard allowed, (1...31).contains(text.utf8.count), text.first != "-", text.first != ".",
      text.first != "_"
    else { throw ValueError("name", given: text, expected: expected) }
    return text
  }
}

extension Fields {
  /// A misspelt key must not be silence.
  func refuseOthers(than names: [String]) throws(ParameterError) {
    for member in object.members where !names.contains(member.name) {
      throw invalid(
        member.name, member.value.quoted,
        "no such key; the keys here are \(names.joined(separator: ", "))")
    }
  }

  /// How many values the object has, at every depth.
  var size: Int { Self.size(.object(object)) }

  private static func size(_ value: JSON) -> Int {
    switch value {
    case .array(let elements): elements.reduce(1) { $0 + size($1) }
    case .object(let object): object.members.reduce(1) { $0 + size($1.value) }
    default: 1
    }
  }

  /// An array of words, none when it is missing; numbers are read as words.
  func words(_ name: String) throws(ParameterError) -> [String] {
    var words: [String] = []
    for element in try array(name) {
      switch element {
      case .string(let text): words.append(text)
      case .integer(let number): words.append("\(number)")
      default: throw invalid(name, element.quoted, "an array of words, such as ['--no-pci']")
      }
    }
    return words
  }

  /// Seconds with decimals.
  func seconds(_ name: String, _ range: ClosedRange<Double>, or usual: Duration)
    throws(ParameterError) -> Duration
  {
    guard has(name) else { return usual }
    let expected = "seconds from \(range.lowerBound) to \(range.upperBound)"
    let value = try value(name, expected)
    let seconds: Double
    switch value {
    case .integer(let number): seconds = Double(number)
    case .real(let number): seconds = number
    default: throw invalid(name, value.quoted, expected)
    }
    guard range.contains(seconds) else { throw invalid(name, value.quoted, expected) }
    return .milliseconds(Int((seconds * 1000).rounded()))
  }
}

extension RestartPolicy {
  init(_ fields: Fields) throws(ParameterError) {
    try fields.refuseOthers(than: ["times", "within", "delay", "longest_delay"])
    self.init()
    if fields.has("times") {
      let expected = "a number of restarts from 0 to 1000000"
      times = try fields.integer("times", expected)
      guard (0...1_000_000).contains(times) else {
        throw fields.invalid("times", "\(times)", expected)
      }
    }
    window = try fields.seconds("within", 1...86_400, or: window)
    delay = try fields.seconds("delay", 0...3_600, or: delay)
    longestDelay = try fields.seconds("longest_delay", 0...3_600, or: max(delay, longestDelay))
    guard longestDelay >= delay else {
      throw fields.invalid("longest_delay", "\(longestDelay)", "no less than delay")
    }
  }
}

extension HangPolicy {
  init(_ fields: Fields) throws(ParameterError) {
    try fields.refuseOthers(than: ["after", "kill"])
    self.init()
    after = try fields.seconds("after", 1...3_600, or: after)
    if fields.has("kill") { kills = try fields.bool("kill") }
  }
}
