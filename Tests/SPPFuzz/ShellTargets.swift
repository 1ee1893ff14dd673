// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPModel
import SPPWire

/// A controller that says one thing to everything.
private struct OneAnswer: API {
  let address = "127.0.0.1:7777"
  let response: APIResponse
  func send(_ request: APIRequest) throws(APIError) -> APIResponse { response }
}

/// A controller with a process of each kind.
private struct SmallHouse: API {
  let address = "127.0.0.1:7777"

  func send(_ request: APIRequest) throws(APIError) -> APIResponse {
    let body: String
    switch request.path {
    case "v1/processes": body = Samples.processes
    case "v1/primary/status": body = Samples.primaryStatus
    case "v1/cpu_layout": body = #"[{"socket_id":0,"cores":[{"core_id":0,"lcores":[0,1,2]}]}]"#
    case "v1/cpu_usage": body = #"[{"lcores":[0,1]}]"#
    case "v1/nfvs/1": body = Samples.nfvStatus
    case "v1/vfs/2", "v1/mirrors/3": body = Samples.restStatus
    default: return APIResponse(status: 404, body: Array("Not found".utf8))
    }
    return APIResponse(status: 200, body: Array(body.utf8))
  }
}

extension Samples {
  static let processes =
    #"[{"type":"primary"},{"type":"nfv","client-id":1},{"type":"vf","client-id":2},{"type":"mirror","client-id":3},{"type":"pcap","client-id":4}]"#
  /// A vf as REST says it.
  static let restStatus =
    #"{"client-id":2,"ports":["phy:0","ring:0"],"master-lcore":1,"# + plan.dropFirst()
  static let siteState =
    #"{"site":{},"ready":false,"processes":[{"name":"vf1","kind":"vf","client_id":1,"state":"ready","as_wanted":true,"launched":false,"pid":12,"since":1764000000000,"restarts":2,"last_exit":"signal 9","reason":"it dies"}],"restores":[{"client_id":1,"reason":"no","differences":["a","b"]}]}"#
}

extension FuzzTarget {
  /// Lines of a person, and what the TAB key makes of them.
  static let grammar: FuzzTarget = {
    let lines =
      CommandSyntax.allCases.map(\.rawValue) + [
        "vf 1; port add phy:0 nq 1 rx cls add_vlantag 101 3",
        "vf 1; classifier_table add vlan 101 52:54:00:00:00:01 ring:0",
        "vf 2; component start cls 2 classifier", "nfv 1; patch phy:1 nq 0 ring:0",
        "pri; launch vf 1 -l 1,2 -m 512 -- --client-id 1 -s 127.0.0.1:6666 --vhost-client",
        "pri; flow create phy:0 group 1 ingress pattern eth dst is 52:54:00:00:00:01 / vlan vid is 5 / end actions queue index 1 / of_pop_vlan / end",
        "pri; flow destroy phy:0 ALL", "pri; add pipe:0 ring:0 ring:1", "sec 2; status",
        "config prompt \"> \"", "topo a.svg", "topo_subgraph add box phy:0,ring:1", "wait vf 1 2.5",
        "server add https://spp.example:7777", "scale web 3", "# note", "bye all", "redo 3",
      ]
    let texts = lines.map { Array($0.utf8) }
    return FuzzTarget("grammar", "a line of the shell, and its completion") { random in
      random.oneIn(3)
        ? words(&random) : Mutator(limit: 1500).mutated(random.pick(texts), &random, others: texts)
    } read: { bytes in
      let line = String(decoding: bytes, as: UTF8.self)
      let command: Command
      let again: Command
      do throws(ParseError) {
        command = try CommandParser.parse(line)
        again = try CommandParser.parse("  \(line)\t")
      } catch {
        try holdSentence(error, limit: 8000)
        return try complete(line)
      }
      try hold(command == again, "blanks around a line make it another command")
      try complete(line)
    }
  }()

  /// Words of commands and values in any order, as a grammar likes them least.
  private static func words(_ random: inout Random) -> [UInt8] {
    var text = random.pick(["", "pri; ", "nfv 1; ", "vf 2; ", "mirror 3; ", "pcap 4; ", "sec 2; "])
    for _ in 0..<random.below(9) {
      text += random.oneIn(3) ? random.pick(Tokens.values) : random.pick(Tokens.commands)
      if !random.oneIn(12) { text += " " }
    }
    return Array(text.utf8)
  }

  private static func complete(_ line: String) throws {
    let start = line.lastIndex { $0 == " " || $0 == "\t" || $0 == ";" }
    let word = start.map { line[line.index(after: $0)...] } ?? line[...]
    for suggestion in Completion(house).suggestions(for: line).words {
      try hold(suggestion.hasPrefix(word), "'\(suggestion)' completes '\(word)'")
      try hold(!suggestion.isEmpty, "nothing is suggested")
    }
  }

  private static let house = LiveNames(Workspace(servers: Servers([]) { _ in SmallHouse() }))

  /// What the shell makes of what a controller says.
  static let reports: FuzzTarget = {
    let samples = JSONMutator(
      Samples.all(Samples.infos + [Samples.processes, Samples.restStatus, Samples.siteState]))
    let lines = [
      "status", "pri; status", "pri; flow list phy:0", "pri; flow status phy:0 0",
      "pri; flow destroy phy:0 1", "nfv 1; status", "nfv 1; counters", "vf 2; status",
      "vf 2; counters",
      "vf 2; plan", "mirror 3; status", "mirror 3; counters", "pcap 4; status", "sec 2; status",
      "topo term", "vf 2; component stop a", "bye all", "down", "scale web 2", "inspect",
      "pri; launch vf 1", "pri; launch nfv", "vf 2; exit", "pri; clear", "nfv 1; add ring:0",
    ]
    let beginnings = [
      "vf ", "vf 2; port add ", "nfv 1; patch phy:0 nq ", "pri; launch vf ", "pri; del ", "sec ",
    ]
    return FuzzTarget("reports", "an answer of a controller, as the shell prints it") { random in
      [UInt8(random.below(lines.count)), UInt8(random.below(12))] + samples.text(&random)
    } read: { bytes in
      let statuses = [200, 200, 200, 200, 200, 200, 200, 204, 400, 404, 500, 504]
      guard bytes.count >= 2, Int(bytes[0]) < lines.count, Int(bytes[1]) < 12 else { return }
      let answer = OneAnswer(
        response: APIResponse(status: statuses[Int(bytes[1])], body: Array(bytes.dropFirst(2))))
      let workspace = Workspace(servers: Servers([]) { _ in answer })
      let session = Session(workspace: workspace, pause: { _ in true })
      do throws(CommandFailure) { _ = try session.execute(lines[Int(bytes[0])]) } catch {
        try holdSentence(error, limit: 40_000)
      }
      _ = Completion(LiveNames(workspace)).suggestions(
        for: beginnings[bytes.count % beginnings.count])
    }
  }()
}
