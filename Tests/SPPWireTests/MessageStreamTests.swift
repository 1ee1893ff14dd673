// SPDX-License-Identifier: BSD-3-Clause
import SPPWire
import Testing

struct MessageStreamTests {
  private let messages: [JSON] = [
    ["id": 1, "text": "a\nb é"], ["id": 2, "commands": [["command": "status"]]], [:],
  ]
  private var bytes: [UInt8] { messages.flatMap { MessageStream.bytes(of: $0) } }

  private func all(_ stream: inout MessageStream) throws(WireError) -> [JSON] {
    var messages: [JSON] = []
    while let message = try stream.next() { messages.append(message) }
    return messages
  }

  @Test func `messages split at any byte come out whole`() throws {
    for split in 0...bytes.count {
      var stream = MessageStream()
      stream.append(bytes[..<split])
      var out = try all(&stream)
      stream.append(bytes[split...])
      out += try all(&stream)
      #expect(out == messages)
      try stream.finish()
    }
  }

  @Test func `messages that arrive byte by byte come out whole`() throws {
    var stream = MessageStream()
    var out: [JSON] = []
    for byte in bytes {
      stream.append(CollectionOfOne(byte))
      out += try all(&stream)
    }
    #expect(out == messages)
  }

  @Test func `messages joined in one read come out one by one`() throws {
    var stream = MessageStream()
    stream.append(bytes)
    #expect(try all(&stream) == messages)
  }

  @Test func `NULs, blanks and empty lines between messages are skipped`() throws {
    var stream = MessageStream()
    stream.append(
      [0, 0, 0x0a, 0x0d, 0x0a] + Array("[1]".utf8) + [0, 0, 0x0d, 0x0a, 0, 0x0a]
        + Array("[2]\n".utf8) + [0])
    #expect(try all(&stream) == [[1], [2]])
    try stream.finish()
  }

  @Test func `a message cut off by the end is an error`() throws {
    var stream = MessageStream()
    stream.append(Array("[1]\n[2".utf8))
    #expect(try all(&stream) == [[1]])
    #expect(throws: WireError.cut(bytes: 2)) { try stream.finish() }
  }

  @Test func `an oversized message is refused once, and the next one is read`() throws {
    for size in [9, 10, 1000] {
      var stream = MessageStream(limit: 8)
      var errors = 0
      var out: [JSON] = []
      for byte in Array(repeating: UInt8(ascii: "x"), count: size) + Array("\n[1]\n".utf8) {
        stream.append(CollectionOfOne(byte))
        do throws(WireError) { out += try all(&stream) } catch {
          #expect(error == .oversized(limit: 8))
          errors += 1
        }
      }
      #expect(errors == 1)
      #expect(out == [[1]])
    }
  }

  @Test func `an oversized message that arrives whole is refused, and the next one is read`() throws
  {
    var stream = MessageStream(limit: 8)
    stream.append(Array("[1,2,3,4,5]\n[1]\n".utf8))
    #expect(throws: WireError.oversized(limit: 8)) { try stream.next() }
    #expect(try stream.next() == [1])
  }

  @Test func `the end of an oversized message that never ended is not a second error`() throws {
    var stream = MessageStream(limit: 8)
    for byte in Array("[1,2,3,4,5".utf8) {
      stream.append(CollectionOfOne(byte))
      do throws(WireError) { _ = try stream.next() } catch {
        #expect(error == .oversized(limit: 8))
      }
    }
    try stream.finish()
  }

  @Test(arguments: [1, 3, 100])
  func `blanks around a message count, whether it comes whole or in parts`(part: Int) throws {
    var stream = MessageStream(limit: 8)
    var rest = Array("   [1]     \n[2]\n".utf8)[...]
    var (errors, out) = (0, [JSON]())
    while !rest.isEmpty {
      stream.append(rest.prefix(part))
      rest = rest.dropFirst(part)
      while true {
        do throws(WireError) {
          guard let message = try stream.next() else { break }
          out.append(message)
        } catch {
          errors += 1
        }
      }
    }
    #expect(errors == 1)
    #expect(out == [[2]])
  }

  @Test func `a message of exactly the limit is read`() throws {
    var stream = MessageStream(limit: 5)
    stream.append(Array("[1,2]\n".utf8))
    #expect(try stream.next() == [1, 2])
  }

  @Test func `after a line that is not JSON the next message is read`() throws {
    var stream = MessageStream()
    stream.append(
      [0xff, 0x0a] + Array("{\"a\":\n".utf8) + Array(repeating: UInt8(ascii: "["), count: 65) + [
        0x0a
      ])
    stream.append(Array("[1]\n".utf8))
    for _ in 0..<3 { #expect(throws: WireError.self) { try stream.next() } }
    #expect(try stream.next() == [1])
  }
}
