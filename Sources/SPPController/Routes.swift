// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
import SPPModel
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

  /// `METHOD PATH` of each route, such as `DELETE /v1/vfs/{id}`.
  package let targets: [String]

  private let index: RouteIndex
  private let log: Logger

  package init(_ controller: Controller, _ supervisor: Supervisor, log: Logger) {
    let routes =
      processRoutes(controller) + primaryRoutes(controller, supervisor) + flowRoutes(controller)
      + [ProcessKind.vf, .mirror].flatMap { kind in
        componentRoutes(kind, controller) + planRoutes(kind, controller)
          + [commandsRoute(kind, controller)]
      } + nfvRoutes(controller) + planRoutes(.nfv, controller) + pcapRoutes(controller)
      + planRoutes(.pcap, controller) + groupRoutes(controller) + eventRoutes(controller.events)
      + siteRoutes(supervisor)
    let all = routes + openAPIRoutes(routes) + Page.routes
    index = RouteIndex(all)
    targets = all.map { "\($0.method) \($0.version.prefix)\($0.path)" }
    self.log = log
  }

  package func respond(to request: Request, context: Context) async throws -> Response {
    let target = Target(request.uri.path)
    do throws(RESTError) {
      let response = try await answer(request, target).response
      log.debug(
        "request", metadata: ["method": "\(request.method)", "path": "\(request.uri.path)"])
      return response
    } catch {
      log.info(
        "request refused",
        metadata: [
          "method": "\(request.method)", "path": "\(request.uri.path)",
          "status": "\(error.status.code)",
          "reason": "\(error.text)",
        ])
      var headers = HTTPFields()
      if error == .methodNotAllowed {
        headers[.allow] = methods(of: target).joined(separator: ", ")
      }
      return error.response(target.version, headers)
    }
  }

  private func answer(_ request: Request, _ target: Target) async throws(RESTError) -> Route.Answer
  {
    let candidates = index.candidates(target)
    guard !candidates.isEmpty else { throw .notFound(target.relative) }
    guard let (route, parameters) = candidates.first(where: { $0.route.method == request.method })
    else {
      throw .methodNotAllowed
    }
    let body = route.body == nil ? [] : try await self.body(of: request)
    return try await route.handle(
      Route.Call(
        parameters: parameters, body: body, path: target.relative,
        query: Target.query(request.uri.query), headers: request.headers))
  }

  private func methods(of target: Target) -> [String] {
    index.candidates(target).map(\.route.method.rawValue)
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
