// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// What `pool` prints of the body of `GET /v1/primary/pool`.
struct PoolText {
  private let report: PoolReport

  init(_ json: JSON, _ request: APIRequest) throws(CommandFailure) {
    do throws(WireError) { report = try PoolReport(json) } catch {
      throw .unexpectedAnswer(request, reason: error.description)
    }
  }

  var text: String {
    var lines = report.pools.flatMap(lines)
    let burials = report.burials
    if burials.processes > 0 {
      lines.append(
        "- burials: \(burials.processes) processes; \(burials.freed) buffers and \(burials.magazines) magazines given back, \(burials.leaked) buffers left in doubt"
      )
    }
    if burials.reclaimed > 0 {
      lines.append(
        "- reclaimed: \(report.reclaimed) buffers now, \(burials.reclaimed) since the primary started"
      )
    }
    if report.doubled > 0 || report.foreign > 0 {
      lines.append(
        "- BROKEN: \(report.doubled) buffers are in two places, and \(report.foreign) things are no buffers; restart the group"
      )
    }
    let tenths = (report.microseconds + 50) / 100
    lines.append("- lcores stood still for \(tenths / 10).\(tenths % 10) ms")
    return lines.joined(separator: "\n")
  }

  private func lines(_ pool: PoolReport.Pool) -> [String] {
    func row(_ name: String, _ count: Int, _ parts: [String] = []) -> String {
      let number = String(count)
      let gap = String(repeating: " ", count: max(1, 18 - name.count - number.count))
      return "    \(name)\(gap)\(number)"
        + (parts.isEmpty ? "" : "   " + parts.joined(separator: ", "))
    }
    let caches = pool.caches.map { cache in
      let owner =
        switch cache.client {
        case .primary?: " of the primary"
        case let client?: " of process \(client)"
        case nil: ""
        }
      return "lcore \(cache.lcore)\(owner): \(cache.buffers)"
    }
    let devices = pool.devices.map { device in
      device.least == device.most
        ? "\(device.name): \(device.most)" : "\(device.name): \(device.least) to \(device.most)"
    }
    return [
      "- \(pool.name): \(pool.size) buffers", row("free", pool.free),
      row("in caches", pool.inCaches, caches),
      row("in rings", pool.inRings, pool.rings.map { "ring:\($0.id): \($0.buffers)" }),
      row("in devices", pool.inDevices, devices), row("in hands", pool.inHands),
      row("lost", pool.lost),
    ]
  }
}
