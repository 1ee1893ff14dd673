// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

private enum AddReset: String, CaseIterable { case add, reset }

extension PatchCommand: WireChange {
  package static let words = ["add", "del", "patch", "forward", "stop"]

  package init(_ fields: Fields) throws(ParameterError) {
    let expected = "one of " + Self.words.map { "'\($0)'" }.joined(separator: ", ")
    switch try fields.string("command", expected) {
    case "add": self = .add(try fields.port())
    case "del": self = .delete(try fields.port())
    case "forward": self = .forward
    case "stop": self = .stop
    case "patch":
      let action: AddReset = fields.has("action") ? try fields.word("action") : .add
      switch action {
      case .add: self = .patch(try Patch(fields))
      case .reset: self = .reset
      }
    case let word: throw fields.invalid("command", word, expected)
    }
  }

  package var json: JSON {
    switch self {
    case .add(let port): ["command": "add", "port": .string(port.description)]
    case .delete(let port): ["command": "del", "port": .string(port.description)]
    case .patch(let patch): patch.command
    case .reset: ["command": "patch", "action": "reset"]
    case .forward: ["command": "forward"]
    case .stop: ["command": "stop"]
    }
  }
}

extension Patch {
  /// Reads `{"src":"phy:0","dst":"ring:0"}`.
  package init(_ fields: Fields) throws(ParameterError) {
    self.init(try fields.port("src"), to: try fields.port("dst"))
  }

  package var json: JSON {
    ["src": .string(source.description), "dst": .string(destination.description)]
  }

  var command: JSON {
    [
      "command": "patch", "action": "add", "src": .string(source.description),
      "dst": .string(destination.description),
    ]
  }
}

extension PatchPlan: WirePlan {
  /// Reads `{"ports":["ring:0"],"patches":[{"src":"phy:0","dst":"ring:0"}],"forwarding":true}`.
  package init(plan fields: Fields) throws(ParameterError) {
    self.init(
      ports: try fields.ports("ports"), patches: try fields.objects("patches", Patch.init),
      isForwarding: fields.has("forwarding") ? try fields.bool("forwarding") : false)
  }

  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) { try self.init(plan: Fields(json, path: "plan")) } catch {
      throw .parameter(error)
    }
  }

  package var json: JSON {
    [
      "ports": .array(ports.map { .string($0.description) }),
      "patches": .array(patches.map(\.json)), "forwarding": .bool(isForwarding),
    ]
  }
}

extension Fields {
  /// An array of ports.
  func ports(_ name: String) throws(ParameterError) -> [ResourceUID] {
    var ports: [ResourceUID] = []
    for element in try array(name) {
      ports.append(try Fields(JSON.Object([(name, element)])).port(name))
    }
    return ports
  }
}
