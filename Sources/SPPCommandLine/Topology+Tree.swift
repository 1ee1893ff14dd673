// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension Topology {
  /// The ways of packets as trees, for a terminal: below a port the components that receive from
  /// it, below these the ports that they send to.
  func tree(subgraphs: [Subgraph]) -> String {
    let destinations = Set(links.compactMap { $0.destination.port })
    let sources = Set(links.map(\.source))
    // Ways begin where nothing arrives, or, in circles, at the least port.
    var roots = sources.subtracting(destinations).sorted()
    var drawn: Set<ResourceUID> = []
    var lines: [String] = []
    var left = sources.sorted()
    while !left.isEmpty {
      if roots.isEmpty { roots = [left[0]] }
      for root in roots {
        lines.append("\(root)\(Self.box(root, subgraphs))")
        draw(below: root, indent: "", &lines, &drawn, subgraphs)
      }
      roots = []
      left.removeAll { drawn.contains($0) }
    }
    let idle = shown.subtracting(sources).subtracting(destinations).sorted()
    if !idle.isEmpty {
      lines.append("not connected: \(idle.map(\.description).joined(separator: ", "))")
    }
    return lines.isEmpty ? "There are no ports." : lines.joined(separator: "\n")
  }

  private func draw(
    below port: ResourceUID, indent: String, _ lines: inout [String],
    _ drawn: inout Set<ResourceUID>, _ subgraphs: [Subgraph]
  ) {
    drawn.insert(port)
    var movers: [String] = []
    for link in links where link.source == port && !movers.contains(link.name) {
      movers.append(link.name)
    }
    for (index, mover) in movers.enumerated() {
      let isLast = index == movers.count - 1
      let own = links.filter { $0.source == port && $0.name == mover }
      let idle = own.contains { !$0.isRunning } ? ", stopped" : ""
      lines.append("\(indent)\(isLast ? "└─" : "├─") \(mover)\(idle)")
      let below = indent + (isLast ? "   " : "│  ")
      for (number, link) in own.enumerated() {
        let isEnd = number == own.count - 1
        let branch = below + (isEnd ? "└▶" : "├▶")
        switch link.destination {
        case .files: lines.append("\(branch) files")
        case .port(let next):
          let continues = links.contains { $0.source == next }
          let isAbove = continues && drawn.contains(next)
          lines.append(
            "\(branch) \(next)\(Self.box(next, subgraphs))\(isAbove ? " (see above)" : "")")
          if continues, !isAbove {
            draw(below: next, indent: below + (isEnd ? "   " : "│  "), &lines, &drawn, subgraphs)
          }
        }
      }
    }
  }

  private static func box(_ port: ResourceUID, _ subgraphs: [Subgraph]) -> String {
    subgraphs.first { $0.ports.contains(port) }.map { " [\($0.label)]" } ?? ""
  }
}
