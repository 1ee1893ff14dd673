// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension FlowRule {
  /// Reads `{"direction":"ingress","group":1,"pattern":["eth dst is 52:54:00:12:34:56"],"actions":["queue index 1"]}`.
  package init(_ fields: Fields) throws(ParameterError) {
    func number(_ name: String) throws(ParameterError) -> UInt32 {
      guard fields.has(name) else { return 0 }
      let expected = "a number from 0 to 4294967295"
      let value = try fields.integer(name, expected)
      guard let number = UInt32(exactly: value) else {
        throw fields.invalid(name, "\(value)", expected)
      }
      return number
    }
    self.init(
      direction: try fields.word("direction"), group: try number("group"),
      priority: try number("priority"),
      isTransfer: fields.has("transfer") ? try fields.bool("transfer") : false,
      pattern: try fields.list("pattern", FlowItem.init(parsing:)),
      actions: try fields.list("actions", FlowAction.init(parsing:)))
  }

  /// As it is read.
  package var json: JSON {
    [
      "direction": .string(direction.rawValue), "group": JSON(Int(group)),
      "priority": JSON(Int(priority)), "transfer": .bool(isTransfer),
      "pattern": .array(pattern.map { .string($0.text) }),
      "actions": .array(actions.map { .string($0.text) }),
    ]
  }
}

extension Fields {
  /// A list of strings that are read; it must be there.
  fileprivate func list<T>(_ name: String, _ parse: (String) throws(ValueError) -> T)
    throws(ParameterError) -> [T]
  {
    _ = try value(name, "an array of strings")
    var values: [T] = []
    for element in try array(name) {
      let fields = Fields(JSON.Object([(name, element)]))
      values.append(try fields.parsed(name, "an array of strings", parse))
    }
    return values
  }
}

private enum FlowWord: String, CaseIterable { case validate, create, destroy, flush }

extension FlowRequest {
  init(_ fields: Fields) throws(ParameterError) {
    let word: FlowWord = try fields.word("action")
    let port = try fields.port()
    guard port.type == .phy, port.queue == nil else {
      throw fields.invalid("port", port.description, "a phy port, such as 'phy:0'")
    }
    switch word {
    case .validate: self = .validate(port, try FlowRule(fields.fields("rule")))
    case .create: self = .create(port, try FlowRule(fields.fields("rule")))
    case .destroy: self = .destroy(port, id: try fields.integer("rule_id", "a rule's number"))
    case .flush: self = .flush(port)
    }
  }

  var json: JSON {
    func message(_ word: FlowWord, _ port: ResourceUID, _ more: (String, JSON)? = nil) -> JSON {
      .object(
        JSON.Object(
          [
            ("command", "flow"), ("action", .string(word.rawValue)),
            ("port", .string(port.description)),
          ] + (more.map { [$0] } ?? [])))
    }
    return switch self {
    case .validate(let port, let rule): message(.validate, port, ("rule", rule.json))
    case .create(let port, let rule): message(.create, port, ("rule", rule.json))
    case .destroy(let port, let id): message(.destroy, port, ("rule_id", JSON(id)))
    case .flush(let port): message(.flush, port)
    }
  }
}

extension FlowAnswer {
  /// `{"result":"success","message":"Flow rule #0 created","rule_id":"0"}`
  package var json: JSON {
    .object(
      JSON.Object(
        [("result", isError ? "error" : "success"), ("message", .string(message))]
          + (rule.map { [("rule_id", .string($0))] } ?? [])))
  }
}
