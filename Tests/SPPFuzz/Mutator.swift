// SPDX-License-Identifier: BSD-3-Clause

/// Makes bytes that are nearly right.
struct Mutator {
  /// Longest that it makes.
  var limit = 4096

  /// Some changes, one after another; often none.
  func mutated(_ bytes: [UInt8], _ random: inout Random, others: [[UInt8]]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<random.few(atMost: 12) { change(&bytes, &random, others) }
    return bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout Random, _ others: [[UInt8]]) {
    let place = random.below(bytes.count + 1)
    switch random.below(15) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
    case 1 where place < bytes.count:
      bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
    case 3: bytes.removeSubrange(range(at: place, in: bytes, &random))
    case 4: bytes.insert(contentsOf: random.pick(Tokens.all).utf8, at: place)
    case 5:
      bytes.replaceSubrange(
        range(at: place, in: bytes, &random), with: random.pick(Tokens.all).utf8)
    case 6: bytes.insert(contentsOf: random.pick(Tokens.broken), at: place)
    case 7:
      // The same again: keys that are there twice, lists that never end.
      let part = Array(bytes[range(at: place, in: bytes, &random)])
      guard part.count * 8 < limit else { return }
      for _ in 0...random.few(atMost: 6) { bytes.insert(contentsOf: part, at: place) }
    case 8: bytes.removeLast(bytes.count - place)
    case 9:
      let other = random.pick(others)
      bytes.replaceSubrange(
        range(at: place, in: bytes, &random),
        with: other[range(at: random.below(other.count + 1), in: other, &random)])
    case 10: replaceNumber(&bytes, from: place, &random)
    case 11: nest(&bytes, at: place, &random)
    case 12: replaceWord(&bytes, from: place, &random)
    case 13:
      let other = random.pick(others)
      bytes.replaceSubrange(place..., with: other.suffix(random.below(other.count + 1)))
    default: bytes.insert(contentsOf: random.pick(Tokens.marks).utf8, at: place)
    }
  }

  private func range(at start: Int, in bytes: [UInt8], _ random: inout Random) -> Range<Int> {
    let longest = random.oneIn(4) ? bytes.count : 16
    return start..<min(bytes.count, start + random.below(longest + 1))
  }

  /// The next number becomes one at an edge.
  private func replaceNumber(_ bytes: inout [UInt8], from place: Int, _ random: inout Random) {
    guard let first = bytes[place...].firstIndex(where: isDigit) else { return }
    let last = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.endIndex
    bytes.replaceSubrange(first..<last, with: random.pick(Tokens.numbers).utf8)
  }

  /// The next word becomes another.
  private func replaceWord(_ bytes: inout [UInt8], from place: Int, _ random: inout Random) {
    guard let first = bytes[place...].firstIndex(where: isLetter) else { return }
    let last = bytes[first...].firstIndex { !isLetter($0) && !isDigit($0) } ?? bytes.endIndex
    bytes.replaceSubrange(first..<last, with: random.pick(Tokens.all).utf8)
  }

  private func nest(_ bytes: inout [UInt8], at place: Int, _ random: inout Random) {
    let depth = random.pick([2, 30, 63, 64, 65, 200])
    let (open, close) = random.pick([
      ("[", "]"), ("{\"a\":", "}"), ("{", "}"), ("- ", ""), ("? ", ""), ("a:\n ", ""),
      ("[ #]\n", ""), ("(", ")"),
    ])
    bytes.insert(contentsOf: String(repeating: close, count: depth).utf8, at: place)
    bytes.insert(contentsOf: String(repeating: open, count: depth).utf8, at: place)
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private func isLetter(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (65...90).contains(byte) || byte == 95
  }
}
