// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What a request is answered with when it is not done: a status and a text, as SPP's clients know them.
struct RESTError: Error, Hashable, Sendable {
  let status: HTTPResponse.Status
  /// As the first version says it.
  let text: String
  /// As the second version says it.
  let detail: String
  /// More of the second version's answer.
  let members: [JSON.Object.Member]

  /// - Parameter detail: What the second version says, if that is not the same.
  init(
    status: HTTPResponse.Status, text: String, detail: String? = nil,
    members: KeyValuePairs<String, JSON> = [:]
  ) {
    self.init(
      status: status, text: text, detail: detail,
      members: JSON.Object(members.map { ($0.key, $0.value) }))
  }

  init(
    status: HTTPResponse.Status, text: String, detail: String? = nil, members: JSON.Object
  ) {
    self.status = status
    self.text = text
    self.detail = detail ?? text
    self.members = members.members
  }

  static func notFound(_ path: String) -> RESTError {
    RESTError(status: .notFound, text: "Not found: '\(path)'")
  }
  static let methodNotAllowed = RESTError(status: .methodNotAllowed, text: "Method not allowed.")
  static let notJSON = RESTError(status: .badRequest, text: "Not in json format.")
  static func noSecondary(_ number: String) -> RESTError {
    RESTError(
      status: .notFound, text: "sec_id \(number) not found.",
      detail: "process \(number) is not connected")
  }
  static func tooLarge(_ limit: Int) -> RESTError {
    RESTError(
      status: .contentTooLarge, text: "The body is longer than \(limit) bytes; send it in parts.")
  }
  static let tooSlow = RESTError(status: .requestTimeout, text: "The body did not arrive in time.")

  /// The answer of the second version (RFC 9457).
  var problem: JSON {
    var object = JSON.Object([
      ("title", .string(status.reasonPhrase)), ("status", JSON(status.code)),
      ("detail", .string(detail)),
    ])
    for member in members { object[member.name] = member.value }
    return .object(object)
  }
}

extension RESTError {
  init(_ error: ParameterError) {
    let text =
      switch error {
      case .missing(let key, _): "key(\(key)) required."
      case .invalid(let value):
        "invalid key(\(value.parameter)): \(value.given). expected \(value.expected)"
      }
    self.init(
      status: .badRequest, text: text, detail: "\(error)",
      members: ["parameter": .string(error.parameter)])
  }

  init(_ error: ControllerError) {
    let status: HTTPResponse.Status =
      switch error {
      case .notConnected: .notFound
      case .command: .badRequest
      case .noAnswer: .gatewayTimeout
      case .closed, .badAnswer: .badGateway
      case .busy: .serviceUnavailable
      case .notStored: .internalServerError
      }
    switch error {
    case .notConnected(let client):
      self.init(
        status: status, text: error.description, detail: "\(client.noun) is not connected",
        members: ["process": JSON(client)])
    case .command(let sentence, let index?):
      self.init(
        status: status, text: error.description, detail: sentence,
        members: ["command": JSON(index)])
    case .command(let sentence, nil):
      self.init(status: status, text: error.description, detail: sentence)
    default: self.init(status: status, text: error.description)
    }
  }
}
