// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

private enum ForwarderWord: String, CaseIterable { case idling, running }

extension ForwarderStatus {
  /// Reads `status`, `ports` and `patches`; ports other than phy are those that were added.
  init(_ fields: Fields) throws(ParameterError) {
    let word: ForwarderWord = try fields.word("status")
    let ports = try fields.ports("ports")
    self.init(
      ports: ports,
      plan: PatchPlan(
        ports: ports.filter { $0.type != .phy },
        patches: try fields.objects("patches", Patch.init), isForwarding: word == .running))
  }

  package var json: JSON {
    [
      "status": .string(word),
      "ports": .array(ports.map { .string($0.description) }),
      "patches": .array(plan.patches.map(\.json)),
    ]
  }

  fileprivate var word: String {
    (plan.isForwarding ? ForwarderWord.running : .idling).rawValue
  }
}

extension NFVStatus {
  /// Reads the `info` of a reply to `status`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "info")
      let main = try fields.lcore("master-lcore")
      self.init(
        client: try fields.client("client-id"), mainLcore: main,
        workers: try fields.lcores("lcores").filter { $0 != main },
        forwarder: try ForwarderStatus(fields))
    } catch {
      throw .parameter(error)
    }
  }

  /// SPP's keys; the main lcore is among `lcores`.
  package var json: JSON {
    let main = JSON(Int(mainLcore.number))
    return [
      "client-id": JSON(Int(client.number)), "status": .string(forwarder.word),
      "master-lcore": main, "lcores": .array([main] + workers.map { JSON(Int($0.number)) }),
      "ports": .array(forwarder.ports.map { .string($0.description) }),
      "patches": .array(forwarder.plan.patches.map(\.json)),
    ]
  }
}
