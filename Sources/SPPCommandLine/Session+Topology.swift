// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPModel
internal import SPPWire
internal import Yams

extension Session {
  func draw(_ action: TopologyAction) throws(CommandFailure) -> String {
    let boxes = workspace.subgraphs
    switch action {
    case .terminal:
      let (picture, statuses) = try topology()
      return printed(picture.tree(subgraphs: boxes), statuses)
    case .http: return printed(page, .string(page))
    case .sixel:
      let directory = NSTemporaryDirectory() + "/spp-topology-\(getpid())"
      let image = directory + ".png"
      defer { try? FileManager.default.removeItem(atPath: image) }
      try picture(.png, in: image)
      let share = Setting.fraction(workspace.settings[.topologySize]) ?? 1
      let status = try Child.run(["img2sixel", "-w", "\(Int((share * 100).rounded()))%", image])
      guard status == 0 else { throw .program("img2sixel", reason: "ended with status \(status)") }
      return ""
    case .file(let path, let format):
      try write(format, to: Self.expanded(path))
      return printed("Create topology: '\(path)'")
    case .listSubgraphs:
      let text = boxes.map { "label: \($0.label)\tsubgraph: \"\($0.list)\"" }
      return printed(text.joined(separator: "\n"), subgraphsJSON)
    case .addSubgraph(let label, let ports):
      guard !boxes.contains(where: { $0.label == label }) else {
        throw .refused("there is a subgraph '\(label)' already; 'topo_subgraph del \(label)' first")
      }
      if let port = ports.first(where: { port in boxes.contains { $0.ports.contains(port) } }) {
        throw .refused("\(port) is in another subgraph already; a port has one box")
      }
      workspace.subgraphs.append(Subgraph(label: label, ports: ports))
      return printed("Add subgraph '\(label)'")
    case .deleteSubgraph(let label):
      guard boxes.contains(where: { $0.label == label }) else {
        throw .refused("there is no subgraph '\(label)'; 'topo_subgraph' lists them")
      }
      workspace.subgraphs.removeAll { $0.label == label }
      return printed("Delete subgraph '\(label)'")
    }
  }

  /// From label to ports.
  var subgraphsJSON: JSON {
    .object(JSON.Object(workspace.subgraphs.map { ($0.label, .string($0.list)) }))
  }

  private func write(_ format: TopologyFormat, to path: String) throws(CommandFailure) {
    switch format {
    case .svg, .png, .jpg, .bmp: try picture(format, in: path)
    case .dot: try TextFile.write(try dot(), to: path)
    case .json, .js:
      let text = String(
        decoding: try topology().statuses.serialized(pretty: true), as: UTF8.self)
      try TextFile.write(text + "\n", to: path)
    case .yaml, .yml:
      let text: String
      do { text = try Yams.serialize(node: try topology().statuses.yaml) } catch {
        if let failure = error as? CommandFailure { throw failure }
        throw .file(path, reason: "\(error)")
      }
      try TextFile.write(text, to: path)
    }
  }

  private func dot() throws(CommandFailure) -> String {
    try topology().picture.dot(settings: workspace.settings, subgraphs: workspace.subgraphs)
  }

  /// Has Graphviz draw the topology.
  private func picture(_ format: TopologyFormat, in path: String) throws(CommandFailure) {
    let source = NSTemporaryDirectory() + "/spp-topology-\(getpid()).dot"
    defer { try? FileManager.default.removeItem(atPath: source) }
    try TextFile.write(try dot(), to: source)
    let status = try Child.run(["dot", "-T\(format.rawValue)", "-o", path, source])
    guard status == 0 else { throw .program("dot", reason: "ended with status \(status)") }
  }

  /// Asks for the processes, and each of them for its status; one that does not answer is left out of
  /// the picture only when it is gone by then.
  private func topology() throws(CommandFailure) -> (picture: Topology, statuses: JSON) {
    var picture = Topology()
    var members: [(String, JSON)] = []
    let list = ProcessList(try decode(try send(.processes), .processes))
    if list.hasPrimary {
      let request = APIRequest(PrimaryAction.status)
      let status = try decode(try send(request), request)
      picture.add(primary: status)
      members.append(("primary", status))
    }
    for kind in SecondaryKind.allCases {
      var statuses: [JSON] = []
      for process in list.secondaries where process.kind == kind.rawValue {
        let request = APIRequest(.get, "\(kind.path)/\(process.client)")
        let body: String
        do throws(CommandFailure) { body = try send(request) } catch {
          if case .noSuchProcess = error { continue }
          throw error
        }
        let status = try decode(body, request)
        picture.add(kind, process.client, status: status)
        // A pcap's status has its id too.
        statuses.append(status)
      }
      members.append((kind.path, .array(statuses)))
    }
    members.append(("subgraphs", subgraphsJSON))
    return (picture, .object(JSON.Object(members)))
  }
}

extension Subgraph {
  var list: String { ports.map(\.word).joined(separator: ";") }
}

extension JSON {
  /// The value as Yams writes it.
  var yaml: Node {
    switch self {
    case .null: Node("null", Tag(.null))
    case .bool(let flag): Node("\(flag)", Tag(.bool))
    case .integer(let number): Node("\(number)", Tag(.int))
    case .real(let number): Node("\(number)", Tag(.float))
    // Quoted, or a reader would take "0" for a number.
    case .string(let text): Node(text, Tag(.str), .doubleQuoted)
    case .array(let values): Node(values.map(\.yaml))
    case .object(let object):
      Node(object.members.map { (Node($0.name), $0.value.yaml) })
    }
  }
}
