// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import HummingbirdCore
import SPPWire

/// One method of one path, what it takes and gives, and what it does. The OpenAPI document is made from it.
struct Route: Sendable {
  /// Which interface a route belongs to: the first segment of its path.
  enum Version: String, Hashable, Sendable {
    /// Soft Patch Panel's: errors are sentences of plain text.
    case v1
    /// Ours: errors are problems (RFC 9457).
    case v2
    /// Neither: the page and the like.
    case root = ""

    /// `/v1`
    var prefix: String { self == .root ? "" : "/" + rawValue }
  }

  /// A request that has found its route.
  struct Call: Sendable {
    /// By the names in the path's braces.
    let parameters: [String: String]
    let body: [UInt8]
    /// Below `/v1`, for sentences.
    let path: String
    let query: [String: String]
    let headers: HTTPFields

    init(
      parameters: [String: String], body: [UInt8], path: String, query: [String: String] = [:],
      headers: HTTPFields = [:]
    ) {
      self.parameters = parameters
      self.body = body
      self.path = path
      self.query = query
      self.headers = headers
    }
  }

  /// What is answered to a request that was done.
  enum Answer: Sendable {
    case empty
    case json(JSON, headers: HTTPFields = [:])
    /// A whole body of this media type.
    case bytes([UInt8], String, headers: HTTPFields = [:])
    /// A body of this media type that is written bit by bit.
    case stream(String, @Sendable (inout any ResponseBodyWriter) async throws -> Void)
  }

  /// What is answered to a request that was done.
  enum Success: Sendable {
    /// 204
    case empty
    /// 200 with a value of this schema.
    case json(schema: String)
    /// The same, with its ETag.
    case tagged(schema: String)
    /// 200 with a body of this media type.
    case bytes(String)
    /// The same, and it goes on.
    case stream(String)
  }

  /// What a caller may say beside path and body.
  struct Parameter: Hashable, Sendable {
    let name: String
    let isHeader: Bool
    let schema: JSON
    let summary: String
  }

  let version: Version
  let method: HTTPRequest.Method
  /// Below `/v1`, as in `/vfs/{id}/components/{name}`.
  let path: String
  /// The path's segments; those in braces are parameters.
  let pattern: [Substring]
  let summary: String
  /// Schema of the body, or nil when it takes none.
  let body: String?
  let success: Success
  let parameters: [Parameter]
  /// Statuses of failures that the route's path and body do not already tell.
  let failures: [HTTPResponse.Status]
  let handle: @Sendable (Call) async throws(RESTError) -> Answer

  /// A route of the first version.
  init(
    _ method: HTTPRequest.Method, _ path: String, _ summary: String, body: String? = nil,
    gives schema: String? = nil,
    _ handle: @escaping @Sendable (Call) async throws(RESTError) -> JSON?
  ) {
    self.init(
      version: .v1, method, path, summary, body: body,
      gives: schema.map { .json(schema: $0) } ?? .empty
    ) { call throws(RESTError) in
      try await handle(call).map { .json($0) } ?? .empty
    }
  }

  /// A route of the second version.
  init(
    v2 method: HTTPRequest.Method, _ path: String, _ summary: String, body: String? = nil,
    gives success: Success = .empty, parameters: [Parameter] = [],
    failures: [HTTPResponse.Status] = [],
    _ handle: @escaping @Sendable (Call) async throws(RESTError) -> Answer
  ) {
    self.init(
      version: .v2, method, path, summary, body: body, gives: success, parameters: parameters,
      failures: failures, handle)
  }

  init(
    version: Version, _ method: HTTPRequest.Method, _ path: String, _ summary: String,
    body: String? = nil, gives success: Success = .empty, parameters: [Parameter] = [],
    failures: [HTTPResponse.Status] = [],
    _ handle: @escaping @Sendable (Call) async throws(RESTError) -> Answer
  ) {
    self.version = version
    self.method = method
    self.path = path
    pattern = path.split(separator: "/")
    self.summary = summary
    self.body = body
    self.success = success
    self.parameters = parameters
    self.failures = failures
    self.handle = handle
  }

  /// The path's parameters when these segments are an instance of it.
  func match(_ segments: [String]) -> [String: String]? {
    guard pattern.count == segments.count else { return nil }
    let pairs = zip(pattern, segments)
    guard pairs.allSatisfy({ $0.utf8.first == UInt8(ascii: "{") || $0 == $1 }) else { return nil }
    var parameters: [String: String] = [:]
    for (expected, segment) in pairs where expected.utf8.first == UInt8(ascii: "{") {
      parameters[String(expected.dropFirst().dropLast())] = segment
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
