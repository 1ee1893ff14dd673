// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension PrimaryCommand {
  private static let expected =
    "one of 'hello', 'status', 'pool', 'news', 'clear', 'add', 'del', 'patch', 'forward', 'stop', 'flow', 'launch', 'exit'"

  /// Whether the member names a pipe, which is no port that components use.
  private static func isPipe(_ fields: Fields) -> Bool {
    fields.object["port"]?.string?.hasPrefix("pipe:") == true
  }

  package init(_ fields: Fields) throws(ParameterError) {
    switch try fields.string("command", Self.expected) {
    case "hello": self = .hello
    case "status": self = .status
    case "pool": self = .pool(fields.has("action") ? try fields.word("action") : .count)
    case "news":
      self = .news(
        after: fields.has("after") ? try fields.integer("after", "the number of a burial") : nil)
    case "clear": self = .clear
    case "add" where Self.isPipe(fields): self = .addPipe(try Pipe(fields))
    case "add": self = .add(try fields.port())
    case "del" where Self.isPipe(fields):
      self = .deletePipe(try fields.parsed("port", "a pipe", Pipe.index(parsing:)))
    case "del": self = .delete(try fields.port())
    case "patch":
      switch try PatchCommand(fields) {
      case .patch(let patch): self = .patch(patch)
      default: self = .resetPatches
      }
    case "forward": self = .forward
    case "stop": self = .stop
    case "flow": self = .flow(try FlowRequest(fields))
    case "launch": self = .launch(try LaunchRequest(fields))
    case "exit": self = .exit
    case let word: throw fields.invalid("command", word, Self.expected)
    }
  }

  package var json: JSON {
    switch self {
    case .hello: ["command": "hello"]
    case .status: ["command": "status"]
    case .pool(let action): ["command": "pool", "action": .string(action.rawValue)]
    case .news(let after?): ["command": "news", "after": JSON(after)]
    case .news(nil): ["command": "news"]
    case .clear: ["command": "clear"]
    case .add(let port): ["command": "add", "port": .string(port.description)]
    case .delete(let port): ["command": "del", "port": .string(port.description)]
    case .addPipe(let pipe): .object(JSON.Object([("command", "add")] + pipe.members))
    case .deletePipe(let index): ["command": "del", "port": .string(Pipe.name(index))]
    case .patch(let patch): PatchCommand.patch(patch).json
    case .resetPatches: PatchCommand.reset.json
    case .forward: PatchCommand.forward.json
    case .stop: PatchCommand.stop.json
    case .flow(let request): request.json
    case .launch(let request): request.json
    case .exit: ["command": "exit"]
    }
  }
}

extension Pipe {
  /// Reads `{"port":"pipe:0","rx":"ring:0","tx":"ring:1"}`.
  package init(_ fields: Fields) throws(ParameterError) {
    func ring(_ name: String) throws(ParameterError) -> ResourceUID {
      let port = try fields.port(name)
      guard port.type == .ring, port.queue == nil else {
        throw fields.invalid(name, port.description, "a ring, such as 'ring:0'")
      }
      return port
    }
    self.init(
      try fields.parsed("port", "a pipe, such as 'pipe:0'", Pipe.index(parsing:)),
      rx: try ring("rx"), tx: try ring("tx"))
  }

  package var members: [(String, JSON)] {
    [
      ("port", .string(Pipe.name(index))), ("rx", .string(rx.description)),
      ("tx", .string(tx.description)),
    ]
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
        guard !member.name.isEmpty else {
          throw fields.invalid(name, "", "an option before its value, such as '--lcores'")
        }
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
