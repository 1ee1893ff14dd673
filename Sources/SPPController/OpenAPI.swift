// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPWire

func openAPIRoute(_ routes: [Route]) -> Route {
  let path = "/openapi.json"
  let summary = "This interface as an OpenAPI 3.1 document."
  // It describes itself too.
  let itself = Route(.get, path, summary, gives: "OpenAPI") { _ throws(RESTError) in nil }
  let document = openAPI(routes + [itself])
  return Route(.get, path, summary, gives: "OpenAPI") { _ throws(RESTError) in document }
}

/// The routes as an OpenAPI 3.1 document.
func openAPI(_ routes: [Route]) -> JSON {
  var paths = JSON.Object()
  for route in routes {
    var operations = paths[route.path]?.object ?? JSON.Object(parameters(of: route))
    operations[route.method.rawValue.lowercased()] = operation(route)
    paths[route.path] = .object(operations)
  }
  return [
    "openapi": "3.1.0",
    "info": [
      "title": "Soft Patch Panel controller", "version": "1",
      "license": ["name": "BSD-3-Clause", "identifier": "BSD-3-Clause"],
      "description":
        "Bodies are JSON whatever their Content-Type. Errors are one sentence of plain text.",
    ],
    "servers": [["url": "http://localhost:7777/v1"]],
    "paths": .object(paths),
    "components": ["schemas": schemas],
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
      "schema": name == "id"
        ? ["type": "integer", "minimum": 1, "maximum": 127] : ["$ref": "#/components/schemas/Name"],
    ]
  }
  return [("parameters", .array(parameters))]
}

private func operation(_ route: Route) -> JSON {
  var operation = JSON.Object([("summary", .string(route.summary))])
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
  }
  for (status, reason) in failures(of: route) {
    responses[status] = [
      "description": .string(reason), "content": ["text/plain": ["schema": ["type": "string"]]],
    ]
  }
  operation["responses"] = .object(responses)
  return .object(operation)
}

/// The statuses other than success, with what they mean here.
private func failures(of route: Route) -> [(String, String)] {
  let asksProcess = route.path.hasPrefix("/vfs") || route.path.hasPrefix("/primary")
  var failures: [(String, String)] = []
  if asksProcess {
    failures.append(
      ("400", "The body is not JSON, a key is missing or wrong, or the process refused."))
    failures.append(("404", "The process is not connected."))
  }
  if route.body != nil {
    failures.append(("408", "The body did not arrive in time."))
    failures.append(("413", "The body is too long."))
  }
  if asksProcess {
    if route.method != .get {
      failures.append(("500", "The change was taken back, because it cannot be stored."))
    }
    failures.append(
      ("502", "The process closed its connection, or gave an answer that cannot be read."))
    failures.append(("503", "Too many requests wait for the process."))
    failures.append(("504", "The process did not answer in time."))
  }
  return failures
}
