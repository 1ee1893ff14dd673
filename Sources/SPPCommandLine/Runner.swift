// SPDX-License-Identifier: BSD-3-Clause

/// Runs lines one by one, says what came of them, and writes down those that succeed while recording.
package struct Runner {
  let session: Session
  let console: Console

  package init(session: Session, console: Console) {
    self.session = session
    self.console = console
  }

  /// Whether and how a line is printed before its answer.
  package enum Echo: Sendable {
    case none
    /// `spp > line`; comments, which print themselves, and blank lines are not echoed.
    case prompt
    /// `# line`, as SPP plays recipes; blank lines too.
    case comment
  }

  package enum Outcome: Sendable {
    case done
    case failed(CommandFailure)
    /// `exit` or `bye`: nothing after it is done.
    case left
  }

  /// Recipes that play recipes that play recipes.
  private static let deepest = 8

  /// - Parameter depth: How many recipes this line is in.
  func run(_ line: String, depth: Int = 0) -> Outcome {
    do throws(CommandFailure) {
      switch try session.execute(line) {
      case .text(let text):
        console.show(text)
        if depth == 0 { try session.record(line) }
      case .leave(let text):
        console.show(text)
        return .left
      case .again(let earlier):
        console.write("\(session.prompt)\(earlier)")
        return run(earlier, depth: depth)
      case .play(let path):
        session.workspace.recording = nil
        guard depth < Self.deepest else { throw .refused("recipes play each other without end") }
        return try play(path, depth: depth + 1)
      }
    } catch {
      return .failed(error)
    }
    return .done
  }

  private func play(_ path: String, depth: Int) throws(CommandFailure) -> Outcome {
    let script = try Script(path: path)
    switch script.run(by: self, keepGoing: true, echo: .comment, depth: depth) {
    case .left: return .left
    case .ended(.success): return .done
    case .ended: return .failed(.recipe(path))
    }
  }
}

extension Session {
  /// Writes down a line that was carried out.
  fileprivate func record(_ line: String) throws(CommandFailure) {
    guard let path = workspace.recording, !Self.isNotRecorded(line) else { return }
    do throws(CommandFailure) { try TextFile.append("\(line)\n", to: path) } catch {
      workspace.recording = nil
      throw error
    }
  }

  /// Whether the line is about recipes or leaves; what it did is recorded instead of `redo`.
  static func isNotRecorded(_ line: String) -> Bool {
    let word = line.split(whereSeparator: \.isWhitespace).first ?? ""
    return ["record", "playback", "bye", "exit", "history", "redo"].contains(word)
  }
}
