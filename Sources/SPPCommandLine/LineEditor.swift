// SPDX-License-Identifier: BSD-3-Clause
@preconcurrency @unsafe internal import CEdit
internal import Glibc
internal import Synchronization

/// Reads lines from the terminal with editing, history and completion.
///
/// There is one terminal, and libedit keeps its state in globals: one editor, used by one thread.
struct LineEditor {
  /// - Parameters:
  ///   - history: Lines typed before, oldest first.
  ///   - complete: What the last word of a line up to the cursor may become.
  init(history: [String], complete: @escaping @Sendable (String) -> [String]) {
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
    unsafe rl_pre_input_hook = { unsafe rl_parse_and_bind("setty -d -isig") }
    unsafe rl_parse_and_bind("bind ^C em-kill-line")
  }

  /// The next line without its end, or nil at the end of input (^D).
  ///
  /// The corresponding C function is `readline`.
  func readLine(prompt: String) -> String? {
    guard let line = unsafe readline(prompt) else { return nil }
    defer { unsafe free(line) }
    return unsafe String(cString: line)
  }

  /// Makes the line one that the arrow keys bring back.
  func remember(_ line: String) { unsafe _ = add_history(line) }
}

/// C calls back without a context, so what completes is found here.
private let completer = Mutex<(@Sendable (String) -> [String])?>(nil)
/// Candidates that the generator has not given yet.
private let pending = Mutex<[String]>([])
/// Blanks and `;` end a word; a colon does not, so that ports are words. Lives as long as the process.
nonisolated(unsafe) private let wordBreaks: UnsafePointer<CChar>? = unsafe UnsafePointer(
  strdup(" \t\n;"))

/// The words that may stand in place of `word`, in the form libedit wants: it frees them.
private func completionMatches(
  _ word: UnsafePointer<CChar>?, _ end: Int32
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
  rl_attempted_completion_over = 1  // no file names when there is no match
  guard let buffer = unsafe rl_line_buffer, let complete = completer.withLock({ $0 }) else {
    return nil
  }
  let line = unsafe String(
    decoding: UnsafeRawBufferPointer(start: buffer, count: Int(end)), as: UTF8.self)
  let candidates = complete(line)
  // `ring:` goes on with its number.
  rl_completion_append_character =
    candidates.count == 1 && candidates[0].hasSuffix(":") ? 0 : Int32(UInt8(ascii: " "))
  pending.withLock { $0 = candidates.reversed() }
  return unsafe rl_completion_matches(word) { _, _ in
    unsafe pending.withLock { $0.popLast() }.flatMap { unsafe strdup($0) }
  }
}
