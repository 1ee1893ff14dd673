// SPDX-License-Identifier: BSD-3-Clause

/// The routes by what tells most of them apart: the version, and how many segments the path has.
struct RouteIndex: Sendable {
  private struct Key: Hashable {
    let version: Route.Version
    let count: Int
  }

  private let routes: [Key: [Route]]

  init(_ table: [Route]) {
    routes = Dictionary(grouping: table) { Key(version: $0.version, count: $0.pattern.count) }
  }

  /// The routes whose path a target is an instance of, with the path's parameters.
  func candidates(_ target: Target) -> [(route: Route, parameters: [String: String])] {
    let some = routes[Key(version: target.version, count: target.segments.count)] ?? []
    return some.compactMap { route in route.match(target.segments).map { (route, $0) } }
  }
}
