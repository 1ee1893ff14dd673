// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// Carries out commands, one at a time, each with one or two requests.
package struct Session {
  let workspace: Workspace
  /// Whether answers are printed as the API gave them.
  let printsJSON: Bool
  /// Returns false when ^C ended it early.
  let pause: (Duration) -> Bool

  package init(
    workspace: Workspace, printsJSON: Bool = false, pause: @escaping (Duration) -> Bool
  ) {
    self.workspace = workspace
    self.printsJSON = printsJSON
    self.pause = pause
  }

  /// The controller that commands go to.
  var api: any API { workspace.servers.current }
  var prompt: String { workspace.settings[.prompt] }

  /// What a command gives.
  package enum Answer: Hashable, Sendable {
    /// Lines without the last line end; "" prints nothing.
    case text(String)
    /// Something to say, and the end of the session.
    case leave(String)
    /// The lines of this file are to be run.
    case play(String)
    /// This line is to be run.
    case again(String)
  }

  /// Reads a line and does what it says.
  package func execute(_ line: String) throws(CommandFailure) -> Answer {
    let command: Command
    do throws(ParseError) { command = try CommandParser.parse(line) } catch {
      if case .unknownCommand = error, let answer = try runPlugin(line) { return answer }
      throw .syntax(error)
    }
    return try run(command)
  }

  package func run(_ command: Command) throws(CommandFailure) -> Answer {
    switch command {
    case .nothing: return .text("")
    case .comment(let text): return .text(printsJSON ? "" : text)
    case .status: return .text(try status())
    case .primary(let action): return .text(try run(action))
    case .nfv(let client, let action): return .text(try run(action, of: client))
    case .vf(let client, let action): return .text(try run(action, of: .vf, client))
    case .mirror(let client, let action): return .text(try run(action, of: .mirror, client))
    case .pcap(let client, let action): return .text(try run(action, of: client))
    case .secondary(let client, let text): return try run(text, ofSecondary: client)
    case .server(let action):
      let text = try workspace.servers.perform(action)
      // Not 'nil': that would be JSON's null.
      return .text(printed(text, action == .list ? workspace.servers.json : JSON?.none))
    case .config(let action): return .text(try configure(action))
    case .topology(let action): return .text(try draw(action))
    case .recipe(let action): return try run(action)
    case .file(let action): return .text(try run(action))
    case .http: return .text(printed(page, .string(page)))
    case .inspect: return .text(printed(inspection, inspectionJSON))
    case .loadCommand(let name): return .text(printed(try loadPlugin(name)))
    case .bye(.shell): return .leave(printed("Thank you for using Soft Patch Panel"))
    case .bye(let farewell): return .text(try end(farewell))
    case .help(let topic):
      guard let text = CommandSyntax.help(on: topic) else { throw .noSuchTopic(topic ?? "") }
      return .text(printed(text, .array(CommandSyntax.rows(on: topic).map(\.json))))
    case .sleep(let duration):
      guard pause(duration) else { throw .interrupted }
      return .text("")
    case .wait(let awaited, let limit):
      try wait(for: awaited, limit: limit)
      return .text("")
    case .up(let path): return .text(try up(path))
    case .down: return .text(try down())
    case .scale(let name, let count): return .text(try scale(name, to: count))
    case .plan(let action): return .text(try run(action))
    }
  }

  /// What a command prints that the controller has not answered: text for people, or the same as JSON; a mere success
  /// is nothing then.
  func printed(_ text: String, _ json: JSON? = nil) -> String {
    guard printsJSON else { return text }
    return json.map { String(decoding: $0.serialized(), as: UTF8.self) } ?? ""
  }

  private func status() throws(CommandFailure) -> String {
    let body = try send(.processes)
    if printsJSON { return body }
    let list = ProcessList(try decode(body, .processes)).report(controller: api.address)
    let site = siteReport()
    return site.isEmpty ? list : list + "\n" + site
  }

  /// Asks once which kind the process is.
  private func run(
    _ text: String, ofSecondary client: ClientID
  ) throws(CommandFailure) -> Answer {
    let list = ProcessList(try decode(try send(.processes), .processes))
    guard let process = list.secondaries.first(where: { $0.client == client }) else {
      throw .noSuchProcess("sec \(client)")
    }
    guard let kind = SecondaryKind(rawValue: process.kind) else {
      throw .unknownKind(process.kind, of: "sec \(client)")
    }
    let command: Command
    do throws(ParseError) { command = try CommandParser.parse(text, for: kind, client) } catch {
      throw .syntax(error)
    }
    return try run(command)
  }

  /// Ends what it can, and says afterwards what did not end.
  private func end(_ farewell: Farewell) throws(CommandFailure) -> String {
    let list = ProcessList(try decode(try send(.processes), .processes))
    var lines = ["Closing secondary ..."]
    var requests = list.secondaries.map { APIRequest(.delete, "\($0.kind)s/\($0.client)") }
    if farewell == .all, list.hasPrimary {
      lines.append("Closing primary ...")
      requests.append(APIRequest(PrimaryAction.exit))
    }
    var failures: [CommandFailure] = []
    for request in requests {
      do throws(CommandFailure) { _ = try send(request) } catch { failures.append(error) }
    }
    if failures.count == 1 { throw failures[0] }
    guard failures.isEmpty else {
      throw .refused(failures.map(\.description).joined(separator: "; "))
    }
    return printsJSON ? "" : lines.joined(separator: "\n")
  }

  /// Asks five times a second; a controller that is not there yet is waited for too.
  private func wait(for awaited: Awaited, limit: Duration) throws(CommandFailure) {
    let step = Duration.milliseconds(200)
    var waited = Duration.zero
    while true {
      var absent: CommandFailure = .timeout(awaited, limit: limit)
      do throws(CommandFailure) {
        let list = ProcessList(try decode(try send(.processes), .processes))
        if list.has(awaited) { return }
      } catch {
        guard case .api = error else { throw error }
        absent = error
      }
      guard waited < limit else { throw absent }
      guard pause(step) else { throw .interrupted }
      waited += step
    }
  }
}
