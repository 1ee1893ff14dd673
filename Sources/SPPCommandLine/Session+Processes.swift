// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPModel
internal import SPPWire

// Commands of one process, and what the user reads of them.

extension Session {
  func run(_ action: PrimaryAction) throws(CommandFailure) -> String {
    if case .patches(.delete(let port)) = action, port.type == .phy {
      throw .refused("Cannot delete phy port.")
    }
    let request = APIRequest(action)
    let body: String
    do throws(CommandFailure) { body = try send(request) } catch {
      if case .noSuchProcess = error { throw .primaryNotConnected }
      throw error
    }
    if case .flow(let action) = action { return try report(action, body, request) }
    if case .launch = action {
      // SPP gives the process a moment; 'wait' waits for it.
      let delay = (try? CommandParser.duration(workspace.settings[.launchDelay])) ?? .zero
      guard pause(delay) else { throw .interrupted }
    }
    if printsJSON { return body }
    switch action {
    case .status: return try PrimaryReport(decode(body, request), request).text
    case .pool: return try PoolText(decode(body, request), request).text
    case .patches(let action): return action.success
    case .addPipe(let number, let rx, let tx): return "Add pipe:\(number) \(rx) \(tx)."
    case .deletePipe(let number): return "Delete pipe:\(number)."
    case .clear: return "Clear port statistics."
    case .launch(let launch):
      return "Send request to launch \(launch.program.dropFirst(4)):\(launch.client)."
    case .flow: return ""
    case .exit: return "Exit primary."
    }
  }

  func run(_ action: NFVAction, of client: ClientID) throws(CommandFailure) -> String {
    let process = "nfvs/\(client)"
    switch action {
    case .status:
      let request = APIRequest(.get, process)
      let body = try send(request, of: .nfv, client)
      return printsJSON ? body : try NFVStatus(rest: decode(body, request), request).report
    case .counters:
      let request = APIRequest(.get, "\(process)/counters")
      let body = try send(request, of: .nfv, client)
      return printsJSON ? body : try ComponentCounters.report(decode(body, request), request)
    case .patches(let action):
      if case .delete(let port) = action, port.type == .phy {
        throw .refused("Cannot delete phy port.")
      }
      let body = try send(APIRequest(action, of: process), of: .nfv, client)
      return printsJSON ? body : action.success
    case .exit:
      return try exit(.nfv, client)
    }
  }

  func run(
    _ action: VFAction, of kind: SecondaryKind, _ client: ClientID
  ) throws(CommandFailure) -> String {
    let process = "\(kind.path)/\(client)"
    switch action {
    case .status:
      let request = APIRequest(.get, process)
      let body = try send(request, of: kind, client)
      if printsJSON { return body }
      return try VFStatus(rest: decode(body, request), request).report(withTable: kind == .vf)
    case .counters:
      let request = APIRequest(.get, "\(process)/counters")
      let body = try send(request, of: kind, client)
      return printsJSON ? body : try ComponentCounters.report(decode(body, request), request)
    case .plan:
      let request = APIRequest(.get, "\(process)/plan")
      let body = try send(request, of: kind, client)
      if printsJSON { return body }
      return String(decoding: try decode(body, request).serialized(pretty: true), as: UTF8.self)
    case .change(let command):
      let body = try send(APIRequest(command, of: process), of: kind, client)
      return printsJSON ? body : command.success
    case .apply(let path):
      let plan = try Self.json(in: path)
      let body = try send(APIRequest(.put, "\(process)/plan", body: plan), of: kind, client)
      return printsJSON ? body : "Succeeded to apply '\(path)'"
    case .exit:
      return try exit(kind, client)
    }
  }

  func run(_ action: PcapAction, of client: ClientID) throws(CommandFailure) -> String {
    let request: APIRequest
    let success: String
    switch action {
    case .status:
      let request = APIRequest(.get, "pcaps/\(client)")
      let body = try send(request, of: .pcap, client)
      return printsJSON ? body : try PcapStatus(rest: decode(body, request), request).report
    case .start:
      request = APIRequest(.put, "pcaps/\(client)/capture", body: ["action": "start"])
      success = "Start packet capture."
    case .stop:
      request = APIRequest(.put, "pcaps/\(client)/capture", body: ["action": "stop"])
      success = "Stop packet capture."
    case .exit: return try exit(.pcap, client)
    }
    let body = try send(request, of: .pcap, client)
    return printsJSON ? body : success
  }

  private func exit(
    _ kind: SecondaryKind, _ client: ClientID
  ) throws(CommandFailure) -> String {
    let body = try send(APIRequest(.delete, "\(kind.path)/\(client)"), of: kind, client)
    return printsJSON ? body : "Exit \(kind.rawValue) \(client)."
  }

  private static func json(in path: String) throws(CommandFailure) -> JSON {
    let text = try TextFile.read(path)
    do throws(JSONError) { return try JSON(parsing: Array(text.utf8)) } catch {
      throw .file(path, reason: error.description)
    }
  }

  // MARK: - Requests

  func send(_ request: APIRequest) throws(CommandFailure) -> String {
    let response: APIResponse
    do throws(APIError) { response = try api.send(request) } catch { throw .api(error) }
    if response.isSuccess { return response.text }
    var reason = response.reason.trimmingCharacters(in: .whitespacesAndNewlines)
    // What the process said, without the mark that it was the process.
    if reason.hasPrefix("command error: ") { reason.removeFirst("command error: ".count) }
    if response.status == 404, reason.hasPrefix("sec_id ") || reason.hasPrefix("primary not found")
    {
      throw .noSuchProcess(reason)
    }
    throw .refused(reason.isEmpty ? "'\(request)' ended with status \(response.status)" : reason)
  }

  private func send(
    _ request: APIRequest, of kind: SecondaryKind, _ client: ClientID
  ) throws(CommandFailure) -> String {
    do throws(CommandFailure) { return try send(request) } catch {
      if case .noSuchProcess = error { throw .noSuchProcess("\(kind.rawValue) \(client)") }
      throw error
    }
  }

  func decode(_ body: String, _ request: APIRequest) throws(CommandFailure) -> JSON {
    do throws(JSONError) { return try JSON(parsing: Array(body.utf8)) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }
}

// SPP's words for a success; scripts read them.

extension PatchAction {
  fileprivate var success: String {
    switch self {
    case .add(let port): "Add \(port)."
    case .delete(let port): "Delete \(port)."
    case .patch(let source, let destination): "Patch ports (\(source.word) -> \(destination.word))."
    case .resetPatches: "Clear all of patches."
    case .forward: "Start forwarding."
    case .stop: "Stop forwarding."
    }
  }
}

extension VFCommand {
  fileprivate var success: String {
    switch self {
    case .startComponent(let name, let core, _):
      "Succeeded to start component '\(name)' on core:\(core)"
    case .stopComponent(let name): "Succeeded to delete component '\(name)'"
    case .attach: "Succeeded to add port"
    case .detach: "Succeeded to del port"
    case .addEntry: "Succeeded to add"
    case .deleteEntry: "Succeeded to del"
    }
  }
}
