// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Why bytes are not a message, or a message is not a request or an answer.
package enum WireError: Error, Hashable, Sendable {
  /// A message is longer than this many bytes; the rest of it is skipped.
  case oversized(limit: Int)
  /// The peer closed after this many bytes of a message.
  case cut(bytes: Int)
  case json(JSONError)
  /// A request that asks for something impossible; it can be answered when its id was readable.
  case refused(RequestRefusal)
  /// A parameter of an answer, status or plan.
  case parameter(ParameterError)
}

extension WireError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .oversized(let limit): "the message is longer than \(limit) bytes; send it in parts"
    case .cut(let bytes): "the peer closed in the middle of a message, after \(bytes) bytes of it"
    case .json(let error): error.description
    case .refused(let refusal): refusal.reason.description
    case .parameter(let error): error.description
    }
  }
}

extension WireError {
  /// What to answer; the id is null when the request's was not readable.
  package var reply: Reply {
    guard case .refused(let refusal) = self else {
      return Reply.failure(id: nil, message: description)
    }
    return .failure(id: refusal.id, at: refusal.index, of: refusal.count, message: description)
  }
}

/// A request that could be read as JSON but not understood.
package struct RequestRefusal: Hashable, Sendable {
  /// nil when the request has no readable id.
  package let id: Int?
  /// Position of the offending command, from 0, among `count`.
  package let index: Int
  package let count: Int
  package let reason: ParameterError
}

/// A parameter that is missing or has a wrong value.
package enum ParameterError: Error, Hashable, Sendable {
  case missing(String, expected: String)
  case invalid(ValueError)

  package var parameter: String {
    switch self {
    case .missing(let parameter, _): parameter
    case .invalid(let error): error.parameter
    }
  }
}

extension ParameterError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let parameter, let expected): "\(parameter) is missing: expected \(expected)"
    case .invalid(let error): error.description
    }
  }
}
