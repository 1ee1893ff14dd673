// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What concerns the site that is supervised.
func siteRoutes(_ supervisor: Supervisor) -> [Route] {
  [
    Route(
      v2: .get, "/site", "The site that is wanted, and what became of each of its processes.",
      gives: .json(schema: "SiteState")
    ) { _ throws(RESTError) in .json(await supervisor.state()) },
    Route(
      v2: .put, "/site",
      "Makes a site what is wanted: starts what is missing, gives the plans, ends the rest.",
      body: "Site", gives: .json(schema: "SiteState"),
      failures: [.badRequest, .internalServerError, .serviceUnavailable]
    ) { call throws(RESTError) in
      let site = try call.json()
      try await supervising { () async throws(SupervisionError) in try await supervisor.up(site) }
      return .json(await supervisor.state())
    },
    Route(
      v2: .delete, "/site", "Ends all processes of the site, the secondaries first.",
      gives: .json(schema: "SiteState"),
      failures: [.notFound, .internalServerError, .serviceUnavailable]
    ) { _ throws(RESTError) in
      try await supervising { () async throws(SupervisionError) in try await supervisor.down() }
      return .json(await supervisor.state())
    },
    Route(
      v2: .post, "/site/scale", "Has so many copies of a template run.", body: "SiteScale",
      gives: .json(schema: "SiteState"),
      failures: [.badRequest, .notFound, .internalServerError, .serviceUnavailable]
    ) { call throws(RESTError) in
      let fields = try call.fields()
      let (name, count) = try reading { () throws(ParameterError) in
        (
          try fields.string("name", "the name of a secondary with a count"),
          try fields.integer("count", "a number of processes")
        )
      }
      try await supervising { () async throws(SupervisionError) in
        try await supervisor.scale(name, to: count)
      }
      return .json(await supervisor.state())
    },
  ]
}

private func supervising(
  _ body: () async throws(SupervisionError) -> Void
) async throws(RESTError) {
  do throws(SupervisionError) { try await body() } catch {
    let status: HTTPResponse.Status =
      switch error {
      case .site, .noTemplate, .count: .badRequest
      case .noSite: .notFound
      case .notStored: .internalServerError
      case .busy: .serviceUnavailable
      }
    throw RESTError(status: status, text: error.description)
  }
}
