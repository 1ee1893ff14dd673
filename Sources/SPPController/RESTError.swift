// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// What a request is answered with when it is not done: a status and a text, as SPP's clients know them.
struct RESTError: Error, Hashable, Sendable {
  let status: HTTPResponse.Status
  let text: String

  static func notFound(_ path: String) -> RESTError {
    RESTError(status: .notFound, text: "Not found: '\(path)'")
  }
  static let methodNotAllowed = RESTError(status: .methodNotAllowed, text: "Method not allowed.")
  static let notJSON = RESTError(status: .badRequest, text: "Not in json format.")
  static func noSecondary(_ number: String) -> RESTError {
    RESTError(status: .notFound, text: "sec_id \(number) not found.")
  }
  static func tooLarge(_ limit: Int) -> RESTError {
    RESTError(
      status: .contentTooLarge, text: "The body is longer than \(limit) bytes; send it in parts.")
  }
  static let tooSlow = RESTError(status: .requestTimeout, text: "The body did not arrive in time.")
}

extension RESTError {
  init(_ error: ParameterError) {
    status = .badRequest
    text =
      switch error {
      case .missing(let key, _): "key(\(key)) required."
      case .invalid(let value):
        "invalid key(\(value.parameter)): \(value.given). expected \(value.expected)"
      }
  }

  init(_ error: ControllerError) {
    status =
      switch error {
      case .notConnected: .notFound
      case .command: .badRequest
      case .noAnswer: .gatewayTimeout
      case .closed, .badAnswer: .badGateway
      case .busy: .serviceUnavailable
      case .notStored: .internalServerError
      }
    text = error.description
  }
}
