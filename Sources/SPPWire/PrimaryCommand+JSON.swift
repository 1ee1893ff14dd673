// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension PrimaryCommand {
  private static let expected = "one of 'hello', 'status', 'clear', 'add', 'del', 'launch', 'exit'"

  package init(_ fields: Fields) throws(ParameterError) {
    switch try fields.string("command", Self.expected) {
    case "hello": self = .hello
    case "status": self = .status
    case "clear": self = .clear
    case "add": self = .add(try fields.port())
    case "del": self = .delete(try fields.port())
    case "launch": self = .launch(try LaunchRequest(fields))
    case "exit": self = .exit
    case let word: throw fields.invalid("command", word, Self.expected)
    }
  }

  package var json: JSON {
    switch self {
    case .hello: ["command": "hello"]
    case .status: ["command": "status"]
    case .clear: ["command": "clear"]
    case .add(let port): ["command": "add", "port": .string(port.description)]
    case .delete(let port): ["command": "del", "port": .string(port.description)]
    case .launch(let request): request.json
    case .exit: ["command": "exit"]
    }
  }
}

extension LaunchRequest {
  /// Reads `{"client_id":1,"proc_name":"spp_vf","eal":[…],"app":[…]}`.
  ///
  /// `eal` and `app` are arrays of words, or objects from option to value as SPP's clients send them: an empty or null
  /// value is a flag, an array repeats the option.
  package init(_ fields: Fields) throws(ParameterError) {
    self.init(
      client: try fields.numbered("client_id", "a number from 1 to 127", ClientID.init),
      program: try fields.string("proc_name", "the name of a program, such as 'spp_vf'"),
      eal: try Self.options("eal", fields), application: try Self.options("app", fields))
  }

  private static func options(_ name: String, _ fields: Fields) throws(ParameterError) -> [String] {
    let expected = "an array of words, or an object from option to value"
    let value = try fields.value(name, expected)
    var words: [String] = []
    func append(_ option: String?, _ value: JSON) throws(ParameterError) {
      switch value {
      case .null, .bool(true), .string(""): words += option.map { [$0] } ?? []
      case .string(let text): words += (option.map { [$0] } ?? []) + [text]
      case .integer(let number): words += (option.map { [$0] } ?? []) + ["\(number)"]
      default: throw fields.invalid(name, value.quoted, expected)
      }
    }
    switch value {
    case .array(let elements):
      for element in elements { try append(nil, element) }
    case .object(let object):
      for member in object.members {
        for value in member.value.array ?? [member.value] { try append(member.name, value) }
      }
    default: throw fields.invalid(name, value.quoted, expected)
    }
    return words
  }

  fileprivate var json: JSON {
    [
      "command": "launch", "client_id": JSON(Int(client.number)), "proc_name": .string(program),
      "eal": .array(eal.map { .string($0) }), "app": .array(application.map { .string($0) }),
    ]
  }
}
