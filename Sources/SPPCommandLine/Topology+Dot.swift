// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension Topology {
  /// A directed graph in the language of Graphviz.
  func dot(settings: Settings, subgraphs: [Subgraph]) -> String {
    let colors = settings[.secondaryColors].split(separator: " ")
    let portColors = Dictionary(
      settings[.portColors].split(separator: " ").map { pair in
        let parts = pair.split(separator: ":")
        return (String(parts[0]), String(parts[1]))
      }, uniquingKeysWith: { $1 })
    let boxed = subgraphs.flatMap(\.ports)
    let all = shown.union(boxed).sorted()

    var lines = ["digraph spp{", "newrank=true;", "node[shape=\"rectangle\", style=\"filled\"];"]
    lines += all.map {
      "\($0.node)[label=\"\($0)\", fillcolor=\"\(portColors[$0.type.rawValue] ?? "white")\"];"
    }
    let files = links.compactMap { link in
      if case .files(let name) = link.destination { name } else { nil }
    }
    lines += Set(files).sorted().map {
      "\(Self.node(ofFiles: $0))[label=\"\(Self.escaped($0)) files\", shape=\"note\", fillcolor=\"white\"];"
    }
    for type in PortType.allCases {
      let nodes = all.filter { $0.type == type }.map(\.node)
      if !nodes.isEmpty { lines.append("{rank=same; \(nodes.joined(separator: "; "))}") }
    }
    if let first = all.first(where: { $0.type == .phy }) {
      lines.append("{rank=max; \(first.node)}")
    }
    let boxes = subgraphs.enumerated().map { index, box in
      "subgraph cluster\(index + 1) {label=\"\(Self.escaped(box.label))\" \(box.ports.map(\.node).joined(separator: ";"))}"
    }
    let inside = all.map(\.node) + boxes
    lines.append("subgraph cluster0 {label=\"Host\" \(inside.joined(separator: "; "))}")
    lines += links.map { link in
      let destination =
        switch link.destination {
        case .port(let port): port.node
        case .files(let name): Self.node(ofFiles: name)
        }
      let color = colors.isEmpty ? "black" : String(colors[link.client % colors.count])
      let style = link.isRunning ? "solid" : "dashed"
      return
        "\(link.source.node) -> \(destination)[label=\"\(link.label)\", color=\"\(color)\", style=\"\(style)\"];"
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private static func node(ofFiles name: String) -> String {
    "files_" + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}

extension ResourceUID {
  /// The port as a name of Graphviz: `phy_0`, `phy_0nq1`.
  fileprivate var node: String {
    queue.map { "\(type.rawValue)_\(index)nq\($0)" } ?? "\(type.rawValue)_\(index)"
  }
}
