// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

// The primary and nfvs: ports, patches, launches.

extension Completion {
  func nfv(_ words: [String], _ client: ClientID) -> Suggestions {
    let verbs = ["status", "counters", "add", "del", "patch", "forward", "stop", "exit"]
    guard let verb = words.first else { return Suggestions(verbs) }
    return patches(verb, words.dropFirst()) { names.status(.nfv, client) }
  }

  func primary(_ words: [String]) -> Suggestions {
    let verbs = [
      "status", "add", "del", "patch", "forward", "stop", "clear", "launch", "flow", "pool", "exit",
    ]
    guard let verb = words.first else { return Suggestions(verbs) }
    switch verb {
    case "launch": return launch(words.dropFirst())
    case "pool": return Suggestions(words.count == 1 ? ["reclaim"] : [])
    case "flow": return flow(words.dropFirst())
    case "add" where words.count == 1: return Suggestions(Self.withPipes)
    case "add" where words[1].hasPrefix("pipe:") && words.count < 4:
      return Suggestions(unique(names.groupPorts.map(\.port).filter { $0.type == .ring }))
    case "del" where words.count == 1:
      let status = names.answer("primary/status")
      let pipes = (status["pipes"]?.array ?? []).compactMap { $0["id"]?.integer }
      let rings = (status["ring_ports"]?.array ?? []).compactMap { $0["id"]?.integer }
      let others = unique(LiveNames.ports(status["ports"]))
      let words = rings.map { "ring:\($0)" } + others + pipes.map { "pipe:\($0)" }
      let patched = Self.patched(status["forwarder"] ?? .null).map(\.description)
      return Suggestions(words.filter { !patched.contains($0) })
    case _:
      return patches(verb, words.dropFirst()) {
        names.answer("primary/status")["forwarder"] ?? .null
      }
    }
  }

  /// Types of ports of the primary; each once, whoever knows pipes.
  private static let withPipes = addable.filter { $0 != "pipe:" } + ["pipe:"]

  private func patches(
    _ verb: String, _ words: ArraySlice<String>, _ status: () -> JSON
  ) -> Suggestions {
    switch verb {
    case "add": return words.isEmpty ? Suggestions(Self.addable) : Suggestions()
    case "del":
      guard words.isEmpty else { return Suggestions() }
      let status = status()
      let patched = Self.patched(status)
      return Suggestions(
        unique(LiveNames.ports(status["ports"]).filter { $0.type != .phy && !patched.contains($0) })
      )
    case "patch":
      if words.first == "reset" { return Suggestions() }
      let status = status()
      let ports = LiveNames.ports(status["ports"])
      switch portPhrase(words) {
      case .uid:
        let sources = Self.patches(status).map(\.0)
        let reset = sources.isEmpty ? [] : ["reset"]
        return Suggestions(unique(ports.filter { !sources.contains($0) }) + reset)
      case .queueNumber(let port): return Suggestions(queues(of: port, among: ports))
      case .queueWord(let port) where !queues(of: port, among: ports).isEmpty:
        return Suggestions(["nq"])
      case .queueWord: return Suggestions(unique(ports))
      case .beyond(_, let rest): return destination(rest, ports)
      }
    case _: return Suggestions()
    }
  }

  private func destination(_ words: ArraySlice<String>, _ ports: [ResourceUID]) -> Suggestions {
    switch portPhrase(words) {
    case .uid: Suggestions(unique(ports))
    case .queueWord(let port): Suggestions(queues(of: port, among: ports).isEmpty ? [] : ["nq"])
    case .queueNumber(let port): Suggestions(queues(of: port, among: ports))
    case .beyond: Suggestions()
    }
  }

  /// Queues that the process's own list of ports names.
  private func queues(of port: ResourceUID, among ports: [ResourceUID]) -> [String] {
    ports.filter { $0.port == port.port }.compactMap { $0.queue.map { "\($0)" } }
  }

  private static func patches(_ status: JSON) -> [(ResourceUID, ResourceUID)] {
    (status["patches"]?.array ?? []).compactMap { patch in
      guard let source = patch["src"]?.string.flatMap({ try? ResourceUID(parsing: $0) }),
        let destination = patch["dst"]?.string.flatMap({ try? ResourceUID(parsing: $0) })
      else { return nil }
      return (source, destination)
    }
  }

  private static func patched(_ status: JSON) -> [ResourceUID] {
    patches(status).flatMap { [$0.0, $0.1] }
  }
}
