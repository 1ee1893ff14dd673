// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPWire

/// The body of `GET /v2/site`, as the shell reads it.
struct SiteState {
  struct Process {
    let name: String
    let kind: String
    let client: Int64
    let state: String
    let isAsWanted: Bool
    let isLaunched: Bool
    let pid: Int64?
    let since: Int64?
    let restarts: Int64
    let lastExit: String?
    let reason: String?
  }

  struct Restore {
    let client: Int64
    let reason: String?
    let differences: [String]
  }

  let hasSite: Bool
  let isReady: Bool
  let processes: [Process]
  let restores: [Restore]

  /// What is not understood is left out.
  init(_ json: JSON) {
    hasSite = json["site"]?.object != nil
    isReady = json["ready"]?.bool == true
    processes = (json["processes"]?.array ?? []).compactMap { entry in
      guard let name = entry["name"]?.string, let state = entry["state"]?.string else { return nil }
      return Process(
        name: name, kind: entry["kind"]?.string ?? "", client: entry["client_id"]?.integer ?? 0,
        state: state, isAsWanted: entry["as_wanted"]?.bool == true,
        isLaunched: entry["launched"]?.bool == true, pid: entry["pid"]?.integer,
        since: entry["since"]?.integer, restarts: entry["restarts"]?.integer ?? 0,
        lastExit: entry["last_exit"]?.string, reason: entry["reason"]?.string)
    }
    restores = (json["restores"]?.array ?? []).map { entry in
      Restore(
        client: entry["client_id"]?.integer ?? 0, reason: entry["reason"]?.string,
        differences: (entry["differences"]?.array ?? []).compactMap(\.string))
    }
  }

  /// Whether nothing happens any more by itself. Secondaries do not wait for a primary that does not come.
  var isAtRest: Bool {
    let final = ["ready", "failed", "hung", "down"]
    let isOver = processes.contains {
      $0.kind == "primary" && ["failed", "down"].contains($0.state)
    }
    return processes.allSatisfy {
      $0.isLaunched || final.contains($0.state) || isOver && $0.state == "waiting"
    }
  }

  /// What is wrong, one sentence for each process.
  var faults: [String] {
    processes.filter { !$0.isAsWanted && !$0.isLaunched }.map { process in
      "\(process.name) is \(process.state)" + (process.reason.map { ": \($0)" } ?? "")
    } + restoreFaults
  }

  /// Of processes whose own line does not tell it.
  private var restoreFaults: [String] {
    restores.filter { restore in
      !processes.contains { $0.client == restore.client && $0.reason != nil }
    }.flatMap { restore in
      let who = restore.client == 0 ? "the primary" : "process \(restore.client)"
      return (restore.reason.map { ["\(who) has not got its configuration back: \($0)"] } ?? [])
        + restore.differences.map { "\(who) is not as it was: \($0)" }
    }
  }

  /// What `status` adds; "" when nothing is supervised and nothing is wrong.
  var report: String {
    var lines: [String] = []
    if hasSite || !processes.isEmpty {
      lines.append("- site:")
      lines.append(
        "    " + row(["name", "id", "state", "pid", "restarts", "since"]) + "last exit")
      for process in processes {
        let cells = [
          process.name, process.client == 0 ? "primary" : "\(process.kind):\(process.client)",
          process.state, process.pid.map { "\($0)" } ?? "-", "\(process.restarts)",
          process.since.map(Self.time) ?? "-",
        ]
        lines.append("    " + row(cells) + (process.lastExit ?? "-"))
        if let reason = process.reason { lines.append("      \(reason)") }
      }
    }
    if !restoreFaults.isEmpty {
      lines.append("- not as it was:")
      lines += restoreFaults.map { "    \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  private func row(_ cells: [String]) -> String {
    let widths = [16, 10, 10, 9, 10, 21]
    return zip(cells, widths).map { cell, width in
      cell + String(repeating: " ", count: max(1, width - cell.count))
    }.joined()
  }

  /// `2026-11-25 04:30:00`, in local time.
  private static func time(_ milliseconds: Int64) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyy-MM-dd HH:mm:ss"
    return format.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
  }
}
