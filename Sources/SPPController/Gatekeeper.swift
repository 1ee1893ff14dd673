// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
package import Hummingbird
import NIOCore

/// Looks at each request before its route does: whether it was meant for this program, comes from one of its own pages,
/// and has the token.
package struct Gatekeeper: HTTPResponder {
  package typealias Context = BasicRequestContext

  private let routes: Routes
  private let entrance: Entrance
  private let budget = BodyBudget()

  package init(_ routes: Routes, _ entrance: Entrance) {
    self.routes = routes
    self.entrance = entrance
  }

  package func respond(to request: Request, context: Context) async throws -> Response {
    if let refusal = entrance.rules.refusal(of: request.head) { return answer(refusal, request) }
    let size = BodyBudget.size(request.headers, limit: Routes.maximumBody)
    guard budget.take(size) else { return answer(.tooManyBodies, request) }
    defer { budget.giveBack(size) }
    return mark(try await routes.respond(to: request, context: context))
  }

  private func answer(_ error: RESTError, _ request: Request) -> Response {
    var headers = HTTPFields()
    if error.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    // Its body is not read.
    headers[.connection] = "close"
    return mark(error.response(Target(request.uri.path).version, headers))
  }

  /// Answers are for whoever asked: no page of another site may show them, nor take them for something else.
  private func mark(_ response: Response) -> Response {
    var response = response
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    return response
  }
}

extension RESTError {
  static let tooManyBodies = RESTError(
    status: .serviceUnavailable,
    text: "\(BodyBudget.limit >> 20) MiB of bodies are being read already; ask again later")
}
