// SPDX-License-Identifier: BSD-3-Clause

/// The lcores that a `--lcores` or `-l` of EAL's names, such as `0@0`, `1@(0-3),2@(0-3)` or `1,4-6`.
package enum LcoreList {
  /// Longest list, in bytes.
  package static let maximumLength = 4096

  /// - Throws: `ValueError` for what EAL would not read, and for numbers outside `0...127`.
  package static func parse(_ text: String) throws(ValueError) -> [LcoreID] {
    let error = ValueError(
      "lcores", given: text,
      expected: "lcore ids with their CPUs, such as '1@0,2@1' or '1@(0-3),2@(0-3)'")
    // Ids and CPUs of a whole group in words; what is longer could name more CPUs than fit in memory.
    guard text.utf8.count <= maximumLength else {
      throw ValueError("lcores", given: text, expected: "at most \(maximumLength) bytes")
    }
    var lcores: [LcoreID] = []
    for part in parts(text) {
      let sides = part.split(separator: "@", omittingEmptySubsequences: false)
      guard (1...2).contains(sides.count), let ids = numbers(sides[0]) else { throw error }
      if sides.count == 2, numbers(sides[1]) == nil { throw error }
      for id in ids {
        let lcore = try LcoreID(id)
        guard !lcores.contains(lcore) else {
          throw ValueError("lcores", given: text, expected: "each lcore once; \(id) is there twice")
        }
        lcores.append(lcore)
      }
    }
    guard !lcores.isEmpty else { throw error }
    return lcores
  }

  /// Splits at the commas outside of parentheses.
  private static func parts(_ text: String) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var isInside = false
    for index in text.indices {
      switch text[index] {
      case "(": isInside = true
      case ")": isInside = false
      case "," where !isInside:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return parts + [text[start...]]
  }

  /// Reads `3`, `3-5` and `(3,5-7)`.
  private static func numbers(_ text: Substring) -> [Int]? {
    var text = text
    if text.hasPrefix("("), text.hasSuffix(")") { text = text.dropFirst().dropLast() }
    var numbers: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { decimal($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first <= last, last - first < 1024
      else { return nil }
      numbers += first...last
    }
    return numbers
  }
}
