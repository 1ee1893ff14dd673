// SPDX-License-Identifier: BSD-3-Clause

/// Names a port: `phy:0`, `vhost:1`, `ring:2`, `phy:0 nq 1`. The only parser of it.
package struct ResourceUID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let type: PortType
  /// 0 to 255.
  package let index: UInt8
  /// 0 to 1023, or nil when none was said.
  package let queue: UInt16?

  package static let maximumIndex = 255
  package static let maximumQueue = 1023

  package init(_ type: PortType, _ index: UInt8, queue: UInt16? = nil) {
    self.type = type
    self.index = index
    self.queue = queue
  }

  /// Reads `TYPE:NUMBER`, `TYPE:NUMBERnqQUEUE` and `TYPE:NUMBER nq QUEUE`.
  ///
  /// - Throws: `ValueError` for an unknown type, an index above 255, a queue above 1023, or anything else.
  package init(parsing text: String) throws(ValueError) {
    let error = ValueError(
      "port", given: text, expected: "TYPE:NUMBER, such as 'phy:0' or 'vhost:1'")
    guard let colon = text.firstIndex(of: ":") else { throw error }
    guard let type = PortType(rawValue: String(text[..<colon])) else {
      let types = PortType.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValueError("port", given: text, expected: "one of the types \(types), such as 'phy:0'")
    }
    let rest = text[text.index(after: colon)...]
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let index = decimal(digits), index <= Self.maximumIndex else {
      throw ValueError(
        "port", given: text, expected: "a number from 0 to 255 after '\(type.rawValue):'")
    }
    self.type = type
    self.index = UInt8(index)
    let tail = rest[digits.endIndex...]
    guard !tail.isEmpty else {
      queue = nil
      return
    }
    let words = tail.split(separator: " ", omittingEmptySubsequences: true)
    let joined = words.joined()
    guard words.count <= 2, joined.hasPrefix("nq"), let queue = decimal(joined.dropFirst(2)),
      queue <= Self.maximumQueue
    else {
      throw ValueError("port", given: text, expected: "a queue as in 'phy:0 nq 1' or 'phy:0nq1'")
    }
    self.queue = UInt16(queue)
  }

  /// The same port without a queue.
  package var port: ResourceUID { ResourceUID(type, index) }

  package static func < (a: ResourceUID, b: ResourceUID) -> Bool {
    // A port itself comes before its queues.
    (a.type, a.index, a.queue.map(Int.init) ?? -1) < (b.type, b.index, b.queue.map(Int.init) ?? -1)
  }

  /// As statuses print it: `phy:0`, or `phy:0 nq 1`.
  package var description: String {
    queue.map { "\(type.rawValue):\(index) nq \($0)" } ?? "\(type.rawValue):\(index)"
  }

  /// As commands take it, one word: `phy:0`, or `phy:0nq1`.
  package var word: String {
    queue.map { "\(type.rawValue):\(index)nq\($0)" } ?? "\(type.rawValue):\(index)"
  }
}
