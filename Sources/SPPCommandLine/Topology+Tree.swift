// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

extension Topology {
  /// The ways of packets as trees, for a terminal: below a port the components that receive from
  /// it, below these the ports that they send to.
  func tree(subgraphs: [Subgraph]) -> String {
    let destinations = Set(links.compactMap { $0.destination.port })
    let ways = Dictionary(grouping: links, by: \.source)
    let sources = Set(ways.keys)
    var drawn: Set<ResourceUID> = []
    var lines: [String] = []
    // Ways begin where nothing arrives, or, in circles, at the least port.
    for root in sources.subtracting(destinations).sorted() + sources.sorted()
    where !drawn.contains(root) {
      lines.append("\(root)\(Self.box(root, subgraphs))")
      draw(ways, below: root, depth: 0, indent: "", &lines, &drawn, subgraphs)
    }
    let idle = shown.subtracting(sources).subtracting(destinations).sorted()
    if !idle.isEmpty {
      lines.append("not connected: \(idle.map(\.description).joined(separator: ", "))")
    }
    return lines.isEmpty ? "There are no ports." : lines.joined(separator: "\n")
  }

  /// Ports deep in a tree; what is deeper is a tree of its own.
  private static let maximumDepth = 64

  private func draw(
    _ ways: [ResourceUID: [Link]], below port: ResourceUID, depth: Int, indent: String,
    _ lines: inout [String], _ drawn: inout Set<ResourceUID>, _ subgraphs: [Subgraph]
  ) {
    drawn.insert(port)
    let leaving = ways[port] ?? []
    let byMover = Dictionary(grouping: leaving, by: \.name)
    var said: Set<String> = []
    let movers = leaving.map(\.name).filter { said.insert($0).inserted }
    for (index, mover) in movers.enumerated() {
      let isLast = index == movers.count - 1
      let own = byMover[mover] ?? []
      let idle = own.contains { !$0.isRunning } ? ", stopped" : ""
      lines.append("\(indent)\(isLast ? "└─" : "├─") \(mover)\(idle)")
      let below = indent + (isLast ? "   " : "│  ")
      for (number, link) in own.enumerated() {
        let isEnd = number == own.count - 1
        let branch = below + (isEnd ? "└▶" : "├▶")
        switch link.destination {
        case .files: lines.append("\(branch) files")
        case .port(let next):
          let continues = ways[next] != nil
          let isAbove = continues && drawn.contains(next)
          let isBelow = continues && !isAbove && depth >= Self.maximumDepth
          let elsewhere = isAbove ? " (see above)" : isBelow ? " (see below)" : ""
          lines.append("\(branch) \(next)\(Self.box(next, subgraphs))\(elsewhere)")
          if continues, !isAbove, !isBelow {
            draw(
              ways, below: next, depth: depth + 1, indent: below + (isEnd ? "   " : "│  "), &lines,
              &drawn, subgraphs)
          }
        }
      }
    }
  }

  private static func box(_ port: ResourceUID, _ subgraphs: [Subgraph]) -> String {
    subgraphs.first { $0.ports.contains(port) }.map { " [\($0.label)]" } ?? ""
  }
}
