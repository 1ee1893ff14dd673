// SPDX-License-Identifier: BSD-3-Clause
internal import SPPWire

/// Command line options in order, as words and as the object in which the REST API takes them.
struct LaunchOptions {
  private var options: [(name: String, value: String?)] = []

  /// Reads `-x VALUE`, `--long VALUE`, `--long=VALUE` and options without a value.
  init(_ words: some Sequence<String>) {
    for word in words {
      let isOption = word.hasPrefix("-")
      if let last = options.indices.last, !isOption, options[last].value == nil {
        options[last].value = word
      } else if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") {
        options.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
      } else {
        options.append((word, nil))
      }
    }
  }

  func has(_ name: String) -> Bool { options.contains { $0.name == name } }

  /// The value of the first option of this name; setting it replaces that option or appends one.
  subscript(name: String) -> String? {
    get { options.first { $0.name == name }?.value }
    set {
      if let position = options.firstIndex(where: { $0.name == name }) {
        options[position].value = newValue
      } else {
        options.append((name, newValue))
      }
    }
  }

  /// As a command line has them.
  var words: [String] { options.flatMap { [$0.name] + ($0.value.map { [$0] } ?? []) } }

  /// From option to value: null for a flag, an array for an option that is there several times.
  var json: JSON {
    var object = JSON.Object()
    for option in options {
      let value = option.value.map { JSON.string($0) } ?? .null
      switch object[option.name] {
      case nil: object[option.name] = value
      case .array(let values)?: object[option.name] = .array(values + [value])
      case let first?: object[option.name] = .array([first, value])
      }
    }
    return .object(object)
  }
}
