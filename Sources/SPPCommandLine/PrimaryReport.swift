// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// What `pri; status` prints of the body of `GET /v1/primary/status`.
struct PrimaryReport {
  private let status: PrimaryStatus

  init(_ json: JSON, _ request: APIRequest) throws(CommandFailure) {
    do throws(WireError) { status = try PrimaryStatus(json) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }

  var text: String {
    let slaves = status.lcores.filter { $0 != status.mainLcore }.map(\.description)
    var lines = [
      "- lcore_ids:",
      "  - master: \(status.mainLcore)",
      "  - slaves: [\(slaves.joined(separator: ", "))]",
    ]
    if let forwarder = status.forwarder {
      lines += ["- forwarder:", "  - status: \(forwarder.word)", "  - ports:"]
      lines += forwarder.lines.map { "    - \($0)" }
    }
    if !status.pipes.isEmpty {
      lines.append("- pipes:")
      lines += status.pipes.map { "  - \(Pipe.name($0.index)) \($0.rx) \($0.tx)" }
    }
    lines += [
      "- stats",
      "  - physical ports:",
      row(["ID", "rx", "tx", "tx_drop", "rxq", "txq"]) + "  mac_addr           link",
    ]
    lines += status.phyPorts.map { port in
      row([port.id, port.rx, port.tx, port.txDrop, port.rxQueues, port.txQueues])
        + "  \(port.mac.description.lowercased())  \(port.linkUp ? "up" : "down")"
    }
    lines += ["  - ring ports:", row(["ID", "rx", "tx", "rx_drop", "tx_drop"])]
    lines += status.ringPorts.map { row([$0.id, $0.rx, $0.tx, $0.rxDrop, $0.txDrop]) }
    if !status.addedPorts.isEmpty {
      let ports = status.addedPorts.map(\.description)
      lines.append("- added ports: [\(ports.joined(separator: ", "))]")
    }
    if !status.pools.isEmpty {
      lines.append("- pools:")
      lines += status.pools.map { "  - \($0.name): \($0.free) of \($0.size) buffers free" }
    }
    lines += health
    return lines.joined(separator: "\n")
  }

  /// What went wrong in the group, if anything did.
  private var health: [String] {
    var lines: [String] = []
    let burials = status.burials
    if burials.processes > 0 {
      lines += [
        "- burials: \(burials.processes) processes",
        "  - given back: \(burials.freed) buffers, \(burials.magazines) magazines, \(burials.claims) queues, \(burials.lcores) lcores",
        "  - in doubt: \(burials.leaked) buffers, of which \(burials.reclaimed) were found again",
      ]
    }
    if let heap = status.heap, heap.guests > 0 {
      lines.append(
        "- left behind in the heap: \(heap.leftBehind / 1024) KiB for \(heap.guests) guests of processes that died; \(heap.free / 1024) KiB of \(heap.size / 1024) KiB are free"
      )
    }
    lines += status.hung.map { process in
      let what =
        process.lcores.isEmpty
        ? "gives no sign of life"
        : "does not end a burst on lcore \(process.lcores.map(\.description).joined(separator: ", "))"
      return "- HUNG: process \(process.client) \(what), for \(process.milliseconds / 1000) s"
    }
    return lines
  }

  /// The id in 8 columns, then 12 for each number, right-aligned.
  private func row(_ cells: [any CustomStringConvertible]) -> String {
    cells.enumerated().map { index, cell in
      let text = cell.description
      return String(repeating: " ", count: max(1, (index == 0 ? 8 : 12) - text.count)) + text
    }.joined()
  }
}
