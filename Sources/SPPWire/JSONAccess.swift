// SPDX-License-Identifier: BSD-3-Clause

extension JSON {
  /// The member of an object; nil for a missing member and for what is no object.
  package subscript(name: String) -> JSON? { object?[name] }

  package var object: Object? { if case .object(let object) = self { object } else { nil } }
  package var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  package var integer: Int64? { if case .integer(let number) = self { number } else { nil } }

  /// A counter; those above `Int64.max`, which JSON's readers do not have, become it.
  package init(_ counter: UInt64) { self = .integer(Int64(clamping: counter)) }
  package init(_ number: Int) { self = .integer(Int64(number)) }

  /// The value in a sentence: a string as it is, anything else as JSON, cut after 64 characters.
  package var quoted: String {
    let text = string ?? String(decoding: serialized(), as: UTF8.self)
    return text.count <= 64 ? text : text.prefix(61) + "..."
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Object(elements)) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
}
