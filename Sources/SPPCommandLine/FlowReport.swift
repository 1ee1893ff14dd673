// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

extension Session {
  /// What `pri; flow` prints of an answer.
  ///
  /// - Throws: `CommandFailure.refused` with the device's reason: it comes with the status of a success.
  func report(
    _ action: FlowAction, _ body: String, _ request: APIRequest
  ) throws(CommandFailure) -> String {
    let answer = try decode(body, request)
    switch action {
    case .validate, .create, .destroy:
      let message = answer["message"]?.string ?? ""
      guard answer["result"]?.string == "success" else {
        throw .refused(message.isEmpty ? "'\(request)' was refused without a reason" : message)
      }
      return printsJSON ? body : message
    case .list(let port):
      if printsJSON { return body }
      let rules = try FlowReport.rules(of: port, in: answer, request)
      return (["ID      Group   Prio    Attr    Rule"] + rules.map(\.row)).joined(separator: "\n")
    case .status(let number, let port):
      if printsJSON { return body }
      let rules = try FlowReport.rules(of: port, in: answer, request)
      guard let rule = rules.first(where: { $0.number == number }) else {
        throw .refused("Flow rule #\(number) not found")
      }
      return rule.text
    }
  }
}

/// A rule of a device, as the primary's status gives it.
struct FlowReport {
  let number: Int64
  private let attributes: JSON
  private let patterns: [JSON]
  private let actions: [JSON]

  static func rules(
    of port: ResourceUID, in status: JSON, _ request: APIRequest
  ) throws(CommandFailure) -> [FlowReport] {
    let ports = status["phy_ports"]?.array ?? []
    guard let found = ports.first(where: { $0["id"]?.integer == Int64(port.index) }) else {
      throw .refused("\(port) does not exist; 'pri; status' lists the ports")
    }
    return (found["flow"]?.array ?? []).compactMap { FlowReport($0) }
  }

  private init?(_ json: JSON) {
    guard let number = json["rule_id"]?.integer ?? json["rule_id"]?.string.flatMap({ Int64($0) })
    else { return nil }
    self.number = number
    attributes = json["attr"] ?? .null
    patterns = json["patterns"]?.array ?? []
    actions = json["actions"]?.array ?? []
  }

  private func has(_ attribute: String) -> Bool {
    attributes[attribute]?.integer == 1 || attributes[attribute]?.bool == true
  }

  private func attribute(_ name: String) -> Int64 { attributes[name]?.integer ?? 0 }

  /// A line of `flow list`; the attributes are the first letters of ingress, egress and transfer.
  var row: String {
    let letters = ["ingress", "egress", "transfer"].map { name in
      has(name) ? String(name.prefix(1)) : "-"
    }.joined()
    func words(_ list: [JSON]) -> String {
      list.compactMap { $0["type"]?.string?.uppercased() }.joined(separator: " ")
    }
    let cells = ["\(number)", "\(attribute("group"))", "\(attribute("priority"))", letters]
    return cells.map { $0.padded(to: 8) }.joined() + "\(words(patterns)) => \(words(actions))"
  }

  /// What `flow status` prints.
  var text: String {
    let cells = [
      "\(attribute("group"))", "\(attribute("priority"))", "\(has("ingress"))", "\(has("egress"))",
      "\(has("transfer"))",
    ]
    let head = ["Group", "Priority", "Ingress", "Egress", "Transfer"]
    func columns(_ cells: [String]) -> String {
      let last = cells.count - 1
      return "  " + cells.enumerated().map { $0 == last ? $1 : $1.padded(to: 9) }.joined()
    }
    var lines = ["Attribute:", columns(head), columns(cells), "Patterns:"]
    for pattern in patterns {
      lines.append("  - \(pattern["type"]?.string ?? "?"):")
      for part in ["spec", "last", "mask"] {
        lines.append("    - \(part):")
        lines += Self.members(pattern[part]).map { "      - \($0)" }
      }
    }
    lines.append("Actions:")
    for action in actions {
      lines.append("  - \(action["type"]?.string ?? "?"):")
      lines += Self.members(action["conf"]).map { "    - \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  private static func members(_ json: JSON?) -> [String] {
    (json?.object?.members ?? []).map { "\($0.name): \($0.value.quoted)" }
  }
}

extension String {
  /// Filled with blanks on the right; one that is long enough gets one blank.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
