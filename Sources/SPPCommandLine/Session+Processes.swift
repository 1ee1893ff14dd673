// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPModel
internal import SPPWire

// Commands of the primary and of a vf, and what the user reads of them.

extension Session {
  func run(_ command: PrimaryCommand) throws(CommandFailure) -> String {
    let request = APIRequest(command)
    let body: String
    do throws(CommandFailure) { body = try send(request) } catch {
      if case .noSuchProcess = error { throw .primaryNotConnected }
      throw error
    }
    if printsJSON { return body }
    switch command {
    case .hello, .status: return try PrimaryStatus(decode(body, request), request).report
    case .add(let port): return "Add \(port)."
    case .delete(let port): return "Delete \(port)."
    case .addPipe(let pipe): return "Add \(Pipe.name(pipe.index))."
    case .deletePipe(let index): return "Delete \(Pipe.name(index))."
    case .patch(let patch): return "Patch ports (\(patch))."
    case .resetPatches: return "Clear all of patches."
    case .forward: return "Start forwarding."
    case .stop: return "Stop forwarding."
    case .flow: return try decode(body, request)["message"]?.string ?? body
    case .clear: return "Clear port statistics."
    case .launch(let launch): return "Send request to launch vf:\(launch.client)."
    case .exit: return "Exit primary."
    }
  }

  func run(_ action: VFAction, of client: ClientID) throws(CommandFailure) -> String {
    switch action {
    case .status:
      let request = APIRequest(.get, "vfs/\(client)")
      let body = try send(request, of: client)
      return printsJSON ? body : try VFStatus(rest: decode(body, request), request).report
    case .counters:
      let request = APIRequest(.get, "vfs/\(client)/counters")
      let body = try send(request, of: client)
      return printsJSON ? body : try ComponentCounters.report(decode(body, request), request)
    case .plan:
      let request = APIRequest(.get, "vfs/\(client)/plan")
      let body = try send(request, of: client)
      if printsJSON { return body }
      return String(decoding: try decode(body, request).serialized(pretty: true), as: UTF8.self)
    case .change(let command):
      let body = try send(APIRequest(command, to: client), of: client)
      return printsJSON ? body : command.success
    case .apply(let path):
      let plan = try Self.json(in: path)
      let body = try send(APIRequest(.put, "vfs/\(client)/plan", body: plan), of: client)
      return printsJSON ? body : "Succeeded to apply '\(path)'"
    case .exit:
      let body = try send(APIRequest(.delete, "vfs/\(client)"), of: client)
      return printsJSON ? body : "Exit vf \(client)."
    }
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

  private func send(_ request: APIRequest, of client: ClientID) throws(CommandFailure) -> String {
    do throws(CommandFailure) { return try send(request) } catch {
      if case .noSuchProcess = error { throw .noSuchProcess("vf \(client)") }
      throw error
    }
  }

  func decode(_ body: String, _ request: APIRequest) throws(CommandFailure) -> JSON {
    do throws(JSONError) { return try JSON(parsing: Array(body.utf8)) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }
}

extension VFCommand {
  /// SPP's words for a success; scripts read them.
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
