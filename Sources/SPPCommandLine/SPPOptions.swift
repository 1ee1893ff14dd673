// SPDX-License-Identifier: BSD-3-Clause
internal import ArgumentParser
internal import Foundation
internal import SPPModel

/// What the program is told on its command line.
struct SPPOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spp",
    abstract: "The shell of the Soft Patch Panel: configures its processes through spp-ctl.",
    discussion: """
      Runs the scripts given with -f, then the COMMANDs; without either it reads commands from \
      standard input, with a prompt when that is a terminal.

        spp 'vf 1; status'
        spp -f recipe.rcp
        spp 'wait vf 1' 'vf 1; component start fw 2 forward' 'vf 1; status'

      Commands:
      \(CommandSyntax.help(on: nil) ?? "")

      UID is a port such as phy:0, vhost:1 or ring:2; 'nq Q' chooses its queue. TYPE of a component \
      is one of \(ComponentKind.allCases.map(\.rawValue).joined(separator: ", ")).

      Exit status: 0 all done; 1 a command failed, or a file could not be read; 64 wrong usage of \
      these options; 69 spp-ctl is not reachable. The reason is on standard error.
      """)

  @Option(
    name: .customShort("b"), parsing: .singleValue,
    help: ArgumentHelp(
      "Where spp-ctl serves its REST API, 127.0.0.1:7777 if not said; given several times, 'server' chooses.",
      valueName: "IP[:PORT]|https://NAME[:PORT]|unix:PATH"),
    transform: address)
  var addresses: [ControllerAddress] = []

  @Option(
    help: ArgumentHelp(
      "The token that spp-ctl asks for is the first line of this file; SPP_TOKEN_FILE if not said.",
      valueName: "FILE"))
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "Certificates that vouch for spp-ctl, instead of the system's.", valueName: "FILE"))
  var cacert: String?

  @Option(
    help: ArgumentHelp("The certificate by which spp-ctl knows you.", valueName: "FILE"))
  var cert: String?

  @Option(help: ArgumentHelp("The private key of --cert.", valueName: "FILE"))
  var key: String?

  @Option(help: ArgumentHelp("Settings in YAML; 'config' lists them.", valueName: "FILE"))
  var config: String?

  @Flag(name: .customLong("json"), help: "Print what the API said, as it is.")
  var printsJSON = false

  @Flag(name: .customLong("wait-pri"), help: "Wait for the primary first, up to 20 seconds.")
  var waitsForPrimary = false

  @Option(
    name: [.customShort("f"), .customLong("file")], parsing: .singleValue,
    help: ArgumentHelp("Run the commands in a file; - is standard input.", valueName: "FILE"))
  var files: [String] = []

  @Flag(help: "Go on after a command that failed; the exit status tells all the same.")
  var keepGoing = false

  @Flag(
    name: [.customShort("x"), .customLong("echo")], help: "Print each command before its answer.")
  var echoes = false

  @Argument(help: ArgumentHelp("A command, such as 'vf 1; status'.", valueName: "COMMAND"))
  var commands: [String] = []

  func validate() throws {
    if (cert == nil) != (key == nil) {
      throw ValidationError("--cert and --key belong together: give both")
    }
    if tokenFile != nil, let address = addresses.first(where: \.isOpen) {
      throw ValidationError(
        "a token would be readable on its way to \(address): use https://\(address)")
    }
  }

  /// - Throws: `CommandFailure.file` for a file that is named and cannot be read.
  var credentials: Credentials {
    get throws(CommandFailure) {
      let variable = ProcessInfo.processInfo.environment["SPP_TOKEN_FILE"]
      return try Credentials(
        tokenFile: tokenFile ?? variable.flatMap { $0.isEmpty ? nil : $0 }, authorities: cacert,
        certificate: cert, key: key)
    }
  }

  func run(in session: Session, console: Console, isTerminal: Bool) -> ExitStatus {
    do throws(CommandFailure) {
      if waitsForPrimary { _ = try session.run(.wait(.primary, limit: .seconds(20))) }
      var scripts: [Script] = []
      for file in files { scripts.append(try Script(path: file)) }
      if !commands.isEmpty { scripts.append(Script(commands: commands)) }
      if scripts.isEmpty {
        if isTerminal { return Shell(session: session, console: console).run() }
        scripts.append(try Script(path: "-"))
      }
      return run(scripts, in: session, console: console)
    } catch {
      console.complain("\(error)")
      return error.status
    }
  }

  private func run(_ scripts: [Script], in session: Session, console: Console) -> ExitStatus {
    var status = ExitStatus.success
    let runner = Runner(session: session, console: console)
    for script in scripts {
      let outcome = script.run(by: runner, keepGoing: keepGoing, echo: echoes ? .prompt : .none)
      switch outcome {
      case .left(let end): return status == .success ? end : status
      case .ended(let end):
        if status == .success { status = end }
        if status != .success, !keepGoing { return status }
      }
    }
    return status
  }

  private static func address(_ text: String) throws -> ControllerAddress {
    do { return try ControllerAddress(parsing: text) } catch {
      throw ValidationError(error.description)
    }
  }
}
