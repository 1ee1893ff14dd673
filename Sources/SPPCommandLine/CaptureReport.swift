// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// What `pcap ID; status` prints of the body of `GET /v1/pcaps/ID`.
enum CaptureReport {
  static func text(_ json: JSON, _ request: APIRequest) throws(CommandFailure) -> String {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "status")
      var slaves: [String] = []
      var rows: [String] = []
      for core in try fields.objects("core", { $0 }) {
        let lcore = try core.lcore("core")
        if !slaves.contains("\(lcore)") { slaves.append("\(lcore)") }
        let role = try core.string("role", "receive or write")
        rows.append("  - core:\(lcore) \(role)")
        for port in try core.objects("rx_port", { $0 }) {
          rows.append("    - rx: \(try port.port())")
        }
        if core.has("filename") {
          rows.append("    - filename: \(try core.string("filename", "the name of a file"))")
        }
      }
      let lines = [
        "Basic Information:", "  - client-id: \(try fields.client("client-id"))",
        "  - status: \(try fields.string("status", "a word"))", "  - lcore_ids:",
        "    - master: \(try fields.lcore("master-lcore"))",
        "    - slaves: [\(slaves.joined(separator: ", "))]", "Components:",
      ]
      return (lines + rows).joined(separator: "\n")
    } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }
}
