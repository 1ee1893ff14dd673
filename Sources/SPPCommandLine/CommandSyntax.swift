// SPDX-License-Identifier: BSD-3-Clause
internal import SPPWire

/// Every command, as usage texts write it; the order is that of `help`.
package enum CommandSyntax: String, CaseIterable, Hashable, Sendable {
  case status = "status"
  case primaryStatus = "pri; status"
  case primaryPool = "pri; pool [reclaim]"
  case primaryAdd = "pri; add UID"
  case primaryAddPipe = "pri; add pipe:N ring:A ring:B"
  case primaryDelete = "pri; del UID"
  case primaryPatch = "pri; patch UID UID"
  case primaryReset = "pri; patch reset"
  case primaryForward = "pri; forward"
  case primaryStop = "pri; stop"
  case primaryClear = "pri; clear"
  case primaryLaunch = "pri; launch TYPE [ID] EAL_OPTIONS -- OPTIONS"
  case flowRule =
    "pri; flow validate|create phy:N ATTRIBUTES pattern ITEM / ... / end actions ACTION / ... / end"
  case flowDestroy = "pri; flow destroy phy:N RULE|ALL"
  case flowList = "pri; flow list phy:N"
  case flowStatus = "pri; flow status phy:N RULE"
  case primaryExit = "pri; exit"
  case nfvStatus = "nfv ID; status"
  case nfvCounters = "nfv ID; counters"
  case nfvAdd = "nfv ID; add UID"
  case nfvDelete = "nfv ID; del UID"
  case nfvPatch = "nfv ID; patch UID [nq Q] UID [nq Q]"
  case nfvReset = "nfv ID; patch reset"
  case nfvForward = "nfv ID; forward"
  case nfvStop = "nfv ID; stop"
  case nfvExit = "nfv ID; exit"
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
  case mirrorStatus = "mirror ID; status"
  case mirrorCounters = "mirror ID; counters"
  case mirrorStart = "mirror ID; component start NAME CORE mirror"
  case mirrorStop = "mirror ID; component stop NAME"
  case mirrorPortAdd = "mirror ID; port add UID [nq Q] rx|tx NAME"
  case mirrorPortDelete = "mirror ID; port del UID [nq Q] rx|tx NAME"
  case mirrorExit = "mirror ID; exit"
  case pcapStatus = "pcap ID; status"
  case pcapStart = "pcap ID; start"
  case pcapStop = "pcap ID; stop"
  case pcapExit = "pcap ID; exit"
  case secondary = "sec ID; COMMAND"
  case pool = "pool [reclaim]"
  case up = "up FILE"
  case down = "down"
  case scale = "scale NAME COUNT"
  case planGet = "plan get [FILE]"
  case planDiff = "plan diff FILE"
  case planPut = "plan put FILE"
  case server = "server [list]"
  case serverAdd = "server add ADDRESS"
  case serverDelete = "server del INDEX|ADDRESS"
  case serverUse = "server INDEX|ADDRESS"
  case config = "config [NAME [VALUE]]"
  case topology = "topo term|sixel|http|FILE [TYPE]"
  case subgraph = "topo_subgraph"
  case subgraphAdd = "topo_subgraph add LABEL UID,UID..."
  case subgraphDelete = "topo_subgraph del LABEL"
  case http = "http"
  case record = "record FILE|stop"
  case playback = "playback FILE"
  case history = "history"
  case redo = "redo N"
  case loadCommand = "load_cmd NAME"
  case inspect = "inspect"
  case environment = "env [PREFIX]"
  case workingDirectory = "pwd"
  case list = "ls [PATH]"
  case changeDirectory = "cd [PATH]"
  case makeDirectory = "mkdir [-p] PATH"
  case cat = "cat FILE"
  case less = "less FILE"
  case wait = "wait primary|nfv ID|vf ID|mirror ID|pcap ID [SECONDS]"
  case sleep = "sleep SECONDS"
  case bye = "bye [sec|all]"
  case exit = "exit"
  case help = "help [COMMAND]"

  /// The rows of `help`, narrowed to the commands whose syntax begins with the topic's words.
  ///
  /// - Returns: nil when there is none.
  static func help(on topic: String?) -> String? {
    let rows = rows(on: topic)
    guard !rows.isEmpty else { return nil }
    var lines = rows.map { "\($0.row)\n      \($0.summary)" }
    if topic == nil {
      lines.append("  # TEXT, // TEXT\n      a comment, which is printed")
    }
    return lines.joined(separator: "\n")
  }

  /// The commands whose syntax begins with the topic's words; all without one.
  static func rows(on topic: String?) -> [CommandSyntax] {
    let words = (topic ?? "").split { $0 == " " || $0 == ";" }
    return allCases.filter { $0.words.starts(with: words) }
  }

  var json: JSON { ["syntax": .string(rawValue), "summary": .string(summary)] }

  /// The syntax set off by two blanks, broken for a terminal of 80 columns; what goes on has eight.
  private var row: String {
    var lines = [" "]
    for word in rawValue.split(separator: " ") {
      if lines[lines.count - 1].count + word.count >= 79 { lines.append("       ") }
      lines[lines.count - 1] += " \(word)"
    }
    return lines.joined(separator: "\n")
  }

  /// The fixed words and placeholders, without `ID` and `;`.
  private var words: [Substring] {
    rawValue.split { $0 == " " || $0 == ";" }.filter { $0 != "ID" }
  }
}
