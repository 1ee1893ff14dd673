// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// The processes that the controller knows.
struct ProcessList {
  struct Secondary {
    /// The word of a `SecondaryKind`, or a kind that this shell does not know.
    let kind: String
    let client: ClientID
    /// Whether it lives and does nothing.
    let isHung: Bool

    fileprivate var rank: Int {
      let kinds = SecondaryKind.allCases.map(\.rawValue)
      return kinds.firstIndex(of: kind) ?? kinds.count
    }
  }

  let hasPrimary: Bool
  /// By kind in SPP's order, then by id.
  let secondaries: [Secondary]

  /// Reads `[{"type":"primary"},{"type":"vf","client-id":1}]`; what is neither is left out.
  init(_ json: JSON) {
    let entries = json.array ?? []
    hasPrimary = entries.contains { $0["type"]?.string == ProcessKind.primary.rawValue }
    secondaries = entries.compactMap { entry in
      guard let kind = entry["type"]?.string, let number = entry["client-id"]?.integer,
        let client = try? ClientID(Int(number))
      else { return nil }
      return Secondary(
        kind: kind, client: client, isHung: entry["state"]?.string == "hung")
    }.sorted { ($0.rank, $0.kind, $0.client) < ($1.rank, $1.kind, $1.client) }
  }

  func has(_ awaited: Awaited) -> Bool {
    switch awaited {
    case .primary: hasPrimary
    case .secondary(let kind, let client):
      secondaries.contains { $0.kind == kind.rawValue && $0.client == client }
    }
  }

  /// What `status` prints.
  func report(controller address: String) -> String {
    let head = """
      - spp-ctl:
        - address: \(address)
      - primary:
        - status: \(hasPrimary ? "running" : "not running")
      - secondary:
        - processes:
      """
    let rows = secondaries.enumerated().map { index, process in
      "    \(index + 1): \(process.kind):\(process.client)\(process.isHung ? " (hung)" : "")"
    }
    return ([head] + rows).joined(separator: "\n")
  }
}
