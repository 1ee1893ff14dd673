// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel
internal import SPPWire

/// The settings of a shell: SPP's, from a file and from `config`.
package struct Settings: Hashable, Sendable {
  private var changed: [Setting: String] = [:]

  package init() {}

  package subscript(setting: Setting) -> String { changed[setting] ?? setting.standard }

  /// - Throws: `ValueError` when the setting cannot have this value.
  package mutating func set(_ setting: Setting, to value: String) throws(ValueError) {
    try setting.check(value)
    changed[setting] = value
  }

  /// The value as a number, for those that are one.
  func number(_ setting: Setting) -> Int { Int(self[setting]) ?? 0 }

  /// What `config` prints; nil when no name begins so.
  func report(prefix: String) -> String? {
    let rows = Setting.allCases.filter { $0.rawValue.hasPrefix(prefix) }
    guard !rows.isEmpty else { return nil }
    return rows.map { "- \($0.rawValue): \"\(self[$0])\"\t# \($0.summary)" }.joined(
      separator: "\n")
  }
}

extension Settings {
  /// Reads a file of settings in YAML or JSON: `name: value`, or `name: {val: value, desc: text}`
  /// as SPP's files have it.
  ///
  /// - Throws: `CommandFailure.file` for what is not YAML, an unknown name and a wrong value.
  package init(path: String) throws(CommandFailure) {
    guard let members = try YAMLFile.read(path).object?.members else {
      throw .file(path, reason: "expected settings, such as 'max_secondary: 16'")
    }
    for member in members {
      let key = member.name
      guard let setting = Setting(rawValue: key) else {
        throw .file(path, reason: "setting '\(key)' is not known; 'config' lists them")
      }
      guard let value = Self.text(member.value["val"] ?? member.value) else {
        throw .file(path, reason: "setting '\(key)': expected a value, or one after 'val'")
      }
      do throws(ValueError) { try set(setting, to: value) } catch {
        throw .file(path, reason: error.description)
      }
    }
  }

  /// A word or a number, a list with blanks between, or pairs as `name:value`.
  private static func text(_ value: JSON) -> String? {
    switch value {
    case .string(let text): return text
    case .integer(let number): return "\(number)"
    case .real(let number): return "\(number)"
    case .bool(let flag): return "\(flag)"
    case .null: return ""
    case .array(let values):
      let words = values.map(\.string)
      return words.contains(nil) ? nil : words.compactMap { $0 }.joined(separator: " ")
    case .object(let pairs):
      let words = pairs.members.map { pair in pair.value.string.map { "\(pair.name):\($0)" } }
      return words.contains(nil) ? nil : words.compactMap { $0 }.joined(separator: " ")
    }
  }
}
