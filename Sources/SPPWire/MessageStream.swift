// SPDX-License-Identifier: BSD-3-Clause

/// Bytes to whole messages and back: one compact JSON value per line, however the bytes were split or joined.
///
/// jansson escapes control characters in strings, so a newline occurs only between messages. NULs around a message and
/// empty lines are skipped. After a message that is not JSON, the stream goes on with the next line.
package struct MessageStream: Sendable {
  /// Longest message in bytes; the stream never holds much more.
  package var limit: Int
  private var buffer: [UInt8] = []
  /// First byte that was not handed out yet.
  private var start = 0
  /// First byte that was not searched for a newline yet.
  private var searched = 0
  /// Whether the rest of an oversized message is being skipped.
  private var skipping = false

  package init(limit: Int = JSON.maximumSize) { self.limit = limit }

  /// The message as it is sent.
  package static func bytes(of message: JSON) -> [UInt8] {
    message.serialized() + CollectionOfOne(UInt8(ascii: "\n"))
  }

  package mutating func append(_ bytes: some Collection<UInt8>) { buffer.append(contentsOf: bytes) }

  /// The next whole message, or nil when more bytes are needed.
  ///
  /// - Throws: `WireError.oversized` once for each message above the limit, `.json` for a line that is not JSON.
  package mutating func next() throws(WireError) -> JSON? {
    while let length = nextLine() {
      // With the fillers, which a peer that sends in parts would be told of as well.
      let line = Self.trimmed(buffer[start..<start + length])
      start += length + 1
      if skipping {
        skipping = false
        continue
      }
      guard length <= limit else { throw .oversized(limit: limit) }
      guard !line.isEmpty else { continue }
      do throws(JSONError) {
        return try JSON(parsing: line, maximumSize: limit)
      } catch {
        throw .json(error)
      }
    }
    guard buffer.count - start > limit else { return nil }
    discard()
    guard !skipping else { return nil }
    skipping = true
    throw .oversized(limit: limit)
  }

  /// Says that the peer has closed.
  ///
  /// - Throws: `WireError.cut` when it did so in the middle of a message.
  package mutating func finish() throws(WireError) {
    let rest = Self.trimmed(buffer[start...])
    discard()
    // Of an oversized message it has been said already.
    guard rest.isEmpty || skipping else { throw .cut(bytes: rest.count) }
  }

  /// How many bytes there are up to the next newline.
  private mutating func nextLine() -> Int? {
    guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = buffer.count
      compact()
      return nil
    }
    searched = end + 1
    return end - start
  }

  /// Without NULs and blanks at the ends.
  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    func isFiller(_ byte: UInt8) -> Bool {
      byte == 0 || byte == 0x20 || byte == 0x0d || byte == 0x09
    }
    guard let first = bytes.firstIndex(where: { !isFiller($0) }),
      let last = bytes.lastIndex(where: { !isFiller($0) })
    else { return [] }
    return Array(bytes[first...last])
  }

  /// Forgets what was handed out, so that the buffer does not grow with the age of the connection.
  private mutating func compact() {
    guard start > 0 else { return }
    buffer.removeFirst(start)
    searched -= start
    start = 0
  }

  private mutating func discard() {
    buffer.removeAll()
    start = 0
    searched = 0
  }
}
