// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

extension PcapStatus {
  /// Reads the body of `GET /v1/pcaps/ID`.
  init(rest json: JSON, _ request: APIRequest) throws(CommandFailure) {
    do throws(WireError) { try self.init(json) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }

  /// What `pcap ID; status` prints.
  var report: String {
    let core = workers.first ?? mainLcore
    let lines = [
      "Basic Information:", "  - client-id: \(client)",
      "  - status: \(plan.isRecording ? "running" : "idle")", "  - lcore_ids:",
      "    - master: \(mainLcore)",
      "    - slaves: [\(workers.map(\.description).joined(separator: ", "))]", "Components:",
      "  - core:\(core) receive", "    - rx: \(port)", "  - core:\(core) write",
    ]
    return (lines + capture.lines).joined(separator: "\n")
  }
}

extension CaptureState {
  /// The file and what became of the packets, below the component that writes.
  var lines: [String] {
    [
      "    - filename: \(file)",
      "    - written: \(written.packets) packets, \(written.bytes) bytes; lost: \(lost)",
    ] + (fault.map { ["    - fault: \($0)"] } ?? [])
  }
}
