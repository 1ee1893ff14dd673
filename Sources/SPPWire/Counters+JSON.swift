// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension ComponentCounters {
  /// Reads the `info` of a reply to `counters`.
  ///
  /// - Throws: `WireError.parameter`
  package static func all(_ json: JSON) throws(WireError) -> [ComponentCounters] {
    do throws(ParameterError) {
      return try Fields(json, path: "info").objects("components", ComponentCounters.init)
    } catch {
      throw .parameter(error)
    }
  }

  /// `{"components":[…]}`
  package static func json(_ all: [ComponentCounters]) -> JSON {
    ["components": .array(all.map(\.json))]
  }

  init(_ fields: Fields) throws(ParameterError) {
    self.init(
      name: try fields.componentName(), received: try Traffic(fields.fields("received")),
      sent: try Traffic(fields.fields("sent")), copies: try fields.counter("copies"),
      drops: try fields.drops(), attachments: try fields.objects("ports", AttachmentCounters.init),
      recorded: fields.has("recorded") ? try Traffic(fields.fields("recorded")) : Traffic())
  }

  /// `recorded` only when something was.
  var json: JSON {
    var object = JSON.Object([
      ("name", .string(name.text)), ("received", received.json), ("sent", sent.json),
      ("copies", JSON(copies)),
    ])
    if recorded != Traffic() { object["recorded"] = recorded.json }
    object["drops"] = DropReason.json(drops)
    object["ports"] = .array(attachments.map(\.json))
    return .object(object)
  }
}

extension AttachmentCounters {
  init(_ fields: Fields) throws(ParameterError) {
    self.init(
      port: try fields.port(), direction: try fields.direction(), traffic: try Traffic(fields),
      drops: try fields.drops())
  }

  var json: JSON {
    [
      "port": .string(port.description), "dir": .string(direction.rawValue),
      "packets": JSON(traffic.packets),
      "bytes": JSON(traffic.bytes), "drops": DropReason.json(drops),
    ]
  }
}

extension Traffic {
  init(_ fields: Fields) throws(ParameterError) {
    self.init(packets: try fields.counter("packets"), bytes: try fields.counter("bytes"))
  }

  var json: JSON { ["packets": JSON(packets), "bytes": JSON(bytes)] }
}

extension DropReason {
  /// In the order of the reasons' declaration; zeroes are left out.
  static func json(_ drops: [DropReason: UInt64]) -> JSON {
    .object(
      JSON.Object(
        DropReason.allCases.compactMap { reason in
          drops[reason].flatMap { $0 == 0 ? nil : (reason.rawValue, JSON($0)) }
        }))
  }
}

extension Fields {
  /// Reasons that this version does not know are skipped: another version's process may count them.
  fileprivate func drops() throws(ParameterError) -> [DropReason: UInt64] {
    guard has("drops") else { return [:] }
    let fields = try fields("drops")
    var drops: [DropReason: UInt64] = [:]
    for member in fields.object.members {
      if let reason = DropReason(rawValue: member.name) {
        drops[reason] = try fields.counter(member.name)
      }
    }
    return drops
  }
}
