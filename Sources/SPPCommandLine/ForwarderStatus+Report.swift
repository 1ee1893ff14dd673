// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

extension ForwarderStatus {
  var word: String { plan.isForwarding ? "running" : "idling" }

  /// Each port, with what it is patched to.
  var lines: [String] {
    ports.map { port in
      plan.patches.first { $0.source == port }?.description ?? "\(port)"
    }
  }
}

extension NFVStatus {
  /// Reads the body of `GET /v1/nfvs/ID`.
  init(rest json: JSON, _ request: APIRequest) throws(CommandFailure) {
    do throws(WireError) { try self.init(json) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }

  /// What `nfv ID; status` prints.
  var report: String {
    let slaves = workers.map(\.description).joined(separator: ", ")
    let lines =
      [
        "- status: \(forwarder.word)", "- lcore_ids:", "  - master: \(mainLcore)",
        "  - slaves: [\(slaves)]", "- ports:",
      ] + forwarder.lines.map { "  - \($0)" }
    return lines.joined(separator: "\n")
  }
}
