// SPDX-License-Identifier: BSD-3-Clause
internal import ArgumentParser
internal import Glibc

/// The program `spp`.
package enum SPP {
  /// Reads the arguments, does what they say, and ends the process.
  package static func main() -> Never {
    // A write to a pipe that nobody reads is an error, whether a request has been made before or not.
    _ = signal(SIGPIPE, SIG_IGN)
    let status = run(
      Array(CommandLine.arguments.dropFirst()), console: .standard,
      isTerminal: isatty(STDIN_FILENO) == 1, history: .standard, pause: Interrupt.pause,
      connect: { HTTPAPI($0, credentials: $1) })
    guard let loss = Console.loss else { exit(status) }
    Console.standard.complain(loss)
    exit(status == ExitStatus.success.rawValue ? ExitStatus.failed.rawValue : status)
  }

  /// - Parameters:
  ///   - isTerminal: Whether somebody types on standard input.
  ///   - history: What `history` shows, and where the prompt keeps its lines.
  ///   - pause: Returns false when it was ended early.
  /// - Returns: The exit status.
  package static func run(
    _ arguments: [String], console: Console, isTerminal: Bool,
    history: History = History(path: nil), pause: @escaping (Duration) -> Bool,
    connect: @escaping @Sendable (ControllerAddress, Credentials) -> any API
  ) -> Int32 {
    // Not an option for people: the completion functions of bash and zsh ask so.
    if arguments.count == 2, arguments[0] == "--complete-line" {
      let completion = OneShotCompletion(arguments[1]) { options in
        let credentials = (try? options?.credentials) ?? .none
        let settings = options?.config.flatMap { try? Settings(path: $0) } ?? Settings()
        return Workspace(
          servers: Servers(options?.addresses ?? []) { connect($0, credentials) },
          settings: settings, history: history)
      }
      console.write(completion.text)
      return 0
    }
    let options: SPPOptions
    do { options = try SPPOptions.parse(arguments) } catch {
      // `--help` and the completion scripts arrive here too, with 0.
      let status = SPPOptions.exitCode(for: error).rawValue
      let message = SPPOptions.fullMessage(for: error)
      if status == 0 { console.write(message) } else { console.complain(message) }
      return status
    }
    do throws(CommandFailure) {
      let credentials = try options.credentials
      let servers = Servers(options.addresses) { connect($0, credentials) }
      let settings = try options.config.map(Settings.init(path:)) ?? Settings()
      let session = Session(
        workspace: Workspace(
          servers: servers, settings: settings, history: history, isTerminal: isTerminal),
        printsJSON: options.printsJSON, pause: pause)
      return options.run(in: session, console: console, isTerminal: isTerminal).rawValue
    } catch {
      console.complain("\(error)")
      return error.status.rawValue
    }
  }
}
