// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

extension VFStatus {
  /// Reads the body of `GET /v1/vfs/ID`.
  init(rest json: JSON, _ request: APIRequest) throws(CommandFailure) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "status")
      var ports: [ResourceUID] = []
      for port in try fields.array("ports") {
        ports.append(try Fields(JSON.Object([("ports", port)])).port("ports"))
      }
      // Busy lcores are listed once for each component, idle ones as `unuse`.
      var workers: [LcoreID] = []
      for component in try fields.objects("components", { $0 }) {
        let lcore = try component.lcore("core")
        if !workers.contains(lcore) { workers.append(lcore) }
      }
      self.init(
        client: try fields.client("client-id"), mainLcore: try fields.lcore("master-lcore"),
        workers: workers.sorted(), ports: ports, plan: try VFPlan(fields),
        captures: try Self.captures(fields, components: "components"))
    } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }

  /// What `vf ID; status` prints.
  ///
  /// - Parameter withTable: A mirror has no classifier table.
  func report(withTable: Bool) -> String {
    var lines = [
      "Basic Information:",
      "  - client-id: \(client)",
      "  - ports: [\(ports.map(\.description).joined(separator: ", "))]",
      "  - lcore_ids:",
      "    - master: \(mainLcore)",
      "    - slaves: [\(workers.map(\.description).joined(separator: ", "))]",
    ]
    if withTable {
      lines.append("Classifier Table:")
      lines += plan.entries.map { "  - \($0.key), \($0.port)" }
      if plan.entries.isEmpty { lines.append("  No entries.") }
    }
    lines.append("Components:")
    for worker in workers {
      let components = plan.components.filter { $0.core == worker }
      if components.isEmpty { lines.append("  - core:\(worker) '' (type: unuse)") }
      for component in components {
        lines += component.report + (captures[component.name]?.lines ?? [])
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension ComponentPlan {
  fileprivate var report: [String] {
    ["  - core:\(core) '\(name)' (type: \(kind.rawValue))"]
      + Direction.allCases.flatMap { direction in
        self[direction].map { "    - \(direction): \($0.port)\($0.vlan.report)" }
      }
  }
}

extension VLANOperation {
  /// In the words of `port add`.
  fileprivate var report: String {
    switch self {
    case .none: ""
    case .add(let vlan, let pcp): " add_vlantag \(vlan) \(pcp)"
    case .delete: " del_vlantag"
    }
  }
}
