// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPWire

/// The document, as a route of each version.
func openAPIRoutes(_ routes: [Route]) -> [Route] {
  let path = "/openapi.json"
  let summary = "Both versions of this interface as one OpenAPI 3.1 document."
  // It describes itself too.
  func itself(_ version: Route.Version, _ document: JSON) -> Route {
    Route(version: version, .get, path, summary, gives: .json(schema: "OpenAPI")) {
      _ throws(RESTError) in .json(document)
    }
  }
  let document = openAPI(routes + [itself(.v1, .null), itself(.v2, .null)])
  return [itself(.v1, document), itself(.v2, document)]
}

/// The routes as an OpenAPI 3.1 document.
func openAPI(_ routes: [Route]) -> JSON {
  var paths = JSON.Object()
  for route in routes {
    let path = route.version.prefix + route.path
    var operations = paths[path]?.object ?? JSON.Object(parameters(of: route))
    operations[route.method.rawValue.lowercased()] = operation(route)
    paths[path] = .object(operations)
  }
  return [
    "openapi": "3.1.0",
    "info": [
      "title": "Soft Patch Panel controller", "version": "2",
      "license": ["name": "BSD-3-Clause", "identifier": "BSD-3-Clause"],
      "description": """
      Bodies are JSON whatever their Content-Type. Errors are one sentence of plain text below /v1, and problems \
      (RFC 9457) below /v2. A token is asked for where spp-ctl was started with one.
      """,
    ],
    "servers": [["url": "http://localhost:7777"]],
    // Either will do: whether there is a token is not the same everywhere.
    "security": [[:], ["token": []]],
    "paths": .object(paths),
    "components": [
      "schemas": schemas, "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
    ],
  ]
}

private func parameters(of route: Route) -> [(String, JSON)] {
  let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
    $0.dropFirst().dropLast()
  }
  guard !names.isEmpty else { return [] }
  let parameters = names.map { name -> JSON in
    [
      "name": .string(String(name)), "in": "path", "required": true,
      "schema": parameter(String(name)),
    ]
  }
  return [("parameters", .array(parameters))]
}

private func parameter(_ name: String) -> JSON {
  switch name {
  case "id": ["type": "integer", "minimum": 1, "maximum": 127]
  case "port": ["type": "integer", "minimum": 0, "maximum": 255]
  case "rule": ["type": "integer", "minimum": 0, "maximum": 999_999_999]
  case "process": reference("ProcessName")
  default: reference("Name")
  }
}

private func operation(_ route: Route) -> JSON {
  var operation = JSON.Object([("summary", .string(route.summary))])
  if !route.parameters.isEmpty {
    operation["parameters"] = .array(
      route.parameters.map {
        [
          "name": .string($0.name), "in": $0.isHeader ? "header" : "query",
          "description": .string($0.summary), "schema": $0.schema,
        ]
      })
  }
  if let body = route.body {
    operation["requestBody"] = [
      "required": true, "content": ["application/json": ["schema": reference(body)]],
    ]
  }
  var responses = JSON.Object()
  switch route.success {
  case .empty: responses["204"] = ["description": "Done."]
  case .json(let schema):
    responses["200"] = [
      "description": "Done.", "content": ["application/json": ["schema": reference(schema)]],
    ]
  case .tagged(let schema):
    responses["200"] = [
      "description": "Done.", "content": ["application/json": ["schema": reference(schema)]],
      "headers": [
        "ETag": [
          "required": true, "description": "Of what is held now.", "schema": ["type": "string"],
        ]
      ],
    ]
  case .bytes(let type), .stream(let type):
    responses["200"] = [
      "description": "Done.",
      "content": .object(JSON.Object([(type, ["schema": ["type": "string"]])])),
    ]
  }
  for (status, reason) in failures(of: route) {
    responses[status] = [
      "description": .string(reason),
      "content": route.version == .v2
        ? ["application/problem+json": ["schema": reference("Problem")]]
        : ["text/plain": ["schema": ["type": "string"]]],
    ]
  }
  operation["responses"] = .object(responses)
  return .object(operation)
}

/// The statuses other than success, with what they mean here.
private func failures(of route: Route) -> [(String, String)] {
  var statuses = Set(route.failures.map(\.code))
  // What the gatekeeper says before the route is asked.
  statuses.formUnion(route.version == .root ? [403, 421, 503] : [401, 403, 421, 503])
  if route.body != nil { statuses.formUnion([400, 408, 413]) }
  if route.path.contains("{") { statuses.formUnion([400, 404]) }
  if route.asksProcess {
    statuses.formUnion([400, 404, 502, 503, 504])
    if route.method != .get { statuses.insert(500) }
  }
  return statuses.sorted().map { ("\($0)", meanings[$0] ?? "Not done.") }
}

extension Route {
  fileprivate var asksProcess: Bool {
    version == .v1 && path != "/processes" && !path.hasPrefix("/cpu_")
      && !path.hasPrefix("/openapi")
  }
}

private let meanings = [
  400: "The body is not JSON, a key is missing or wrong, or the process refused.",
  401: "The token is missing or wrong.",
  403: "The request comes from another site.",
  404: "The process is not connected.",
  408: "The body did not arrive in time.",
  409: "It contradicts what is there.",
  412: "The state is not the one that If-Match names.",
  413: "The body is too long.",
  421: "The host that was asked for is another one.",
  428: "If-Match is missing.",
  500: "The change was taken back, because it cannot be stored.",
  502: "The process closed its connection, or gave an answer that cannot be read.",
  503: "Too many requests wait, or too many bodies are being read.",
  504: "The process did not answer in time.",
]
