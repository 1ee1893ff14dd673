// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// The members of an object, read one by one into values; every error names its parameter and says what would be right.
package struct Fields: Sendable {
  package var object: JSON.Object
  /// Name of the object in sentences, such as `vlan`, or nil at the top.
  private let path: String?
  /// Position in the array that `path` names.
  private let index: Int?

  package init(_ object: JSON.Object, path: String? = nil, index: Int? = nil) {
    self.object = object
    self.path = path
    self.index = index
  }

  /// - Throws: `ParameterError.invalid` when the value is no object.
  package init(_ json: JSON, path: String, index: Int? = nil) throws(ParameterError) {
    guard let object = json.object else {
      let name = index.map { "\(path)[\($0)]" } ?? path
      throw .invalid(ValueError(name, given: json.quoted, expected: "an object"))
    }
    self.init(object, path: path, index: index)
  }

  /// Where the object stands, such as `core[2]`; "" at the top.
  package var place: String {
    guard let path else { return "" }
    return index.map { "\(path)[\($0)]" } ?? path
  }

  /// Whether the member is there and not null.
  package func has(_ name: String) -> Bool { object[name] ?? .null != .null }

  /// The member; null counts as missing.
  package func value(_ name: String, _ expected: String) throws(ParameterError) -> JSON {
    guard let value = object[name], value != .null else {
      throw .missing(full(name), expected: expected)
    }
    return value
  }

  package func string(_ name: String, _ expected: String) throws(ParameterError) -> String {
    let value = try value(name, expected)
    guard let text = value.string else { throw invalid(name, value.quoted, expected) }
    return text
  }

  /// An integer, or a string of decimal digits as some clients send it.
  package func integer(_ name: String, _ expected: String) throws(ParameterError) -> Int {
    let value = try value(name, expected)
    if let number = value.integer { return Int(number) }
    if let text = value.string, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(text)
    {
      return number
    }
    throw invalid(name, value.quoted, expected)
  }

  /// A count of packets, bytes or the like.
  package func counter(_ name: String) throws(ParameterError) -> UInt64 {
    let number = try integer(name, "a count")
    guard number >= 0 else { throw invalid(name, "\(number)", "a count") }
    return UInt64(number)
  }

  package func bool(_ name: String) throws(ParameterError) -> Bool {
    let value = try value(name, "true or false")
    guard let flag = value.bool else { throw invalid(name, value.quoted, "true or false") }
    return flag
  }

  /// A missing array is an empty one.
  package func array(_ name: String) throws(ParameterError) -> [JSON] {
    guard has(name) else { return [] }
    let value = try value(name, "an array")
    guard let elements = value.array else { throw invalid(name, value.quoted, "an array") }
    return elements
  }

  package func fields(_ name: String) throws(ParameterError) -> Fields {
    try Fields(value(name, "an object"), path: full(name))
  }

  /// Each element of an array of objects, named as in `core[2]`.
  package func objects<T>(
    _ name: String, _ read: (Fields) throws(ParameterError) -> T
  ) throws(ParameterError) -> [T] {
    let path = full(name)
    var values: [T] = []
    for (index, element) in try array(name).enumerated() {
      values.append(try read(Fields(element, path: path, index: index)))
    }
    return values
  }

  /// A value of the vocabulary, read from a string; its error gets the member's name.
  package func parsed<T>(
    _ name: String, _ expected: String, _ parse: (String) throws(ValueError) -> T
  ) throws(ParameterError) -> T {
    let text = try string(name, expected)
    do throws(ValueError) { return try parse(text) } catch {
      throw invalid(name, error.given, error.expected)
    }
  }

  /// A value of the vocabulary, read from an integer; its error gets the member's name.
  package func numbered<T>(
    _ name: String, _ expected: String, _ make: (Int) throws(ValueError) -> T
  ) throws(ParameterError) -> T {
    let number = try integer(name, expected)
    do throws(ValueError) { return try make(number) } catch {
      throw invalid(name, error.given, error.expected)
    }
  }

  package func invalid(_ name: String, _ given: String, _ expected: String) -> ParameterError {
    .invalid(ValueError(full(name), given: given, expected: expected))
  }

  /// Put together only for a sentence: a plan has many rows, and few of them are wrong.
  private func full(_ name: String) -> String {
    guard let path else { return name }
    return index.map { "\(path)[\($0)].\(name)" } ?? "\(path).\(name)"
  }
}

// MARK: - The words of the vocabulary

extension Fields {
  package func port(_ name: String = "port") throws(ParameterError) -> ResourceUID {
    try parsed(name, "TYPE:NUMBER, such as 'phy:0' or 'vhost:1'", ResourceUID.init(parsing:))
  }

  package func componentName() throws(ParameterError) -> ComponentName {
    try parsed("name", "the name of a component", ComponentName.init)
  }

  package func lcore(_ name: String) throws(ParameterError) -> LcoreID {
    try numbered(name, "an lcore id from 0 to 127", LcoreID.init)
  }

  package func lcores(_ name: String) throws(ParameterError) -> [LcoreID] {
    var lcores: [LcoreID] = []
    for element in try array(name) {
      lcores.append(try Fields(JSON.Object([(name, element)]), path: path).lcore(name))
    }
    return lcores
  }

  /// The primary's id too.
  package func client(_ name: String) throws(ParameterError) -> ClientID {
    let expected = "a number from 1 to 127, or 0 for the primary"
    if try integer(name, expected) == 0 { return .primary }
    return try numbered(name, expected, ClientID.init)
  }

  package func direction(_ name: String = "dir") throws(ParameterError) -> Direction {
    try word(name)
  }

  /// One word of a closed list.
  package func word<Word: RawRepresentable & CaseIterable>(_ name: String) throws(ParameterError)
    -> Word
  where Word.RawValue == String {
    if let word = object[name]?.string.flatMap(Word.init(rawValue:)) { return word }
    let words = Word.allCases.map { "'\($0.rawValue)'" }
    let expected =
      words.count == 2 ? words.joined(separator: " or ") : "one of " + words.joined(separator: ", ")
    throw invalid(name, try string(name, expected), expected)
  }
}
