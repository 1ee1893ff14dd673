// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// Configurations of several processes at once, with the real programs.
  @Suite struct GroupPlanTests {
    /// A forwarder.
    private func plan(_ core: Int, _ rx: String, _ tx: String) -> JSON {
      [
        "components": [
          [
            "name": "fw", "core": JSON(core), "type": "forward",
            "rx_port": [["port": .string(rx)]], "tx_port": [["port": .string(tx)]],
          ]
        ]
      ]
    }

    private func outlet(_ plan: JSON) -> String? {
      plan["components"]?.array?.first?["tx_port"]?.array?.first?["port"]?.string
    }

    private func file(_ group: Group, _ processes: KeyValuePairs<String, JSON>) throws -> String {
      let path = "\(group.directory)/plan\(Numbers.next()).json"
      let object = JSON.Object(processes.map { ($0.key, $0.value) })
      try Data(JSON.object(JSON.Object([("processes", .object(object))])).serialized()).write(
        to: URL(fileURLWithPath: path))
      return path
    }

    @Test func `processes exchange their rings, and get ports of the primary, all or none`() throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.startVF(1, lcores: [1, 2])
        try group.startVF(2, lcores: [3, 4])
        let first = try file(
          group,
          [
            "vf-1": plan(2, "ring:0", "ring:1"), "vf-2": plan(4, "ring:2", "ring:3"),
          ])
        #expect(try group.spp("plan put \(first)").contains("vf 1; port add ring:0 rx fw\n"))
        let swapped = try file(
          group,
          [
            "vf-1": plan(2, "ring:2", "ring:3"), "vf-2": plan(4, "ring:0", "ring:1"),
          ])
        try group.spp("plan put \(swapped)")
        #expect(try outlet(group.plan(1)) == "ring:3")
        #expect(try outlet(group.plan(2)) == "ring:1")
        #expect(try group.spp("plan diff \(swapped)") == "No difference.\n")

        // Both want to feed one ring: the second is refused, the first gets back what it had.
        let before = (try group.state(of: 1), try group.state(of: 2))
        let wrong = try file(
          group,
          [
            "vf-1": plan(2, "ring:2", "ring:5"), "vf-2": plan(4, "ring:0", "ring:5"),
          ])
        let reason = try group.refusal("plan put \(wrong)")
        #expect(reason.hasPrefix("vf-2: ring:5 tx is already fed by "), "\(reason)")
        #expect(reason.hasSuffix("; nothing is changed"), "\(reason)")
        #expect(try group.state(of: 1) == before.0)
        #expect(try group.state(of: 2) == before.1)
        // What is wrong in itself is found without doing it.
        let missing = try file(group, ["vf-2": plan(4, "ring:0", "ring:77")])
        #expect(
          try group.refusal("plan diff \(missing)")
            == "vf-2: ring:77 does not exist; add it with 'pri; add ring:77'; nothing is changed")

        let grown = try file(
          group,
          [
            "primary": ["ports": ["nullpmd:0", "ring:77"]], "vf-2": plan(4, "nullpmd:0", "ring:77"),
          ])
        #expect(
          try group.spp("plan put \(grown)").hasPrefix(
            """
            vf 2; port del ring:0 rx fw
            vf 2; port del ring:1 tx fw
            pri; add nullpmd:0
            pri; add ring:77
            """))
        let back = try file(
          group, ["primary": ["ports": []], "vf-2": plan(4, "ring:0", "ring:1")])
        try group.spp("plan put \(back)")
        #expect(try group.primaryStatus().addedPorts == [])
        #expect(try group.state(of: 2) == before.1)
      }
    }

    @Test func `of two files that were read at once, one is put, and the other must be read again`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        try group.startVF(1, lcores: [1, 2])
        let (mine, yours) = ("\(group.directory)/mine.yaml", "\(group.directory)/yours.json")
        try group.spp("plan get \(mine)", "plan get \(yours)")
        for path in [mine, yours] {
          var text = try String(contentsOfFile: path, encoding: .utf8)
          let component = #"{"name":"fw","core":2,"type":"forward"}"#
          text = text.replacing("components: []", with: "components: [\(component)]")
          text = text.replacing("\"components\": []", with: "\"components\": [\(component)]")
          try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        try group.spp("plan put \(mine)")
        #expect(
          try group.refusal("plan put \(yours)")
            == "something else was changed meanwhile; read the plan again, and repeat the change with its ETag"
        )
        // The file that won knows the new state, and may be changed further.
        let text = try String(contentsOfFile: mine, encoding: .utf8)
        try text.replacing("forward", with: "merge").write(
          toFile: mine, atomically: true, encoding: .utf8)
        try group.spp("plan put \(mine)")
        #expect(try group.plan(1)["components"]?.array?.first?["type"] == "merge")
      }
    }
  }
}
