// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

/// A group that the controller starts and watches.
extension Group {
  /// One process of the site, as the controller sees it.
  struct SupervisedProcess {
    let json: JSON
    var state: String { json["state"]?.string ?? "" }
    var pid: Int32? { json["pid"]?.integer.map { Int32($0) } }
    var restarts: Int { Int(json["restarts"]?.integer ?? -1) }
    var lastExit: String { json["last_exit"]?.string ?? "" }
    var reason: String { json["reason"]?.string ?? "" }
  }

  /// Brings a site up, and down again in the end; what runs then in spite of that is an issue.
  ///
  /// - Parameters:
  ///   - secondaries: The members of `secondaries`, as JSON.
  ///   - devices: Of the primary; all are ports.
  func withSite(
    _ secondaries: String, devices: [String] = ["net_null0,size=64", "net_null1,size=64"],
    more: String = "", _ body: () throws -> Void
  ) throws {
    let vdevs = devices.map { "\"--vdev\",\"\($0)\"" }.joined(separator: ",")
    let site = """
      {"file_prefix":"\(prefix)","eal":["--no-pci","--no-telemetry"],\(more)
       "primary":{"lcores":"\(lcores([0]))","rings":8,"eal":["-m","128",
         \(vdevs)],
         "ports":"0x\(String((1 << devices.count) - 1, radix: 16))","options":["--mbufs","16384"]},
       "secondaries":[\(secondaries)]}
      """
    let path = "\(directory)/site\(Numbers.next()).json"
    try Data(site.utf8).write(to: URL(fileURLWithPath: path))
    do {
      try spp("up \(path)")
      try body()
    } catch {
      for process in (try? supervised()) ?? [] {
        Issue.record(
          "\(process.json["name"]?.string ?? ""): \(process.state) \(process.lastExit) \(process.reason)"
        )
      }
      _ = try? spp("down")
      throw error
    }
    let pids = try supervised().compactMap(\.pid)
    try spp("down")
    #expect(pids.filter(Self.runs) == [])
  }

  /// A corpse that nobody reaps does not run.
  private static func runs(_ pid: Int32) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
      return false
    }
    return text.split(separator: ")").last?.split(separator: " ").first != "Z"
  }

  /// From `phy:0` over `ring:0` to `phy:1`, on lcores 2 and 3.
  var forwardingVF: String {
    """
    {"name":"vf1","client_id":1,"lcores":"\(lcores([1, 2, 3]))","plan":{"components":[
      {"name":"a","core":2,"type":"forward","rx_port":[{"port":"phy:0"}],"tx_port":[{"port":"ring:0"}]},
      {"name":"b","core":3,"type":"forward","rx_port":[{"port":"ring:0"}],"tx_port":[{"port":"phy:1"}]}]}}
    """
  }

  func supervised() throws -> [SupervisedProcess] {
    let (status, body) = try rest("GET", "/site", version: "v2")
    try #require(status == 200, "\(body)")
    let state = try JSON(parsing: Array(body.utf8))
    return (state["processes"]?.array ?? []).map { SupervisedProcess(json: $0) }
  }

  func supervised(_ name: String) throws -> SupervisedProcess {
    let all = try supervised()
    return try #require(all.first { $0.json["name"]?.string == name })
  }

  func siteIsReady() throws -> Bool {
    let (status, body) = try rest("GET", "/site", version: "v2")
    return try status == 200 && JSON(parsing: Array(body.utf8))["ready"] == true
  }
}
