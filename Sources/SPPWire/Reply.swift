// SPDX-License-Identifier: BSD-3-Clause
import SPPModel

/// What became of one command.
package enum CommandResult: Hashable, Sendable {
  case success
  /// Not done, because another command of its message failed.
  case invalid
  /// Not done, with a sentence that says why.
  case error(String)
}

/// The answer to a request: one result per command, and what was asked for.
package struct Reply: Hashable, Sendable {
  /// The request's id; nil when it was not readable.
  package let id: Int?
  package let results: [CommandResult]
  /// The status, the counters or the hello.
  package let info: JSON?

  package init(id: Int?, results: [CommandResult], info: JSON? = nil) {
    self.id = id
    self.results = results
    self.info = info
  }

  /// All commands were done.
  package static func success(id: Int, count: Int = 1, info: JSON? = nil) -> Reply {
    Reply(id: id, results: Array(repeating: .success, count: count), info: info)
  }

  /// Nothing was done, because the command at this position did not fit.
  package static func failure(id: Int?, at index: Int = 0, of count: Int = 1, message: String)
    -> Reply
  {
    var results = Array(repeating: CommandResult.invalid, count: max(count, index + 1))
    results[index] = .error(message)
    return Reply(id: id, results: results)
  }

  /// The sentence of the command that failed, or nil when none did.
  package var failure: String? {
    for case .error(let message) in results { return message }
    return results.contains(.invalid) ? "a command was not done, and no reason was given" : nil
  }
}

extension Reply {
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "reply")
      let id: Int? = fields.has("id") ? try fields.integer("id", "the request's id, or null") : nil
      let results = try fields.objects("results", CommandResult.init)
      self.init(id: id, results: results, info: fields.has("info") ? json["info"] : nil)
    } catch {
      throw .parameter(error)
    }
  }

  package var json: JSON {
    var object = JSON.Object([
      ("id", id.map { JSON($0) } ?? .null), ("results", .array(results.map(\.json))),
    ])
    object["info"] = info
    return .object(object)
  }
}

private enum ResultWord: String, CaseIterable { case success, invalid, error }

extension CommandResult {
  fileprivate init(_ fields: Fields) throws(ParameterError) {
    let word: ResultWord = try fields.word("result")
    switch word {
    case .success: self = .success
    case .invalid: self = .invalid
    case .error: self = .error(try fields.fields("error_details").string("message", "a sentence"))
    }
  }

  fileprivate var json: JSON {
    switch self {
    case .success: ["result": "success"]
    case .invalid: ["result": "invalid"]
    case .error(let message): ["result": "error", "error_details": ["message": .string(message)]]
    }
  }
}
