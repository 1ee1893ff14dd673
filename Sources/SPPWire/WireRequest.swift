// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// A command of a change, as it stands in a message.
package protocol WireChange: Hashable, Sendable {
  /// The words that such commands start with.
  static var words: [String] { get }
  /// - Throws: `ParameterError` for a command or parameter that is missing or wrong.
  init(_ fields: Fields) throws(ParameterError)
  var json: JSON { get }
}

/// A plan, as it stands in a message.
package protocol WirePlan: Hashable, Sendable {
  init(plan fields: Fields) throws(ParameterError)
  var json: JSON { get }
}

/// Requests as messages: `{"id":7,"commands":[{"command":"status"}]}`.
package enum WireRequest {
  package static func encode<Change: WireChange, Plan: WirePlan>(
    _ request: SecondaryRequest<Change, Plan>, id: Int
  ) -> JSON {
    switch request {
    case .hello: message(id, [["command": "hello"]])
    case .status: message(id, [["command": "status"]])
    case .counters: message(id, [["command": "counters"]])
    case .change(let commands): message(id, commands.map(\.json))
    case .apply(let plan): message(id, [["command": "apply", "plan": plan.json]])
    case .check(let plan): message(id, [["command": "check", "plan": plan.json]])
    case .exit: message(id, [["command": "exit"]])
    }
  }

  package static func encode(_ command: PrimaryCommand, id: Int) -> JSON {
    message(id, [command.json])
  }

  /// Asks any process who it is.
  ///
  /// - Parameters:
  ///   - challenge: What the process is to prove that it knows the secret with.
  ///   - proof: That the controller knows it.
  package static func hello(id: Int, challenge: String? = nil, proof: String? = nil) -> JSON {
    var command = JSON.Object([("command", "hello")])
    command["challenge"] = challenge.map { .string($0) }
    command["proof"] = proof.map { .string($0) }
    return message(id, [.object(command)])
  }

  /// Reads what a secondary is asked.
  ///
  /// - Throws: `WireError.refused`, whose `reply` is the answer.
  package static func decode<Change: WireChange, Plan: WirePlan>(_ json: JSON) throws(WireError)
    -> (id: Int, request: SecondaryRequest<Change, Plan>)
  {
    let (id, commands) = try envelope(json)
    var change: [Change] = []
    for (index, command) in commands.enumerated() {
      do throws(ParameterError) {
        let fields = try Fields(command, path: "command").atTop
        let request: SecondaryRequest<Change, Plan> = try element(fields)
        if case .change(let commands) = request {
          change += commands
          continue
        }
        // Only changes can be refused together.
        guard commands.count == 1 else {
          throw fields.invalid(
            "command", fields.object["command"]?.quoted ?? "", "to be alone in its message")
        }
        return (id, request)
      } catch {
        throw refusal(id, index, commands.count, error)
      }
    }
    return (id, .change(change))
  }

  /// Reads what a vf or a mirror is asked.
  package static func decodeVF(_ json: JSON) throws(WireError) -> (id: Int, request: VFRequest) {
    try decode(json)
  }

  /// One command of a message; a change of one command when it is one.
  private static func element<Change: WireChange, Plan: WirePlan>(_ fields: Fields)
    throws(ParameterError) -> SecondaryRequest<Change, Plan>
  {
    let words = Change.words + ["apply", "check", "status", "counters", "hello", "exit"]
    let expected = "one of " + words.map { "'\($0)'" }.joined(separator: ", ")
    switch try fields.string("command", expected) {
    case "hello": return .hello
    case "status": return .status
    case "counters": return .counters
    case "exit": return .exit
    case "apply": return .apply(try Plan(plan: fields.fields("plan")))
    case "check": return .check(try Plan(plan: fields.fields("plan")))
    case let word where Change.words.contains(word): return .change([try Change(fields)])
    case let word: throw fields.invalid("command", word, expected)
    }
  }

  /// Reads what the primary is asked: one command per message.
  ///
  /// - Throws: `WireError.refused`, whose `reply` is the answer.
  package static func decodePrimary(_ json: JSON) throws(WireError) -> (
    id: Int, command: PrimaryCommand
  ) {
    let (id, commands) = try envelope(json)
    guard let first = commands.first, commands.count == 1 else {
      throw refusal(
        id, 0, max(commands.count, 1),
        .invalid(
          ValueError(
            "commands", given: "\(commands.count) commands", expected: "one command per message")))
    }
    do throws(ParameterError) {
      return (id, try PrimaryCommand(Fields(first, path: "command").atTop))
    } catch {
      throw refusal(id, 0, 1, error)
    }
  }

  private static func envelope(_ json: JSON) throws(WireError) -> (id: Int, commands: [JSON]) {
    let id = json["id"]?.integer.map { Int($0) }
    do throws(ParameterError) {
      let fields = try Fields(json, path: "message").atTop
      let number = try fields.integer("id", "a number that the answer repeats")
      guard fields.has("commands") else {
        throw .missing("commands", expected: "an array of commands")
      }
      return (number, try fields.array("commands"))
    } catch {
      throw refusal(id, 0, 1, error)
    }
  }

  private static func refusal(_ id: Int?, _ index: Int, _ count: Int, _ reason: ParameterError)
    -> WireError
  {
    .refused(RequestRefusal(id: id, index: index, count: count, reason: reason))
  }

  private static func message(_ id: Int, _ commands: [JSON]) -> JSON {
    ["id": JSON(id), "commands": .array(commands)]
  }
}

extension Fields {
  /// The same members, named without a path in sentences.
  fileprivate var atTop: Fields { Fields(object) }
}
