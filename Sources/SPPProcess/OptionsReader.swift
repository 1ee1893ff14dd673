// SPDX-License-Identifier: BSD-3-Clause

/// Takes a command line word by word.
struct OptionsReader {
  private var words: ArraySlice<String>

  init(_ words: some Sequence<String>) { self.words = ArraySlice(Array(words)) }

  /// The next word, an option or a stray one; `--name=value` comes as two.
  mutating func next() -> String? {
    guard let word = words.popFirst() else { return nil }
    guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return word }
    words.insert(String(word[word.index(after: equals)...]), at: words.startIndex)
    return String(word[..<equals])
  }

  /// The word after `option`.
  mutating func value(of option: String, _ meaning: String) throws(UsageError) -> String {
    guard let word = words.popFirst() else {
      throw UsageError("\(option): expected \(meaning) after it")
    }
    return word
  }

  /// The decimal number after `option`.
  mutating func number(of option: String, _ range: ClosedRange<Int>, _ meaning: String)
    throws(UsageError) -> Int
  {
    let word = try value(of: option, meaning)
    guard word.utf8.count <= 10, word.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(word),
      range.contains(number)
    else {
      throw UsageError(
        "\(option) '\(word)': expected \(meaning), \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Takes the next word when it is this one.
  mutating func take(_ word: String) -> Bool {
    guard words.first == word else { return false }
    words.removeFirst()
    return true
  }
}
