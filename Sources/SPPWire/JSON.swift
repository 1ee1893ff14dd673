// SPDX-License-Identifier: BSD-3-Clause
import CJansson
import Glibc

/// A JSON value (RFC 8259); jansson reads and writes it.
package enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case real(Double)
  case string(String)
  case array([JSON])
  case object(Object)

  /// Members in the order in which they were written.
  ///
  /// Not a dictionary: Swift compares strings canonically and would merge names that JSON keeps apart.
  package struct Object: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
      package let name: String
      package var value: JSON
    }
    package private(set) var members: [Member]

    package init(_ members: [(String, JSON)] = []) {
      self.members = members.map { Member(name: $0.0, value: $0.1) }
    }

    /// The member of this name, compared byte by byte; setting nil removes it.
    package subscript(name: String) -> JSON? {
      get { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
      set {
        let position = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
        switch (position, newValue) {
        case (let position?, let value?): members[position].value = value
        case (let position?, nil): members.remove(at: position)
        case (nil, let value?): members.append(Member(name: name, value: value))
        case (nil, nil): break
        }
      }
    }
  }

  /// Longest text that is read, in bytes; a plan of 100,000 entries takes about 8 MB.
  package static let maximumSize = 32 << 20
  /// Deepest nesting of arrays and objects that is read.
  package static let maximumDepth = 64
}

// MARK: - jansson

/// Owns one reference to a value of jansson.
@safe private struct Reference: ~Copyable {
  let pointer: UnsafeMutablePointer<json_t>

  init?(_ pointer: UnsafeMutablePointer<json_t>?) {
    guard let pointer = unsafe pointer else { return nil }
    unsafe self.pointer = pointer
  }

  deinit { unsafe json_decref(pointer) }
}

extension JSON {
  /// Reads one value of any type, with nothing but white space around it.
  ///
  /// - Throws: `JSONError` for a text that is too long, too deep, not UTF-8, or not JSON; names that occur twice in an
  ///   object, integers outside `Int64` and `\u0000` are refused too.
  ///
  /// The corresponding C function is `json_loadb`.
  package init(
    parsing text: [UInt8], maximumSize: Int = maximumSize, maximumDepth: Int = maximumDepth
  ) throws(JSONError) {
    guard text.count <= maximumSize else { throw .oversized(limit: maximumSize) }
    // jansson itself would go 2,048 levels deep, and we would follow it there by recursion.
    guard Self.depth(of: text) <= maximumDepth else { throw .tooDeep(limit: maximumDepth) }
    let flags = Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)
    var error = json_error_t()
    let loaded = unsafe text.withUnsafeBufferPointer { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        unsafe json_loadb(characters.baseAddress, characters.count, flags, &error)
      }
    }
    guard let root = unsafe Reference(loaded) else { throw JSONError(error) }
    self = unsafe Self(copying: root.pointer)
  }

  /// The value as text; compact unless `pretty`, which indents by two.
  ///
  /// Reals are written with 17 digits, so that they read back as they were; not-a-number and infinity become null.
  /// The corresponding C function is `json_dumps`.
  package func serialized(pretty: Bool = false) -> [UInt8] {
    // JSON_INDENT(2); function-like macros are not imported.
    let flags = Int((pretty ? 2 : JSON_COMPACT) | JSON_ENCODE_ANY)
    guard let root = unsafe Reference(made()), let text = unsafe json_dumps(root.pointer, flags)
    else {
      preconditionFailure("jansson is out of memory")
    }
    defer { unsafe free(text) }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  private init(copying value: UnsafeMutablePointer<json_t>) {
    switch unsafe value.pointee.type {
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    case JSON_INTEGER: unsafe self = .integer(Int64(json_integer_value(value)))
    case JSON_REAL: unsafe self = .real(json_real_value(value))
    case JSON_STRING:
      unsafe self = .string(Self.text(json_string_value(value), json_string_length(value)))
    case JSON_ARRAY:
      self = unsafe .array(
        (0..<json_array_size(value)).compactMap { index in
          unsafe json_array_get(value, index).map { unsafe Self(copying: $0) }
        })
    case JSON_OBJECT:
      var members: [(String, JSON)] = []
      unsafe members.reserveCapacity(json_object_size(value))
      var iterator = unsafe json_object_iter(value)
      while let member = unsafe iterator {
        let name = unsafe Self.text(json_object_iter_key(member), json_object_iter_key_len(member))
        if let value = unsafe json_object_iter_value(member) {
          unsafe members.append((name, Self(copying: value)))
        }
        unsafe iterator = json_object_iter_next(value, member)
      }
      self = .object(Object(members))
    default: self = .null
    }
  }

  /// A new value of jansson, whose one reference is the caller's.
  private func made() -> UnsafeMutablePointer<json_t>? {
    switch self {
    case .null: return unsafe json_null()
    case .bool(let flag): return unsafe flag ? json_true() : json_false()
    case .integer(let number): return unsafe json_integer(json_int_t(number))
    case .real(let number): return unsafe number.isFinite ? json_real(number) : json_null()
    case .string(let text):
      var text = text
      return text.withUTF8 { utf8 in
        unsafe utf8.withMemoryRebound(to: CChar.self) {
          unsafe json_stringn_nocheck($0.baseAddress, $0.count)
        }
      }
    case .array(let elements):
      let array = unsafe json_array()
      // The `_new` calls take over the reference.
      for element in elements { unsafe json_array_append_new(array, element.made()) }
      return unsafe array
    case .object(let object):
      let made = unsafe json_object()
      for member in object.members {
        var name = member.name
        name.withUTF8 { utf8 in
          unsafe utf8.withMemoryRebound(to: CChar.self) {
            _ = unsafe json_object_setn_new_nocheck(
              made, $0.baseAddress, $0.count, member.value.made())
          }
        }
      }
      return unsafe made
    }
  }

  private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Deepest nesting of brackets outside strings; exact for a text that is JSON.
  private static func depth(of text: [UInt8]) -> Int {
    var (depth, deepest, inString, escaped) = (0, 0, false, false)
    for byte in text {
      if inString {
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        deepest = max(deepest, depth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return deepest
  }
}

// MARK: - Errors

/// Why a text is not read as JSON.
package enum JSONError: Error, Hashable, Sendable {
  case oversized(limit: Int)
  case tooDeep(limit: Int)
  /// At this byte, counted from 0.
  case notUTF8(offset: Int)
  /// At this byte, counted from 0, with jansson's reason.
  case malformed(reason: String, offset: Int)

  fileprivate init(_ error: json_error_t) {
    var copy = error
    // The code is the last byte of the text (json_error_code).
    let (code, reason) = unsafe withUnsafeBytes(of: &copy.text) { bytes in
      unsafe (
        Int(bytes[bytes.count - 1]), String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      )
    }
    let offset = Int(error.position)
    self =
      code == Int(json_error_invalid_utf8.rawValue)
      ? .notUTF8(offset: offset) : .malformed(reason: reason, offset: offset)
  }
}

extension JSONError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .oversized(let limit): "the text is longer than \(limit) bytes; send it in parts"
    case .tooDeep(let limit): "the text nests more than \(limit) arrays and objects; nest fewer"
    case .notUTF8(let offset): "the text is not UTF-8 at byte \(offset)"
    case .malformed(let reason, let offset): "the text is not JSON at byte \(offset): \(reason)"
    }
  }
}
