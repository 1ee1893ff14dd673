// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import Testing

/// Pictures of what is connected.
@Suite struct DrawingTests {
  @Test func `topo term draws the ways of packets`() throws {
    let desk = try Desk()
    let drawn = desk.run("topo term").output.first ?? ""
    #expect(drawn.contains("nfv:1"))
    #expect(drawn.contains("vf:2 cls (classifier)"))
    #expect(drawn.contains("└▶ files"))
  }

  @Test func `a device is drawn by its queues, where it has some`() throws {
    let house = CompletionTests.house.merging(["GET /v1/pcaps/4": (200, "{}")]) { $1 }
    let drawn = try Desk(StubAPI(house)).run("topo term").output.first ?? ""
    #expect(drawn.contains("phy:1 nq 0, phy:1 nq 1"), "\(drawn)")
    #expect(!drawn.contains("phy:1,"), "\(drawn)")
  }

  @Test func `topo writes the language of Graphviz, JSON and YAML`() throws {
    let desk = try Desk()
    for name in ["a.dot", "a.json", "a.js", "a.yaml", "a.yml"] {
      let path = "\(desk.folder)/\(name)"
      #expect(desk.run("topo \(path)").output == ["Create topology: '\(path)'"])
    }
    let dot = try #require(desk.text("a.dot"))
    for line in [
      "digraph spp{", "newrank=true;", "node[shape=\"rectangle\", style=\"filled\"];",
      "phy_0[label=\"phy:0\", fillcolor=\"white\"];",
      "phy_0 -> ring_0[label=\"nfv:1\", color=\"green\", style=\"solid\"];",
      "phy_0nq1 -> vhost_0[label=\"vf:2:c\", color=\"orange\", style=\"solid\"];",
      "phy_0 -> ring_0[label=\"primary\", color=\"blue\", style=\"dashed\"];", "}",
    ] { #expect(dot.split(separator: "\n").contains(line[...]), "\(line)\n\(dot)") }
    #expect(desk.text("a.json")?.contains("\"nfvs\"") == true)
    #expect(desk.text("a.yaml")?.contains("nfvs:") == true)
    // The second word says what the name does not.
    #expect(desk.run("topo \(desk.folder)/b.txt dot").complaints == [])
    #expect(desk.text("b.txt") == dot)
  }

  @Test func `subgraphs are boxes in drawings`() throws {
    let desk = try Desk()
    #expect(
      desk.run(
        "topo_subgraph add vm vhost:0,vhost:1", "topo_subgraph add c1 vhost:2;ring:5",
        "topo_subgraph"
      ).output == [
        "Add subgraph 'vm'", "Add subgraph 'c1'",
        "label: vm\tsubgraph: \"vhost:0;vhost:1\"\nlabel: c1\tsubgraph: \"vhost:2;ring:5\"",
      ])
    _ = desk.run("topo \(desk.folder)/a.dot")
    #expect(
      desk.text("a.dot")?.contains("subgraph cluster1 {label=\"vm\" vhost_0;vhost_1}") == true)
    #expect(desk.run("topo_subgraph del vm").output == ["Delete subgraph 'vm'"])
    #expect(
      desk.run("topo_subgraph del vm", "topo_subgraph add c1 phy:0", "topo_subgraph add d ring:5")
        .complaints == [
          "there is no subgraph 'vm'; 'topo_subgraph' lists them",
          "there is a subgraph 'c1' already; 'topo_subgraph del c1' first",
          "ring:5 is in another subgraph already; a port has one box",
        ])
  }

  @Test func `http says where the page of the controller is`() throws {
    #expect(
      try Desk().run("http", "topo http").output == [
        "http://127.0.0.1:7777/", "http://127.0.0.1:7777/",
      ])
  }

  @Test func `Graphviz draws pictures, and without it that is said`() throws {
    let desk = try Desk()
    let path = "\(desk.folder)/a.png"
    let (output, complaints) = desk.run("topo \(path)")
    if FileManager.default.isExecutableFile(atPath: "/usr/bin/dot") {
      #expect(output == ["Create topology: '\(path)'"])
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(data.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    } else {
      #expect(complaints == ["dot is not installed; the Debian package graphviz has it"])
    }
  }
}
