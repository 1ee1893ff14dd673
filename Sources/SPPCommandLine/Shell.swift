// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// The prompt: reads a line, runs it, says what came of it, and survives every error.
package struct Shell {
  static let banner = "Welcome to the SPP CLI. Type `help` or `?` to list commands.\n"

  let session: Session
  let console: Console

  package init(session: Session, console: Console) {
    self.session = session
    self.console = console
  }

  package func run() -> ExitStatus {
    // Said before the first prompt rather than after the first command.
    do throws(CommandFailure) { _ = try session.send(.processes) } catch {
      if error.status == .unavailable, session.workspace.servers.count == 1 {
        console.complain("\(error)")
        return .unavailable
      }
    }
    Interrupt.handle()
    let history = session.workspace.history
    let completion = Completion(LiveNames(session.workspace))
    let editor = LineEditor(history: history.load()) { completion.suggestions(for: $0) }
    let runner = Runner(session: session, console: console)
    console.write(Self.banner)
    while let line = editor.readLine(prompt: session.prompt) {
      if !line.allSatisfy(\.isWhitespace), !History.isLeftOut(line) {
        editor.remember(line)
        history.append(line)
      }
      Interrupt.forget()
      switch runner.run(line) {
      case .done: break
      case .left: return .success
      case .failed(let failure): console.complain("\(failure)")
      }
    }
    console.write("")
    return .success
  }
}
