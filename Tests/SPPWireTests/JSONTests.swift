// SPDX-License-Identifier: BSD-3-Clause
import SPPWire
import Testing

private func text(_ json: JSON) -> String { String(decoding: json.serialized(), as: UTF8.self) }

struct JSONTests {
  @Test func `every kind of value reads back as it was written`() throws {
    let value: JSON = [
      "null": nil, "flags": [true, false], "numbers": [0, -1, .integer(.max), .integer(.min)],
      "real": .real(0.1),
      "text": "\"\\\u{1}\n é 🙂", "empty": ["", [], [:]], "": "no name",
    ]
    #expect(try JSON(parsing: value.serialized()) == value)
    #expect(try JSON(parsing: value.serialized(pretty: true)) == value)
  }

  @Test func `members keep the order in which they were written`() throws {
    let text = #"{"z":1,"a":2,"m":{"y":1,"b":2}}"#
    #expect(SPPWireTests.text(try parsed(text)) == text)
  }

  @Test func `names that look the same but differ in bytes stay two members`() throws {
    let object = try parsed(#"{"\u00e9":1,"e\u0301":2}"#)
    #expect(object.object?.members.count == 2)
    #expect(object["\u{e9}"] == 1)
    #expect(object["e\u{301}"] == 2)
    #expect(text(object) == "{\"\u{e9}\":1,\"e\u{301}\":2}")
  }

  @Test func `reals that JSON cannot say become null`() {
    #expect(text([.real(.nan), .real(.infinity)]) == "[null,null]")
  }

  @Test func `a control character is escaped, so that a newline never occurs in a compact text`() {
    #expect(!JSON.string("a\nb").serialized().contains(UInt8(ascii: "\n")))
    #expect(text("a\u{0}b") == #""a\u0000b""#)
  }

  @Test func `a name that occurs twice is refused`() {
    #expect(throws: JSONError.self) { try parsed(#"{"a":1,"a":2}"#) }
  }

  @Test func `64 levels are read and the 65th is too deep`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parsed(nested(64))
    #expect(throws: JSONError.tooDeep(limit: 64)) { try parsed(nested(65)) }
    #expect(throws: JSONError.tooDeep(limit: 64)) {
      try parsed(String(repeating: "{\"a\":", count: 1_000_000))
    }
  }

  @Test func `brackets inside strings are not nesting`() throws {
    _ = try parsed(#"["\"# + "\"" + String(repeating: "[", count: 100) + #""]"#)
  }

  @Test func `a text above the size limit is refused before it is read`() {
    #expect(throws: JSONError.oversized(limit: 4)) {
      try JSON(parsing: Array("[1,2]".utf8), maximumSize: 4)
    }
  }

  @Test(arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x9f]] as [[UInt8]])
  func `what is not UTF-8 is said to be so`(bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
    guard case .notUTF8 = error else {
      Issue.record("expected notUTF8, got \(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    "", "{", "[1,]", "nul", "{\"a\"}", "01", "+1", "NaN", "1e400", "99999999999999999999", "{} {}",
    "\"\\u0000\"",
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try parsed(text) }
  }
}
