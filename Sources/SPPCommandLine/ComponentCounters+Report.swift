// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

extension ComponentCounters {
  /// What `vf ID; counters` prints of the body of `GET /v1/vfs/ID/counters`.
  static func report(_ json: JSON, _ request: APIRequest) throws(CommandFailure) -> String {
    let all: [ComponentCounters]
    do throws(WireError) { all = try Self.all(json) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
    return (["Components:"] + (all.isEmpty ? ["  No entries."] : all.flatMap(\.lines)))
      .joined(separator: "\n")
  }

  private var lines: [String] {
    [
      "  - '\(name)'",
      "    - received: \(received.report)",
      "    - sent: \(sent.report)",
      "    - copies: \(copies)",
      "    - drops: \(dropped)\(drops.report)",
    ]
      + attachments.map { attachment in
        "    - \(attachment.direction): \(attachment.port): \(attachment.traffic.report)\(attachment.drops.report)"
      }
  }
}

extension Traffic {
  fileprivate var report: String { "\(packets) packets, \(bytes) bytes" }
}

extension [DropReason: UInt64] {
  /// ` (tx_full: 3, runt: 1)`, in the order of the reasons' declaration.
  fileprivate var report: String {
    let words = DropReason.allCases.compactMap { reason in
      self[reason].flatMap { $0 == 0 ? nil : "\(reason.rawValue): \($0)" }
    }
    return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
  }
}
