// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension SecondaryPlan {
  /// Reads a plan of a process of this kind; an empty plan empties the process, so its first member must be there.
  package init(of kind: ProcessKind, _ fields: Fields) throws(ParameterError) {
    switch kind {
    case .vf, .mirror, .primary:
      _ = try fields.value("components", "an array of components")
      self = .components(try VFPlan(fields))
    case .nfv:
      _ = try fields.value("patches", "an array of patches")
      self = .patches(try PatchPlan(plan: fields))
    case .pcap: self = .capture(try PcapPlan(plan: fields))
    }
  }

  package var json: JSON {
    switch self {
    case .components(let plan): plan.json
    case .patches(let plan): plan.json
    case .capture(let plan): plan.json
    }
  }
}

extension PrimaryPlan {
  /// Reads `{"ports":["tap:0"],"pipes":[…],"patches":[…],"forwarding":true}`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) { try self.init(plan: Fields(json, path: "primary")) } catch {
      throw .parameter(error)
    }
  }

  init(plan fields: Fields) throws(ParameterError) {
    self.init()
    ports = try fields.ports("ports")
    pipes = try fields.objects("pipes", Pipe.init)
    patches = try fields.objects("patches", Patch.init)
    isForwarding = fields.has("forwarding") ? try fields.bool("forwarding") : false
  }

  package var members: [(String, JSON)] {
    [
      ("ports", .array(ports.map { .string($0.description) })),
      ("pipes", .array(pipes.map { .object(JSON.Object($0.members)) })),
      ("patches", .array(patches.map(\.json))), ("forwarding", .bool(isForwarding)),
    ]
  }
}
