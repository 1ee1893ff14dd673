// SPDX-License-Identifier: BSD-3-Clause

/// Every command, as usage texts write it; the order is that of `help`.
package enum CommandSyntax: String, CaseIterable, Hashable, Sendable {
  case status = "status"
  case primaryStatus = "pri; status"
  case primaryAdd = "pri; add UID"
  case primaryDelete = "pri; del UID"
  case primaryClear = "pri; clear"
  case primaryLaunch = "pri; launch vf [ID] EAL_OPTIONS -- OPTIONS"
  case primaryExit = "pri; exit"
  case vfStatus = "vf ID; status"
  case vfCounters = "vf ID; counters"
  case componentStart = "vf ID; component start NAME CORE TYPE"
  case componentStop = "vf ID; component stop NAME"
  case portAdd = "vf ID; port add UID [nq Q] rx|tx NAME [add_vlantag VID PCP|del_vlantag]"
  case portDelete = "vf ID; port del UID [nq Q] rx|tx NAME"
  case entry = "vf ID; classifier_table add|del mac MAC|default UID [nq Q]"
  case vlanEntry = "vf ID; classifier_table add|del vlan VID MAC|default UID [nq Q]"
  case vfPlan = "vf ID; plan"
  case vfApply = "vf ID; apply FILE"
  case vfExit = "vf ID; exit"
  case secondary = "sec ID; COMMAND"
  case up = "up FILE"
  case down = "down"
  case scale = "scale NAME COUNT"
  case wait = "wait primary|vf ID [SECONDS]"
  case sleep = "sleep SECONDS"
  case bye = "bye [sec|all]"
  case exit = "exit"
  case help = "help [COMMAND]"

  /// What it does, in a few words.
  package var summary: String {
    switch self {
    case .status: "the controller, the primary and the secondaries"
    case .primaryStatus: "lcores, ports and pools of the primary"
    case .primaryAdd: "adds a ring, tap, pcap, nullpmd or memif port"
    case .primaryDelete: "deletes an added port"
    case .primaryClear: "sets the counters of all ports to zero"
    case .primaryLaunch: "starts a secondary"
    case .primaryExit: "ends the primary"
    case .vfStatus: "ports, classifier table and components"
    case .vfCounters: "packets, bytes and drops of each component"
    case .componentStart: "starts a forward, merge or classifier on an lcore"
    case .componentStop: "stops a component"
    case .portAdd: "gives a component a port"
    case .portDelete: "takes a port from a component"
    case .entry: "leads untagged frames of a MAC address to a port"
    case .vlanEntry: "leads frames of a VLAN and MAC address to a port"
    case .vfPlan: "prints the whole configuration as JSON"
    case .vfApply: "makes a plan in a file the whole configuration"
    case .vfExit: "ends the process"
    case .secondary: "the same commands, for whichever kind ID is"
    case .up: "starts the processes of a site file and gives them their plans"
    case .down: "ends the processes of the site, the secondaries first"
    case .scale: "has COUNT copies of a secondary of the site run"
    case .wait: "waits for a process to connect, 20 seconds if not said"
    case .sleep: "waits"
    case .bye: "leaves; 'sec' ends the secondaries, 'all' the primary too"
    case .exit: "leaves the shell"
    case .help: "this list, or the commands that begin with COMMAND"
    }
  }

  /// The rows of `help`, narrowed to the commands whose syntax begins with the topic's words.
  ///
  /// - Returns: nil when there is none.
  static func help(on topic: String?) -> String? {
    let rows = allCases.filter { row in
      guard let topic else { return true }
      return row.words.starts(with: topic.split { $0 == " " || $0 == ";" })
    }
    guard !rows.isEmpty else { return nil }
    var lines = rows.map { "  \($0.rawValue)\n      \($0.summary)" }
    if topic == nil {
      lines.append("  # TEXT, // TEXT\n      a comment, which is printed")
    }
    return lines.joined(separator: "\n")
  }

  /// The fixed words and placeholders, without `ID` and `;`.
  private var words: [Substring] {
    rawValue.split { $0 == " " || $0 == ";" }.filter { $0 != "ID" }
  }
}
