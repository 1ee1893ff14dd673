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
        addedPorts: added, pools: try fields.objects("pools", Pool.init),
        forwarder: fields.has("forwarder")
          ? try ForwarderStatus(fields.fields("forwarder")) : nil,
        pipes: try fields.objects("pipes", Pipe.init(status:)),
        burials: fields.has("burials")
          ? try BurialTotals(fields.fields("burials")) : BurialTotals(),
        hung: fields.has("hung") ? try fields.objects("hung", HungProcess.init) : [],
        heap: fields.has("heap") ? try HeapUse(fields.fields("heap")) : nil)
    } catch {
      throw .parameter(error)
    }
  }

  /// SPP's keys; `ports`, `pools`, `burials`, `hung`, `heap` and each port's `link` are ours.
  package var json: JSON {
    var object = JSON.Object([
      ("master-lcore", JSON(Int(mainLcore.number))),
      ("lcores", .array(lcores.map { JSON(Int($0.number)) })),
    ])
    object["forwarder"] = forwarder?.json
    object["phy_ports"] = .array(phyPorts.map(\.json))
    object["ring_ports"] = .array(ringPorts.map(\.json))
    object["pipes"] = .array(pipes.map(\.status))
    object["ports"] = .array(addedPorts.map { .string($0.description) })
    object["pools"] = .array(pools.map(\.json))
    object["burials"] = burials.json
    object["hung"] = .array(hung.map(\.json))
    object["heap"] = heap?.json
    return .object(object)
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
      txQueues: try queues.integer("tx", "a number of queues"), linkUp: link == .up,
      rules: try fields.objects("flow", NumberedFlowRule.init))
  }

  var json: JSON {
    [
      "id": JSON(id), "eth": .string(mac.description.lowercased()), "rx": JSON(rx), "tx": JSON(tx),
      "tx_drop": JSON(txDrop), "nof_queues": ["rx": JSON(rxQueues), "tx": JSON(txQueues)],
      "flow": .array(rules.map(\.json)),
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

extension Pipe {
  /// With the numbers of its rings, as SPP's status has them.
  fileprivate var status: JSON {
    ["id": JSON(Int(index)), "rx": JSON(Int(rx.index)), "tx": JSON(Int(tx.index))]
  }

  fileprivate init(status fields: Fields) throws(ParameterError) {
    func number(_ name: String) throws(ParameterError) -> UInt8 {
      let value = try fields.integer(name, "a number from 0 to 255")
      guard let number = UInt8(exactly: value) else {
        throw fields.invalid(name, "\(value)", "a number from 0 to 255")
      }
      return number
    }
    self.init(
      try number("id"), rx: ResourceUID(.ring, try number("rx")),
      tx: ResourceUID(.ring, try number("tx")))
  }
}
