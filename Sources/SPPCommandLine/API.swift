// SPDX-License-Identifier: BSD-3-Clause
package import SPPWire

/// The controller's REST API, as the shell sees it.
package protocol API: Sendable {
  /// Where the controller is, as the user may write it after `-b`.
  var address: String { get }

  /// Sends one request and waits for its answer.
  func send(_ request: APIRequest) throws(APIError) -> APIResponse
}

package struct APIRequest: Hashable, Sendable, CustomStringConvertible {
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case put = "PUT"
    case post = "POST"
    case delete = "DELETE"
  }

  package let method: Method
  /// With the version of the interface, percent-encoded, such as `v1/processes`.
  package let path: String
  package let body: JSON?
  /// Value of the header `If-Match`, quotes included.
  package let ifMatch: String?
  /// Seconds to wait for the answer, when they are fewer than usual.
  package var patience: Int64?

  /// - Parameter path: Below `/v1/`.
  package init(_ method: Method, _ path: String, body: JSON? = nil) {
    self.method = method
    self.path = "v1/" + path
    self.body = body
    ifMatch = nil
  }

  /// - Parameter path: Below `/v2/`.
  package init(v2 method: Method, _ path: String, body: JSON? = nil, ifMatch: String? = nil) {
    self.method = method
    self.path = "v2/" + path
    self.body = body
    self.ifMatch = ifMatch
  }

  package var description: String { "\(method.rawValue) /\(path)" }
}

package struct APIResponse: Hashable, Sendable {
  /// The HTTP status code.
  package let status: Int
  package let body: [UInt8]

  package init(status: Int, body: [UInt8] = []) {
    self.status = status
    self.body = body
  }

  package var isSuccess: Bool { (200..<300).contains(status) }
  package var text: String { String(decoding: body, as: UTF8.self) }
  /// Why it was refused: the second version says it in a problem (RFC 9457), the first in plain text.
  package var reason: String {
    guard let detail = (try? JSON(parsing: body))?["detail"]?.string else { return text }
    return detail
  }
}

/// Why there is no answer.
package enum APIError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreachable(address: String, reason: String)
  /// Nobody knows whether the request was carried out.
  case noAnswer(APIRequest, address: String, seconds: Int64)
  /// ^C before the answer came.
  case interrupted(APIRequest)

  package var description: String {
    switch self {
    case .unreachable(let address, let reason):
      "spp-ctl at \(address) is not reachable: \(reason); start it, or say where it is with -b"
    case .noAnswer(let request, let address, let seconds):
      "spp-ctl at \(address) did not answer '\(request)' within \(seconds) seconds; 'status' shows whether it was done"
    case .interrupted(let request):
      "interrupted before '\(request)' was answered; 'status' shows whether it was done"
    }
  }
}
