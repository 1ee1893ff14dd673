// SPDX-License-Identifier: BSD-3-Clause

/// A command line of a shell such as bash, unfinished: the words before the cursor, and the one that it is in.
///
/// Only quotes and blanks are read; nothing is expanded.
struct ShellLine: Hashable {
  /// Without their quotes.
  private(set) var finished: [String] = []
  /// What was typed of the last word, without quotes.
  private(set) var word = ""
  /// The quote that is open.
  private(set) var quote: Character?

  /// - Parameter text: Up to the cursor.
  init(_ text: String) {
    var isInside = false
    var isEscaped = false
    for character in text {
      if isEscaped {
        // Between double quotes a backslash is one, unless what follows means something there.
        if quote == "\"", !"\"\\$`".contains(character) { word.append("\\") }
        word.append(character)
        isEscaped = false
      } else if let open = quote {
        switch character {
        case open: quote = nil
        case "\\" where open == "\"": isEscaped = true
        case _: word.append(character)
        }
      } else {
        switch character {
        case "'", "\"":
          quote = character
          isInside = true
        case "\\":
          isEscaped = true
          isInside = true
        case _ where character.isWhitespace:
          if isInside { finished.append(word) }
          word = ""
          isInside = false
        case _:
          word.append(character)
          isInside = true
        }
      }
    }
  }
}
