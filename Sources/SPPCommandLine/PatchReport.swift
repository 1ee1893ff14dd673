// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// Ports and patches of an nfv or of the primary's forwarder, as their statuses give them.
struct PatchReport {
  /// `running` or `idling`.
  let status: String
  let ports: [ResourceUID]
  let patches: [(source: ResourceUID, destination: ResourceUID)]

  init(_ fields: Fields) throws(ParameterError) {
    status = try fields.string("status", "a word")
    ports = try Self.ports(fields)
    patches = try fields.objects("patches") { (patch) throws(ParameterError) in
      (source: try patch.port("src"), destination: try patch.port("dst"))
    }
  }

  static func ports(_ fields: Fields) throws(ParameterError) -> [ResourceUID] {
    var ports: [ResourceUID] = []
    for port in try fields.array("ports") {
      ports.append(try Fields(JSON.Object([("ports", port)])).port("ports"))
    }
    return ports
  }

  /// Each port, with what it is patched to.
  var lines: [String] {
    ports.map { port in
      patches.first { $0.source == port }.map { "\(port) -> \($0.destination)" } ?? "\(port)"
    }
  }

  /// What `nfv ID; status` prints of the body of `GET /v1/nfvs/ID`.
  static func nfv(_ json: JSON, _ request: APIRequest) throws(CommandFailure) -> String {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "status")
      let report = try PatchReport(fields)
      let main = try fields.lcore("master-lcore")
      let slaves = try fields.lcores("lcores").filter { $0 != main }.map(\.description)
      let lines =
        [
          "- status: \(report.status)", "- lcore_ids:", "  - master: \(main)",
          "  - slaves: [\(slaves.joined(separator: ", "))]", "- ports:",
        ] + report.lines.map { "  - \($0)" }
      return lines.joined(separator: "\n")
    } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }
}
