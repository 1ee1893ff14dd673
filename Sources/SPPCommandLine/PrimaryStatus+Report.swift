// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

extension PrimaryStatus {
  /// Reads the body of `GET /v1/primary/status`.
  init(_ json: JSON, _ request: APIRequest) throws(CommandFailure) {
    do throws(WireError) { try self.init(json) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }

  /// What `pri; status` prints.
  var report: String {
    let slaves = lcores.filter { $0 != mainLcore }.map(\.description)
    var lines = [
      "- lcore_ids:",
      "  - master: \(mainLcore)",
      "  - slaves: [\(slaves.joined(separator: ", "))]",
      "- stats",
      "  - physical ports:",
      row(["ID", "rx", "tx", "tx_drop", "rxq", "txq"]) + "  mac_addr           link",
    ]
    lines += phyPorts.map { port in
      row([port.id, port.rx, port.tx, port.txDrop, port.rxQueues, port.txQueues])
        + "  \(port.mac.description.lowercased())  \(port.linkUp ? "up" : "down")"
    }
    lines += ["  - ring ports:", row(["ID", "rx", "tx", "rx_drop", "tx_drop"])]
    lines += ringPorts.map { row([$0.id, $0.rx, $0.tx, $0.rxDrop, $0.txDrop]) }
    if !addedPorts.isEmpty {
      lines.append("- added ports: [\(addedPorts.map(\.description).joined(separator: ", "))]")
    }
    if !pools.isEmpty {
      lines.append("- pools:")
      lines += pools.map { "  - \($0.name): \($0.free) of \($0.size) buffers free" }
    }
    return lines.joined(separator: "\n")
  }

  /// The id in 8 columns, then 12 for each number, right-aligned.
  private func row(_ cells: [any CustomStringConvertible]) -> String {
    cells.enumerated().map { index, cell in
      let text = cell.description
      return String(repeating: " ", count: max(1, (index == 0 ? 8 : 12) - text.count)) + text
    }.joined()
  }
}
