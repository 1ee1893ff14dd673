// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes

/// The page that this program serves to browsers, at `/`: the live topology, drawn from the API and its events.
///
/// Its files lie in `Page` and are compiled in; it needs nothing from elsewhere, and changes nothing.
enum Page {
  private struct Part {
    let path: String
    let type: String
    let bytes: [UInt8]
  }

  private static let parts = [
    Part(path: "/", type: "text/html; charset=utf-8", bytes: PackageResources.page_html),
    Part(path: "/page.css", type: "text/css; charset=utf-8", bytes: PackageResources.page_css),
    Part(
      path: "/page.js", type: "text/javascript; charset=utf-8", bytes: PackageResources.page_js),
  ]

  /// What a browser may do with the page: load its own parts, ask this controller, and nothing else.
  private static let headers: HTTPFields = [
    .contentSecurityPolicy:
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    .referrerPolicy: "no-referrer", .cacheControl: "no-cache",
  ]

  /// Parts are no API, so the document of it has none of them.
  static var routes: [Route] {
    parts.map { part in
      Route(version: .root, .get, part.path, "A part of the page.", gives: .bytes(part.type)) {
        _ throws(RESTError) in .bytes(part.bytes, part.type, headers: headers)
      }
    }
  }

  /// Whether a path is the page's. It says nothing of the switch, so everybody gets it; what it asks for then is another
  /// matter.
  static func isPart(_ path: String?) -> Bool {
    guard let path = path?.prefix(while: { $0 != "?" }) else { return false }
    return parts.contains { $0.path == path }
  }
}

extension HTTPField.Name {
  static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .range
}
