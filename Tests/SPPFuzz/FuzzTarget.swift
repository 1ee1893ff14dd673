// SPDX-License-Identifier: BSD-3-Clause

/// Something that reads what others write, and what must hold whatever they write.
package struct FuzzTarget: Sendable {
  package let name: String
  /// What is read, in one line.
  package let summary: String
  /// Makes an input.
  package let make: @Sendable (inout Random) -> [UInt8]
  /// Runs that know of each other: the first of so many starts anew. 1 when each stands alone.
  package let epoch: Int
  /// Begins an epoch; the result reads one input, and throws `FuzzFault` when something does not hold.
  package let begin: @Sendable () async throws -> Reader

  package enum Reader {
    case plain(([UInt8]) throws -> Void)
    case suspending(([UInt8]) async throws -> Void)
  }

  /// A target whose runs stand alone.
  init(
    _ name: String, _ summary: String, make: @escaping @Sendable (inout Random) -> [UInt8],
    read: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.init(name, summary, epoch: 1, make: make) { .plain(read) }
  }

  init(
    _ name: String, _ summary: String, epoch: Int,
    make: @escaping @Sendable (inout Random) -> [UInt8],
    begin: @escaping @Sendable () async throws -> Reader
  ) {
    self.name = name
    self.summary = summary
    self.make = make
    self.epoch = epoch
    self.begin = begin
  }

  package static let all: [FuzzTarget] = [
    values, json, stream, requests, answers, flow, plans, site, yaml, grammar, reports, options,
    pcap, rest,
  ]
}

extension FuzzTarget: CustomStringConvertible {
  package var description: String { name }
}

/// Something that should hold and does not.
package struct FuzzFault: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}

/// - Throws: `FuzzFault` unless it holds.
func hold(_ isTrue: Bool, _ sentence: @autoclosure () -> String) throws {
  if !isTrue { throw FuzzFault(sentence()) }
}

/// What is refused is refused with a sentence of bounded length.
///
/// - Parameter limit: In bytes; a sentence may quote what was given.
func holdSentence(_ error: some Error, limit: Int) throws {
  let sentence = "\(error)"
  try hold(!sentence.isEmpty, "a refusal says nothing")
  try hold(
    sentence.utf8.count <= limit,
    "a refusal of \(sentence.utf8.count) bytes: \(sentence.prefix(200))")
}
