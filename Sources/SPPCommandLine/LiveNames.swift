// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire
internal import Synchronization

/// What there is just now, for completion: asked of the current controller, and remembered for a
/// moment, so that a few keys are one request.
package struct LiveNames: Sendable {
  private final class Memory: Sendable {
    let answers = Mutex<[String: (time: ContinuousClock.Instant, answer: JSON)]>([:])
  }

  private static let moment = Duration.seconds(2)
  /// Seconds; who presses a key does not wait for a process that hangs.
  private static let patience: Int64 = 2
  private let workspace: Workspace
  private let memory = Memory()

  package init(_ workspace: Workspace) { self.workspace = workspace }

  var settings: Settings { workspace.settings }
  var controller: ControllerAddress { workspace.servers.currentAddress }
  var serverCount: Int { workspace.servers.count }
  var plugins: [String] { workspace.plugins.keys.sorted() }
  var subgraphs: [String] { workspace.subgraphs.map(\.label) }

  /// The body of an answer; null without one.
  func answer(_ path: String) -> JSON {
    let now = ContinuousClock.now
    let key = "\(controller) \(path)"
    if let known = memory.answers.withLock({ $0[key] }), now - known.time < Self.moment {
      return known.answer
    }
    var json = JSON.null
    var request = APIRequest(.get, path)
    request.patience = Self.patience
    if let response = try? workspace.servers.current.send(request), response.isSuccess {
      json = (try? JSON(parsing: response.body)) ?? .null
    }
    memory.answers.withLock { $0[key] = (now, json) }
    return json
  }

  /// Ids of the secondaries; of all kinds for nil.
  func clients(_ kind: SecondaryKind?) -> [ClientID] {
    processes.secondaries.filter { kind == nil || $0.kind == kind?.rawValue }.map(\.client)
  }

  private var processes: ProcessList { ProcessList(answer("processes")) }

  func kind(of client: ClientID) -> SecondaryKind? {
    processes.secondaries.first { $0.client == client }.flatMap { SecondaryKind(rawValue: $0.kind) }
  }

  /// Ids that no process has, up to `max_secondary`.
  var freeClients: [String] {
    let used = Set(clients(nil).map { Int($0.number) })
    return (1...max(1, settings.number(.maxSecondary))).filter { !used.contains($0) }.map(
      String.init)
  }

  func status(_ kind: SecondaryKind, _ client: ClientID) -> JSON {
    answer("\(kind.path)/\(client)")
  }

  /// Ports of the group, as the primary lists them, with the number of their queues.
  var groupPorts: [(port: ResourceUID, queues: Int)] {
    let status = answer("primary/status")
    var ports: [(ResourceUID, Int)] = []
    for port in status["phy_ports"]?.array ?? [] {
      guard let id = port["id"]?.integer, let uid = try? ResourceUID(parsing: "phy:\(id)") else {
        continue
      }
      ports.append((uid, Int(port["nof_queues"]?["rx"]?.integer ?? 1)))
    }
    for ring in status["ring_ports"]?.array ?? [] {
      if let id = ring["id"]?.integer, let uid = try? ResourceUID(parsing: "ring:\(id)") {
        ports.append((uid, 1))
      }
    }
    return ports + Self.ports(status["ports"]).map { ($0, 1) }
  }

  static func ports(_ list: JSON?) -> [ResourceUID] {
    (list?.array ?? []).compactMap { $0.string.flatMap { try? ResourceUID(parsing: $0) } }
  }

  /// CPUs of the host that no process uses, ascending.
  var freeLcores: [Int] {
    let all = (answer("cpu_layout").array ?? []).flatMap { $0["cores"]?.array ?? [] }
      .flatMap { $0["lcores"]?.array ?? [] }.compactMap { $0.integer.map { Int($0) } }
    let used = (answer("cpu_usage").array ?? []).flatMap { $0["lcores"]?.array ?? [] }
      .compactMap { $0.integer.map { Int($0) } }
    return Set(all).subtracting(used).sorted()
  }
}
