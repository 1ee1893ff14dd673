// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Requests as messages: `{"id":7,"commands":[{"command":"status"}]}`.
package enum WireRequest {
  package static func encode(_ request: VFRequest, id: Int) -> JSON {
    switch request {
    case .hello: message(id, [["command": "hello"]])
    case .status: message(id, [["command": "status"]])
    case .counters: message(id, [["command": "counters"]])
    case .change(let commands): message(id, commands.map(\.json))
    case .apply(let plan): message(id, [["command": "apply", "plan": plan.json]])
    case .exit: message(id, [["command": "exit"]])
    }
  }

  package static func encode(_ command: PrimaryCommand, id: Int) -> JSON {
    message(id, [command.json])
  }

  /// Reads what a vf is asked.
  ///
  /// - Throws: `WireError.refused`, whose `reply` is the answer.
  package static func decodeVF(_ json: JSON) throws(WireError) -> (id: Int, request: VFRequest) {
    let (id, commands) = try envelope(json)
    var change: [VFCommand] = []
    for (index, command) in commands.enumerated() {
      do throws(ParameterError) {
        let fields = try Fields(command, path: "command").atTop
        let request = try element(fields)
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

  /// One command of a message; a change of one command when it is one.
  private static func element(_ fields: Fields) throws(ParameterError) -> VFRequest {
    let expected =
      "one of 'component', 'port', 'classifier_table', 'apply', 'status', 'counters', 'hello', 'exit'"
    switch try fields.string("command", expected) {
    case "hello": return .hello
    case "status": return .status
    case "counters": return .counters
    case "exit": return .exit
    case "apply": return .apply(try VFPlan(fields.fields("plan")))
    case let word where VFCommand.words.contains(word): return .change([try VFCommand(fields)])
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
