// SPDX-License-Identifier: BSD-3-Clause
import SPPController
import SPPModel
import SPPWire
import Testing

/// Statuses of components, as SPP's clients read them.
struct V1StatusTests {
  private func status(of kind: ProcessKind = .vf, _ commands: [VFCommand]) async throws -> JSON? {
    let plan = try VFPlan().applying(commands, facts: StubProcess.facts(of: kind))
    let (stream, answers) = AsyncStream<JSON?>.makeStream()
    try await withHouse { house in
      let process = StubProcess(kind, plan: plan)
      try await house.admit(process)
      answers.yield(try await house.ask(.get, "/v1/\(kind.rawValue)s/1").json)
      answers.finish()
      await process.disconnect()
    }
    return await stream.first { _ in true } ?? nil
  }

  private func start(_ name: String, _ core: Int, _ kind: ComponentKind) throws -> VFCommand {
    .startComponent(try ComponentName(name), core: try LcoreID(core), kind: kind)
  }

  @Test func `several components of an lcore are elements of their own, and none is unuse`()
    async throws
  {
    let status = try await status([
      start("a", 2, .forward), start("b", 2, .merge), start("c", 2, .classifier),
    ])
    #expect(
      status?["components"] == [
        ["core": 2, "name": "a", "type": "forward", "rx_port": [], "tx_port": []],
        ["core": 2, "name": "b", "type": "merge", "rx_port": [], "tx_port": []],
        ["core": 2, "name": "c", "type": "classifier", "rx_port": [], "tx_port": []],
        ["core": 3, "type": "unuse"],
      ])
  }

  @Test(arguments: [ComponentKind.forward, .merge, .classifier, .formerClassifier, .capture])
  func `a component's type is the word that it was started with`(kind: ComponentKind) async throws {
    let status = try await status([start("a", 2, kind)])
    #expect(status?["components"]?.array?.first?["type"]?.string == kind.rawValue)
  }

  @Test(
    arguments: [
      ("none", VLANOperation.none, 0, 0), ("del", .delete, 0, 0), ("add", nil, 4094, 7),
    ] as [(String, VLANOperation?, Int, Int)])
  func `a port has its VLAN operation with all three members`(
    word: String, operation: VLANOperation?, id: Int, priority: Int
  ) async throws {
    let added = VLANOperation.add(try VLANID(4094), try PriorityCodePoint(7))
    let status = try await status([
      start("a", 2, .forward),
      .attach(
        ResourceUID(.phy, 0, queue: 1), .rx, to: ComponentName("a"), vlan: operation ?? added),
    ])
    #expect(
      status?["components"]?.array?.first?["rx_port"] == [
        [
          "port": "phy:0 nq 1",
          "vlan": ["operation": .string(word), "id": JSON(id), "pcp": JSON(priority)],
        ]
      ])
  }

  @Test func `a mirror's ports have a VLAN operation too, and it has no table`() async throws {
    let status = try await status(
      of: .mirror,
      [
        start("m", 2, .mirror),
        .attach(ResourceUID(.ring, 0), .rx, to: ComponentName("m"), vlan: .none),
      ])
    #expect(
      status?["components"]?.array?.first == [
        "core": 2, "name": "m", "type": "mirror",
        "rx_port": [["port": "ring:0", "vlan": ["operation": "none", "id": 0, "pcp": 0]]],
        "tx_port": [],
      ])
    #expect(status?["classifier_table"] == nil)
  }

  @Test func `rows of the table are in order: untagged first, then by VLAN, defaults first`()
    async throws
  {
    let mac = try ClassifierKey.Address.mac(MACAddress(parsing: "fa:16:3e:00:00:01"))
    let ring = ResourceUID(.ring, 0)
    let (low, high) = (try VLANID(2), try VLANID(101))
    let status = try await status(
      [
        start("c", 2, .classifier), .attach(ring, .tx, to: ComponentName("c"), vlan: .none),
      ]
        + [
          ClassifierKey(vlan: high, address: mac), ClassifierKey(vlan: nil, address: mac),
          ClassifierKey(vlan: high, address: .default), ClassifierKey(vlan: low, address: mac),
          ClassifierKey(vlan: nil, address: .default),
        ].map { .addEntry(ClassifierEntry($0, port: ring)) })
    #expect(
      status?["classifier_table"] == [
        ["type": "mac", "value": "default", "port": "ring:0"],
        ["type": "mac", "value": "FA:16:3E:00:00:01", "port": "ring:0"],
        ["type": "vlan", "value": "2/FA:16:3E:00:00:01", "port": "ring:0"],
        ["type": "vlan", "value": "101/default", "port": "ring:0"],
        ["type": "vlan", "value": "101/FA:16:3E:00:00:01", "port": "ring:0"],
      ])
  }
}
