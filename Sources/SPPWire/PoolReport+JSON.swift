// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

private let buffers = "a number of buffers"

extension PoolReport {
  /// Reads the `info` of the primary's reply to `pool`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "info")
      self.init(
        pools: try fields.objects("pools", Pool.init),
        doubled: try fields.integer("doubled", buffers),
        foreign: try fields.integer("foreign", "a number"),
        reclaimed: try fields.integer("reclaimed", buffers),
        microseconds: try fields.integer("stopped_us", "microseconds"),
        burials: try BurialTotals(fields.fields("burials")))
    } catch {
      throw .parameter(error)
    }
  }

  package var json: JSON {
    [
      "pools": .array(pools.map(\.json)), "doubled": JSON(doubled), "foreign": JSON(foreign),
      "reclaimed": JSON(reclaimed), "stopped_us": JSON(microseconds), "burials": burials.json,
    ]
  }
}

extension PoolReport.Pool {
  init(_ fields: Fields) throws(ParameterError) {
    self.init(
      name: try fields.string("name", "the pool's name"),
      size: try fields.integer("size", buffers), free: try fields.integer("free", buffers),
      caches: try fields.objects("caches", PoolReport.Cache.init),
      rings: try fields.objects("rings", PoolReport.Ring.init),
      devices: try fields.objects("devices", PoolReport.Device.init),
      inDevices: try fields.integer("in_devices", buffers),
      inHands: try fields.integer("in_hands", buffers), lost: try fields.integer("lost", buffers))
  }

  var json: JSON {
    [
      "name": .string(name), "size": JSON(size), "free": JSON(free), "in_caches": JSON(inCaches),
      "caches": .array(caches.map(\.json)), "in_rings": JSON(inRings),
      "rings": .array(rings.map { ["id": JSON(Int($0.id)), "buffers": JSON($0.buffers)] }),
      "in_devices": JSON(inDevices),
      "devices": .array(
        devices.map {
          ["name": .string($0.name), "least": JSON($0.least), "most": JSON($0.most)]
        }), "in_hands": JSON(inHands), "lost": JSON(lost),
    ]
  }
}

extension PoolReport.Cache {
  fileprivate init(_ fields: Fields) throws(ParameterError) {
    self.init(
      lcore: try fields.lcore("lcore"),
      client: fields.has("process") ? try fields.client("process") : nil,
      buffers: try fields.integer("buffers", SPPWire.buffers))
  }

  fileprivate var json: JSON {
    var object = JSON.Object([("lcore", JSON(Int(lcore.number)))])
    object["process"] = client.map { JSON(Int($0.number)) }
    object["buffers"] = JSON(buffers)
    return .object(object)
  }
}

extension PoolReport.Ring {
  fileprivate init(_ fields: Fields) throws(ParameterError) {
    let expected = "a number from 0 to 255"
    let id = try fields.integer("id", expected)
    guard let number = UInt8(exactly: id) else { throw fields.invalid("id", "\(id)", expected) }
    self.init(id: number, buffers: try fields.integer("buffers", SPPWire.buffers))
  }
}

extension PoolReport.Device {
  fileprivate init(_ fields: Fields) throws(ParameterError) {
    self.init(
      name: try fields.string("name", "a device"), least: try fields.integer("least", buffers),
      most: try fields.integer("most", buffers))
  }
}

extension BurialTotals {
  package init(_ fields: Fields) throws(ParameterError) {
    self.init()
    processes = try fields.integer("processes", "a number of processes")
    lcores = try fields.integer("lcores", "a number of lcores")
    claims = try fields.integer("claims", "a number of queues")
    freed = try fields.integer("freed", buffers)
    magazines = try fields.integer("magazines", "a number of magazines")
    rings = try fields.integer("rings", "a number of ring sides")
    leaked = try fields.integer("leaked", buffers)
    reclaimed = try fields.integer("reclaimed", buffers)
  }

  package var members: [(String, JSON)] {
    [
      ("processes", JSON(processes)), ("lcores", JSON(lcores)), ("claims", JSON(claims)),
      ("freed", JSON(freed)), ("magazines", JSON(magazines)), ("rings", JSON(rings)),
      ("leaked", JSON(leaked)), ("reclaimed", JSON(reclaimed)),
    ]
  }

  package var json: JSON { .object(JSON.Object(members)) }
}

extension HungProcess {
  package init(_ fields: Fields) throws(ParameterError) {
    self.init(
      client: try fields.client("process"),
      milliseconds: try fields.integer("for_ms", "milliseconds"),
      lcores: try fields.lcores("lcores"))
  }

  package var json: JSON {
    [
      "process": JSON(Int(client.number)), "for_ms": JSON(milliseconds),
      "lcores": .array(lcores.map { JSON(Int($0.number)) }),
    ]
  }
}

extension HeapUse {
  package init(_ fields: Fields) throws(ParameterError) {
    self.init(
      size: try fields.counter("size"), free: try fields.counter("free"),
      leftBehind: try fields.counter("left_behind"),
      guests: try fields.integer("guests", "a number of guests"))
  }

  package var json: JSON {
    [
      "size": JSON(size), "free": JSON(free), "left_behind": JSON(leftBehind),
      "guests": JSON(guests),
    ]
  }
}
