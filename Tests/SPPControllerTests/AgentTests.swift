// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

/// A client as OpenStack's networking-spp has one: it compares what it wants with a vf's status, piece by piece, and
/// sends what is missing.
private struct Agent {
  struct Component {
    let name: String
    let core: Int
    let type: String
    let rx: [String]
    let tx: [String]
  }

  let house: House
  let vf = "/v1/vfs/1"

  private func status() async throws -> JSON {
    let answer = try await house.ask(.get, vf)
    #expect(answer.status == 200)
    return try #require(answer.json)
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSON) async throws {
    let text = String(decoding: body.serialized(), as: UTF8.self)
    let answer = try await house.ask(
      method, vf + path, text, headers: [.contentType: "application/json"])
    #expect(answer.status == 204, "\(path): \(answer.text)")
  }

  /// What the status says of a component of this name; idle lcores have none.
  private func found(_ name: String) async throws -> JSON? {
    try await status()["components"]?.array?.first {
      $0["type"] != "unuse" && $0["name"]?.string == name
    }
  }

  /// - Returns: How many requests it took.
  func configure(_ components: [Component]) async throws -> Int {
    var sent = 0
    for component in components {
      if let there = try await found(component.name) {
        #expect(there["type"]?.string == component.type)
        #expect(there["core"]?.integer == Int64(component.core))
      } else {
        try await send(
          .post, "/components",
          [
            "name": .string(component.name), "core": JSON(component.core),
            "type": .string(component.type),
          ])
        sent += 1
      }
      for (direction, ports) in [("rx", component.rx), ("tx", component.tx)] {
        let there = try await found(component.name)?["\(direction)_port"]?.array ?? []
        for port in ports where !there.contains(where: { $0["port"]?.string == port }) {
          try await send(
            .put, "/components/\(component.name)/ports",
            [
              "action": "attach", "port": .string(port), "dir": .string(direction),
              "vlan": ["operation": "none"],
            ])
          sent += 1
        }
      }
    }
    return sent
  }

  /// Plugs a port: its address leads to it from here on.
  func bind(_ mac: String, vlan: Int?, to port: String) async throws -> Bool {
    if try await isBound(mac, vlan: vlan, to: port) { return false }
    try await send(.put, "/classifier_table", entry("add", mac, vlan, port))
    return true
  }

  func release(_ mac: String, vlan: Int?, from port: String) async throws -> Bool {
    guard try await isBound(mac, vlan: vlan, to: port) else { return false }
    try await send(.put, "/classifier_table", entry("del", mac, vlan, port))
    return true
  }

  private func isBound(_ mac: String, vlan: Int?, to port: String) async throws -> Bool {
    let rows = try await status()["classifier_table"]?.array ?? []
    return rows.contains { row in
      row["type"]?.string == (vlan == nil ? "mac" : "vlan")
        && row["value"]?.string == (vlan.map { "\($0)/\(mac)" } ?? mac)
        && row["port"]?.string == port
    }
  }

  private func entry(_ action: String, _ mac: String, _ vlan: Int?, _ port: String) -> JSON {
    [
      "action": .string(action), "type": vlan == nil ? "mac" : "vlan",
      "vlan": vlan.map { JSON($0) } ?? .null, "mac_address": .string(mac), "port": .string(port),
    ]
  }
}

struct AgentTests {
  private static let components = [
    Agent.Component(
      name: "classifier", core: 2, type: "classifier_mac", rx: ["phy:0 nq 0"],
      tx: ["vhost:0", "vhost:1", "ring:0"]),
    Agent.Component(
      name: "merger", core: 3, type: "merge", rx: ["vhost:0", "vhost:1"], tx: ["phy:0"]),
  ]

  @Test func `an agent finds what it has configured, and has nothing to do the second time`()
    async throws
  {
    try await withDirectory { directory in
      let vf = StubProcess()
      try await withHouse(directory: directory) { house in
        try await house.admit(vf)
        let agent = Agent(house: house)
        #expect(try await agent.configure(Self.components) == 9)
        #expect(try await agent.configure(Self.components) == 0)
        let mac = "FA:16:3E:00:00:01"
        #expect(try await agent.bind(mac, vlan: nil, to: "vhost:0"))
        #expect(try await !agent.bind(mac, vlan: nil, to: "vhost:0"))
        #expect(try await agent.bind(mac, vlan: 101, to: "vhost:1"))
        #expect(try await !agent.bind(mac, vlan: 101, to: "vhost:1"))
        #expect(try await agent.release(mac, vlan: nil, from: "vhost:0"))
        #expect(try await !agent.release(mac, vlan: nil, from: "vhost:0"))
        await vf.disconnect()
      }
      // Another controller, and a vf that was started anew.
      try await withHouse(directory: directory) { house in
        let reborn = StubProcess(pid: 200)
        try await house.admit(StubProcess(.primary, 0))
        try await house.admit(reborn)
        try await eventually { await !reborn.plan.isEmpty }
        let agent = Agent(house: house)
        #expect(try await agent.configure(Self.components) == 0)
        #expect(try await !agent.bind("FA:16:3E:00:00:01", vlan: 101, to: "vhost:1"))
        await reborn.disconnect()
      }
    }
  }
}
