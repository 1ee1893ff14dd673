// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPWire
internal import Yams

// What all processes of the group hold, as one file.

extension Session {
  func run(_ action: PlanAction) throws(CommandFailure) -> String {
    switch action {
    case .get(let path): try getPlan(path)
    case .diff(let path): try diffPlan(path)
    case .put(let path): try putPlan(path)
    }
  }

  private func getPlan(_ path: String?) throws(CommandFailure) -> String {
    let request = APIRequest(v2: .get, "plan")
    let body = try send(request)
    guard let path else {
      if printsJSON { return body }
      return Self.pretty(try decode(body, request))
    }
    let plan = try decode(body, request)
    let text: String
    if Self.isYAML(path) {
      do { text = try Yams.serialize(node: plan.yaml) } catch {
        throw .file(path, reason: "\(error)")
      }
    } else {
      text = Self.pretty(plan) + "\n"
    }
    try TextFile.write(text, to: Self.expanded(path))
    let count = plan["processes"]?.object?.members.count ?? 0
    return printsJSON
      ? "" : "Wrote the plans of \(count) process\(count == 1 ? "" : "es") to '\(path)'"
  }

  private func diffPlan(_ path: String) throws(CommandFailure) -> String {
    let request = APIRequest(
      v2: .put, "plan?dry-run=true", body: try Self.document(path).plan)
    let body = try send(request)
    return printsJSON ? body : try Self.lines(decode(body, request)) ?? "No difference."
  }

  /// Of a file that was read from the group, only if the group is still as it was read.
  private func putPlan(_ path: String) throws(CommandFailure) -> String {
    let (plan, text) = try Self.document(path)
    let tag = plan["etag"]?.string
    let request = APIRequest(
      v2: .put, "plan", body: plan, ifMatch: tag.map { "\"\($0)\"" } ?? "*")
    let body = try send(request)
    let answer = try decode(body, request)
    // The file is what the group holds now, and may be changed again from here.
    if let tag, let next = answer["etag"]?.string, next != tag {
      try TextFile.write(
        text.replacing(tag, with: next, maxReplacements: 1), to: Self.expanded(path))
    }
    if printsJSON { return body }
    return (Self.lines(answer).map { $0 + "\n" } ?? "") + "Succeeded to apply '\(path)'"
  }

  private static func lines(_ change: JSON) -> String? {
    let lines = (change["commands"]?.array ?? []).compactMap(\.string)
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// JSON is read by JSON's reader: plans of 100,000 rows are longer than what YAML's takes.
  private static func document(_ path: String) throws(CommandFailure) -> (plan: JSON, text: String)
  {
    let file = expanded(path)
    let text = try TextFile.read(file)
    if isYAML(path) { return (try YAMLFile.read(file), text) }
    do throws(JSONError) { return (try JSON(parsing: Array(text.utf8)), text) } catch {
      throw .file(path, reason: error.description)
    }
  }

  private static func isYAML(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  }

  private static func pretty(_ json: JSON) -> String {
    String(decoding: json.serialized(pretty: true), as: UTF8.self)
  }
}
