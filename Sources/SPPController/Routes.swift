// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
import SPPWire

/// The REST interface: finds the route of each request, and answers.
///
/// Hummingbird's own router answers a wrong method with 404; SPP's clients know 405.
package struct Routes: HTTPResponder {
  package typealias Context = BasicRequestContext

  /// Longest body; only plans and messages of many commands come near.
  static let maximumBody = JSON.maximumSize
  /// How long a body may take to arrive.
  static let bodyDeadline = Duration.seconds(60)

  let table: [Route]
  private let log: Logger

  package init(_ controller: Controller, log: Logger) {
    let routes =
      processRoutes(controller) + primaryRoutes(controller) + vfRoutes(controller)
      + vfPlanRoutes(controller)
    table = routes + [openAPIRoute(routes)]
    self.log = log
  }

  package func respond(to request: Request, context: Context) async throws -> Response {
    do throws(RESTError) {
      let json = try await answer(request)
      log.debug(
        "request", metadata: ["method": "\(request.method)", "path": "\(request.uri.path)"])
      guard let json else { return Response(status: .noContent) }
      return Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: .init(byteBuffer: ByteBuffer(bytes: json.serialized())))
    } catch {
      log.info(
        "request refused",
        metadata: [
          "method": "\(request.method)", "path": "\(request.uri.path)",
          "status": "\(error.status.code)",
          "reason": "\(error.text)",
        ])
      var headers: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
      if error == .methodNotAllowed {
        headers[.allow] = methods(of: request.uri.path).joined(separator: ", ")
      }
      return Response(
        status: error.status, headers: headers,
        body: .init(byteBuffer: ByteBuffer(string: error.text)))
    }
  }

  private func answer(_ request: Request) async throws(RESTError) -> JSON? {
    let (segments, relative) = split(request.uri.path)
    guard let segments else { throw .notFound(relative) }
    let candidates = table.compactMap { route in route.match(segments).map { (route, $0) } }
    guard !candidates.isEmpty else { throw .notFound(relative) }
    guard let (route, parameters) = candidates.first(where: { $0.0.method == request.method })
    else {
      throw .methodNotAllowed
    }
    let body = route.body == nil ? [] : try await self.body(of: request)
    return try await route.handle(Route.Call(parameters: parameters, body: body, path: relative))
  }

  private func methods(of path: String) -> [String] {
    guard let segments = split(path).segments else { return [] }
    return table.filter { $0.match(segments) != nil }.map(\.method.rawValue)
  }

  /// The segments below `/v1`, or nil outside of it; and the path for sentences. Slashes at the end do not count.
  private func split(_ path: String) -> (segments: [String]?, relative: String) {
    let segments = path.split(separator: "/").map { unescaped(String($0)) }
    guard segments.first == "v1" else { return (nil, path) }
    return (Array(segments.dropFirst()), "/" + segments.dropFirst().joined(separator: "/"))
  }

  private func body(of request: Request) async throws(RESTError) -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.maximumBody
    {
      throw .tooLarge(Self.maximumBody)
    }
    do {
      // The iterator must stay in one task, so the clock runs beside it.
      let collect = Task { try await request.body.collect(upTo: Self.maximumBody) }
      let clock = Task {
        try await Task.sleep(for: Self.bodyDeadline)
        collect.cancel()
      }
      defer { clock.cancel() }
      let buffer = try await collect.value
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw .tooLarge(Self.maximumBody)
    } catch {
      throw .tooSlow
    }
  }
}

/// The text with `%2F` and the like decoded; as it is when that gives no UTF-8.
private func unescaped(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), rest.count >= 2,
      let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
    {
      bytes.append(value)
      rest.removeFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(validating: bytes, as: UTF8.self) ?? text
}
