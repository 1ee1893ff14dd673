// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension PrimaryStatus {
  /// Reads the `info` of the primary's reply to `status`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "info")
      var added: [ResourceUID] = []
      for uid in try fields.array("ports") {
        added.append(try Fields(JSON.Object([("ports", uid)]), path: "info").port("ports"))
      }
      self.init(
        mainLcore: try fields.lcore("master-lcore"), lcores: try fields.lcores("lcores"),
        phyPorts: try fields.objects("phy_ports", PhyPort.init),
        ringPorts: try fields.objects("ring_ports", RingPort.init),
        addedPorts: added, pools: try fields.objects("pools", Pool.init))
    } catch {
      throw .parameter(error)
    }
  }

  /// SPP's keys; `ports`, `pools` and each port's `link` are ours, and `pipes` and `flow` are empty.
  package var json: JSON {
    [
      "master-lcore": JSON(Int(mainLcore.number)),
      "lcores": .array(lcores.map { JSON(Int($0.number)) }),
      "phy_ports": .array(phyPorts.map(\.json)),
      "ring_ports": .array(ringPorts.map(\.json)),
      "pipes": [],
      "ports": .array(addedPorts.map { .string($0.description) }),
      "pools": .array(pools.map(\.json)),
    ]
  }
}

private enum LinkWord: String, CaseIterable { case up, down }

extension PrimaryStatus.PhyPort {
  init(_ fields: Fields) throws(ParameterError) {
    let queues = try fields.fields("nof_queues")
    let link: LinkWord = try fields.word("link")
    self.init(
      id: try fields.integer("id", "a port number"),
      mac: try fields.parsed(
        "eth", "six octets, such as '52:54:00:12:34:56'", MACAddress.init(parsing:)),
      rx: try fields.counter("rx"), tx: try fields.counter("tx"),
      txDrop: try fields.counter("tx_drop"),
      rxQueues: try queues.integer("rx", "a number of queues"),
      txQueues: try queues.integer("tx", "a number of queues"), linkUp: link == .up)
  }

  var json: JSON {
    [
      "id": JSON(id), "eth": .string(mac.description.lowercased()), "rx": JSON(rx), "tx": JSON(tx),
      "tx_drop": JSON(txDrop), "nof_queues": ["rx": JSON(rxQueues), "tx": JSON(txQueues)],
      "flow": [],
      "link": linkUp ? "up" : "down",
    ]
  }
}

extension PrimaryStatus.RingPort {
  init(_ fields: Fields) throws(ParameterError) {
    self.init(
      id: try fields.integer("id", "a ring number"), rx: try fields.counter("rx"),
      rxDrop: try fields.counter("rx_drop"), tx: try fields.counter("tx"),
      txDrop: try fields.counter("tx_drop"))
  }

  var json: JSON {
    [
      "id": JSON(id), "rx": JSON(rx), "rx_drop": JSON(rxDrop), "tx": JSON(tx),
      "tx_drop": JSON(txDrop),
    ]
  }
}

extension PrimaryStatus.Pool {
  init(_ fields: Fields) throws(ParameterError) {
    self.init(
      name: try fields.string("name", "the pool's name"),
      size: try fields.integer("size", "a number of buffers"),
      free: try fields.integer("free", "a number of buffers"))
  }

  var json: JSON { ["name": .string(name), "size": JSON(size), "free": JSON(free)] }
}
