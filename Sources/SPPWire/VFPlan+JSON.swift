// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension VFPlan: WirePlan {
  package init(plan fields: Fields) throws(ParameterError) { try self.init(fields) }

  /// Reads `{"components":[…],"classifier_table":[…]}`; elements of type `unuse` are idle lcores and are skipped.
  package init(_ fields: Fields, components name: String = "components") throws(ParameterError) {
    let components = try fields.objects(name) { (element) throws(ParameterError) in
      element.object["type"] == "unuse" ? nil : try ComponentPlan(element)
    }
    let entries = try fields.objects("classifier_table") { (row) throws(ParameterError) in
      try ClassifierEntry(row: row)
    }
    self.init(components: components.compactMap { $0 }, entries: entries)
  }

  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) { try self.init(Fields(json, path: "plan")) } catch {
      throw .parameter(error)
    }
  }

  package var json: JSON {
    ["components": .array(components.map(\.json)), "classifier_table": .array(entries.map(\.json))]
  }
}

extension ComponentPlan {
  package init(_ fields: Fields) throws(ParameterError) {
    let kinds = ComponentKind.allCases.map(\.rawValue).joined(separator: ", ")
    self.init(
      name: try fields.componentName(), core: try fields.lcore("core"),
      kind: try fields.parsed("type", "one of \(kinds)", ComponentKind.init(parsing:)),
      rx: try fields.objects("rx_port", Attachment.init),
      tx: try fields.objects("tx_port", Attachment.init))
  }

  package var json: JSON {
    [
      "core": JSON(Int(core.number)), "name": .string(name.text), "type": .string(kind.rawValue),
      "rx_port": .array(rx.map(\.json)), "tx_port": .array(tx.map(\.json)),
    ]
  }
}

extension Attachment {
  package init(_ fields: Fields) throws(ParameterError) {
    let vlan: VLANOperation = fields.has("vlan") ? try VLANOperation(fields.fields("vlan")) : .none
    self.init(try fields.port(), vlan: vlan)
  }

  package var json: JSON { ["port": .string(port.description), "vlan": vlan.json] }
}
