// SPDX-License-Identifier: BSD-3-Clause
@preconcurrency @unsafe internal import CEdit
internal import Foundation
internal import Glibc
internal import Synchronization

/// Reads lines from the terminal with editing, history and completion.
///
/// There is one terminal, and libedit keeps its state in globals: one editor, used by one thread.
struct LineEditor {
  /// - Parameters:
  ///   - history: Lines typed before, oldest first.
  ///   - complete: What the last word of a line up to the cursor may become.
  init(history: [String], complete: @escaping @Sendable (String) -> Suggestions) {
    _ = unsafe setlocale(LC_CTYPE, "")
    for line in history { remember(line) }
    completer.withLock { $0 = complete }
    unsafe rl_basic_word_break_characters = wordBreaks
    unsafe rl_attempted_completion_function = { word, _, end in
      unsafe completionMatches(word, end)
    }
    rl_initialize()
    // While a line is edited ^C is a key, which empties the line; while a command runs it is a
    // signal. readline() starts each line with fresh terminal modes, hence the hook.
    rl_pre_input_hook = { unsafe rl_parse_and_bind("setty -d intr=") }
    unsafe rl_parse_and_bind("bind ^C em-kill-line")
  }

  /// The next line without its end, or nil at the end of input (^D).
  ///
  /// The corresponding C function is `readline`.
  func readLine(prompt: String) -> String? {
    errno = 0
    let typed = unsafe readline(prompt)
    let cause = errno
    guard let line = unsafe typed else {
      // Stopped by ^Z and continued, it has ^C as a signal again, until the next line. And the leader of a session, as in
      // a container, is not stopped by ^Z: nobody would continue it. The signal ends only the line.
      guard Interrupt.happened || cause == EINTR else { return nil }
      print("")
      return ""
    }
    defer { unsafe free(line) }
    return unsafe String(cString: line)
  }

  /// Makes the line one that the arrow keys bring back.
  func remember(_ line: String) { unsafe _ = add_history(line) }
}

/// C calls back without a context, so what completes is found here.
private let completer = Mutex<(@Sendable (String) -> Suggestions)?>(nil)
/// Blanks and `;` end a word; a colon does not, so that ports are words. Lives as long as the process.
nonisolated(unsafe) private let wordBreaks: UnsafePointer<CChar>? = unsafe UnsafePointer(
  strdup(" \t\n;"))

/// The words that may stand in place of `word`, in the form libedit wants and frees: first what it
/// writes, the beginning that they share, then all of them.
private func completionMatches(
  _ word: UnsafePointer<CChar>?, _ end: Int32
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
  rl_attempted_completion_over = 1  // no file names when there is no match
  guard let buffer = unsafe rl_line_buffer, let complete = completer.withLock({ $0 }) else {
    return nil
  }
  let line = unsafe String(
    decoding: UnsafeRawBufferPointer(start: buffer, count: Int(end)), as: UTF8.self)
  let found = complete(line)
  let typed = unsafe word.map { unsafe String(cString: $0) } ?? ""
  guard !found.words.isEmpty || !found.hints.isEmpty else { return nil }
  // `ring:` goes on with its number, `folder/` with a file.
  let goesOn = found.words.count == 1 && (found.words[0].last == ":" || found.words[0].last == "/")
  rl_completion_append_character = goesOn ? 0 : Int32(UInt8(ascii: " "))
  // Hints are only shown: with them nothing is written but what was typed.
  let shared = found.hints.isEmpty ? found.words.sharedPrefix : typed
  var strings = [shared] + found.words + found.hints
  if found.hints.isEmpty, found.words.count == 1 { strings = [shared] }
  let array = unsafe calloc(strings.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)
  guard
    let matches = unsafe array?.bindMemory(
      to: UnsafeMutablePointer<CChar>?.self, capacity: strings.count + 1)
  else { return nil }
  for (index, string) in strings.enumerated() { unsafe matches[index] = strdup(string) }
  return unsafe matches
}

extension [String] {
  /// The longest beginning that all have.
  fileprivate var sharedPrefix: String {
    guard var shared = first else { return "" }
    for word in dropFirst() { shared = shared.commonPrefix(with: word) }
    return shared
  }
}
