// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel
internal import SPPWire

/// What is connected to what: ports, and the processes that move packets between them.
struct Topology {
  /// Where packets go.
  enum End: Hashable {
    case port(ResourceUID)
    /// The capture files of a process.
    case files(String)

    var port: ResourceUID? { if case .port(let port) = self { port } else { nil } }
  }

  struct Link: Hashable {
    let source: ResourceUID
    let destination: End
    /// Such as `nfv:1`, `vf:2:c` or `primary`.
    let label: String
    /// Such as `vf:2 cls (classifier)`.
    let name: String
    /// Picks the colour; 0 is the primary.
    let client: Int
    let isRunning: Bool
  }

  private(set) var ports: Set<ResourceUID> = []
  private(set) var links: [Link] = []

  /// The ports to draw: of a device that is known by its queues, these.
  var shown: Set<ResourceUID> {
    let used = Set(links.map(\.source)).union(links.compactMap(\.destination.port))
    let byQueue = Set(ports.filter { $0.queue != nil }.map(\.port))
    return ports.filter { used.contains($0) || !byQueue.contains($0) }
  }

  /// Adds the ports of the primary and the patches of its forwarder.
  mutating func add(primary status: JSON) {
    for port in status["phy_ports"]?.array ?? [] {
      let queues = ["rx", "tx"].compactMap { port["nof_queues"]?[$0]?.integer }.max() ?? 1
      if queues > 1 {
        for queue in 0..<min(queues, 64) { add("phy", port["id"], " nq \(queue)") }
      } else {
        add("phy", port["id"])
      }
    }
    for port in status["ring_ports"]?.array ?? [] { add("ring", port["id"]) }
    add(ports: status["ports"])
    if let forwarder = status["forwarder"] {
      add(ports: forwarder["ports"])
      addPatches(forwarder, label: "primary", client: 0)
    }
  }

  mutating func add(_ kind: SecondaryKind, _ client: ClientID, status: JSON) {
    let process = "\(kind.rawValue):\(client)"
    let number = Int(client.number)
    add(ports: status["ports"])
    switch kind {
    case .nfv: addPatches(status, label: process, client: number)
    case .vf, .mirror: addComponents(status, process: process, client: number)
    case .pcap:
      let isRunning = status["status"]?.string == "running"
      for core in status["core"]?.array ?? [] {
        for source in Self.ports(core["rx_port"]) {
          ports.insert(source)
          links.append(
            Link(
              source: source, destination: .files(process), label: process, name: process,
              client: number, isRunning: isRunning))
        }
      }
    }
  }

  private mutating func add(_ type: String, _ number: JSON?, _ queue: String = "") {
    if let number = number?.integer,
      let port = try? ResourceUID(parsing: "\(type):\(number)\(queue)")
    {
      ports.insert(port)
    }
  }

  private mutating func add(ports list: JSON?) {
    for port in list?.array ?? [] {
      if let uid = port.string.flatMap({ try? ResourceUID(parsing: $0) }) { ports.insert(uid) }
    }
  }

  private mutating func addPatches(_ status: JSON, label: String, client: Int) {
    let isRunning = status["status"]?.string == "running"
    for patch in status["patches"]?.array ?? [] {
      guard let source = patch["src"]?.string.flatMap({ try? ResourceUID(parsing: $0) }),
        let destination = patch["dst"]?.string.flatMap({ try? ResourceUID(parsing: $0) })
      else { continue }
      ports.formUnion([source, destination])
      links.append(
        Link(
          source: source, destination: .port(destination), label: label, name: label,
          client: client, isRunning: isRunning))
    }
  }

  private mutating func addComponents(_ status: JSON, process: String, client: Int) {
    for component in status["components"]?.array ?? [] {
      guard let type = component["type"]?.string, let name = component["name"]?.string else {
        continue
      }
      let sources = Self.ports(component["rx_port"])
      var ends = Self.ports(component["tx_port"]).map { End.port($0) }
      ports.formUnion(sources)
      for case .port(let port) in ends { ports.insert(port) }
      if type == "capture" { ends.append(.files("\(process) \(name)")) }
      for source in sources {
        links += ends.map {
          Link(
            source: source, destination: $0, label: "\(process):\(type.prefix(1))",
            name: "\(process) \(name) (\(type))", client: client, isRunning: true)
        }
      }
    }
  }

  private static func ports(_ list: JSON?) -> [ResourceUID] {
    (list?.array ?? []).compactMap { port in
      port["port"]?.string.flatMap { try? ResourceUID(parsing: $0) }
    }
  }
}
