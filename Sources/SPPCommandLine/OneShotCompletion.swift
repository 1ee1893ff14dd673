// SPDX-License-Identifier: BSD-3-Clause
internal import ArgumentParser
internal import SPPWire

/// What may stand on the command line of `spp` itself; the completion functions of bash and zsh ask.
///
/// The commands are completed as at the prompt, with names of the controller that the line chooses.
struct OneShotCompletion {
  /// What the functions do with the rest.
  enum Kind: String {
    /// The words may be written; more belongs to the command after each.
    case more
    /// The words may be written, and end an option or a command.
    case words
    /// Names of files, which the shell knows best.
    case files
    /// The words are only shown: some name what the user has to think of.
    case hints
  }

  let kind: Kind
  /// What was typed and stays before each of the words; only commands have blanks and so a beginning that stays.
  let kept: String
  let words: [String]

  /// A line with the kind, one with what is kept, and one for each word.
  var text: String { ([kind.rawValue, kept] + words).joined(separator: "\n") }

  /// - Parameters:
  ///   - line: Up to the cursor, the name of the program included.
  ///   - workspace: What a session of the program would have with the options before the cursor.
  init(_ line: String, _ workspace: (SPPOptions?) -> Workspace) {
    let line = ShellLine(line)
    let word = line.word
    let before = line.finished.dropFirst()
    let options = Option.all
    if let last = before.last, let option = options.first(where: { $0.names.contains(last) }),
      let value = option.value
    {
      let isFile = value == "FILE"
      self.init(isFile ? .files : .hints, kept: "", isFile ? [] : [value])
    } else if word.hasPrefix("-"), line.quote == nil {
      let names = options.flatMap(\.names).filter { $0.hasPrefix(word) }
      self.init(.words, kept: "", names.sorted())
    } else {
      let said = (try? SPPOptions.parse(Array(before))) ?? (try? SPPOptions.parse([]))
      self.init(word, Completion(LiveNames(workspace(said))))
    }
  }

  /// - Parameter command: What was typed of it.
  private init(_ command: String, _ completion: Completion) {
    let found = completion.suggestions(for: command)
    let kept = command.lastIndex { $0 == " " || $0 == "\t" || $0 == ";" }.map {
      String(command[...$0])
    }
    if found.words.isEmpty || !found.hints.isEmpty {
      self.init(.hints, kept: kept ?? "", found.words + found.hints)
    } else if found.words.count == 1, let word = found.words.first {
      let next = completion.suggestions(for: "\(kept ?? "")\(word) ")
      let goesOn = word.last == ":" || word.last == "/" || next != Suggestions()
      self.init(goesOn ? .more : .words, kept: kept ?? "", found.words)
    } else {
      self.init(.more, kept: kept ?? "", found.words)
    }
  }

  private init(_ kind: Kind, kept: String, _ words: [String]) {
    self.kind = kind
    self.kept = kept
    self.words = words
  }

  /// An option of the program.
  struct Option {
    /// With their dashes.
    let names: [String]
    /// What its value is; nil for a flag.
    let value: String?

    /// As ArgumentParser describes them, so that completion knows those that `--help` shows.
    static var all: [Option] {
      var text = ""
      do { _ = try SPPOptions.parse(["--experimental-dump-help"]) } catch {
        text = SPPOptions.fullMessage(for: error)
      }
      let description = (try? JSON(parsing: Array(text.utf8))) ?? .null
      return (description["command"]?["arguments"]?.array ?? []).compactMap { argument in
        let names = (argument["names"]?.array ?? []).compactMap { name -> String? in
          guard let text = name["name"]?.string else { return nil }
          return name["kind"]?.string == "short" ? "-\(text)" : "--\(text)"
        }
        guard !names.isEmpty, argument["shouldDisplay"]?.bool == true else { return nil }
        let isFlag = argument["kind"]?.string == "flag"
        return Option(names: names, value: isFlag ? nil : argument["valueName"]?.string ?? "VALUE")
      }
    }
  }
}
