// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// The prompt: reads a line, runs it, says what came of it, and survives every error.
package struct Shell {
  static let banner = "Welcome to the SPP CLI. Type `help` or `?` to list commands.\n"
  static let prompt = "spp > "

  let session: Session
  let console: Console

  package init(session: Session, console: Console) {
    self.session = session
    self.console = console
  }

  package func run() -> ExitStatus {
    // Said before the first prompt rather than after the first command.
    do throws(CommandFailure) { _ = try session.send(.processes) } catch {
      if error.status == .unavailable {
        console.complain("\(error)")
        return .unavailable
      }
    }
    Interrupt.handle()
    let history = History.standard
    let completion = Completion(of: session.api)
    let editor = LineEditor(history: history.load()) { completion.candidates(for: $0) }
    console.write(Self.banner)
    while let line = editor.readLine(prompt: Self.prompt) {
      if !line.allSatisfy(\.isWhitespace) {
        editor.remember(line)
        history.append(line)
      }
      Interrupt.forget()
      do throws(CommandFailure) {
        switch try session.execute(line) {
        case .text(let text): console.show(text)
        case .leave(let text):
          console.show(text)
          return .success
        }
      } catch {
        console.complain("\(error)")
      }
    }
    console.write("")
    return .success
  }
}

extension Completion {
  /// Asks the controller, once for each TAB that needs it; without an answer there are no candidates.
  init(of api: any API) {
    self.init(
      clients: { kind in
        ProcessList(Self.answer(api, .processes)).secondaries
          .filter { kind == "sec" || kind == $0.kind }.map(\.client)
      },
      components: { client in
        let rows = Self.answer(api, APIRequest(.get, "vfs/\(client)"))["components"]?.array ?? []
        return rows.compactMap { $0["name"]?.string.flatMap { try? ComponentName($0) } }
      })
  }

  private static func answer(_ api: any API, _ request: APIRequest) -> JSON {
    guard let response = try? api.send(request), response.isSuccess else { return .null }
    return (try? JSON(parsing: response.body)) ?? .null
  }
}
