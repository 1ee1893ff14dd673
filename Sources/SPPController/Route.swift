// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPWire

/// One method of one path, what it takes and gives, and what it does. The OpenAPI document is made from it.
struct Route: Sendable {
  /// A request that has found its route.
  struct Call: Sendable {
    /// By the names in the path's braces.
    let parameters: [String: String]
    let body: [UInt8]
    /// Below `/v1`, for sentences.
    let path: String
  }

  /// What is answered to a request that was done.
  enum Success: Sendable {
    /// 204
    case empty
    /// 200 with a value of this schema.
    case json(schema: String)
  }

  let method: HTTPRequest.Method
  /// Below `/v1`, as in `/vfs/{id}/components/{name}`.
  let path: String
  let summary: String
  /// Schema of the body, or nil when it takes none.
  let body: String?
  let success: Success
  let handle: @Sendable (Call) async throws(RESTError) -> JSON?

  init(
    _ method: HTTPRequest.Method, _ path: String, _ summary: String, body: String? = nil,
    gives schema: String? = nil,
    _ handle: @escaping @Sendable (Call) async throws(RESTError) -> JSON?
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    self.body = body
    self.success = schema.map { .json(schema: $0) } ?? .empty
    self.handle = handle
  }

  /// The path's parameters when these segments are an instance of it.
  func match(_ segments: [String]) -> [String: String]? {
    let pattern = path.split(separator: "/")
    guard pattern.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (expected, segment) in zip(pattern, segments) {
      if expected.hasPrefix("{") {
        parameters[String(expected.dropFirst().dropLast())] = segment
      } else if expected != segment {
        return nil
      }
    }
    return parameters
  }
}

extension Route.Call {
  /// The body as an object; what is JSON but no object has none of the keys.
  ///
  /// - Throws: 400 `Not in json format.`
  func fields() throws(RESTError) -> Fields { Fields(try json().object ?? JSON.Object()) }

  func json() throws(RESTError) -> JSON {
    do throws(JSONError) { return try JSON(parsing: body) } catch { throw .notJSON }
  }
}

/// Runs `read`, which reads a body, and turns what is wrong with it into a 400.
func reading<Value>(_ read: () throws(ParameterError) -> Value) throws(RESTError) -> Value {
  do throws(ParameterError) { return try read() } catch { throw RESTError(error) }
}

/// Runs `ask`, which asks a process, and turns its failure into an answer.
func asking<Value: Sendable>(
  _ ask: () async throws(ControllerError) -> Value
) async throws(RESTError) -> Value {
  do throws(ControllerError) { return try await ask() } catch { throw RESTError(error) }
}
