// SPDX-License-Identifier: BSD-3-Clause
internal import AsyncHTTPClient
internal import Dispatch
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import SPPWire

/// The REST API over HTTP: TCP, TLS or a Unix socket, one request at a time.
///
/// The shell does one thing after another, so it waits for each answer on its own thread.
package final class HTTPAPI: API {
  package let address: String
  private let base: String
  private let token: String?
  private let client: HTTPClient
  /// Longer than the controller itself waits for a process, so that its reason arrives.
  private let deadline: Int64

  /// - Parameter deadline: Seconds for a request and its answer.
  package init(
    _ address: ControllerAddress, credentials: Credentials = .none, deadline: Int64 = 60
  ) {
    self.address = address.description
    self.deadline = deadline
    base = address.base
    // Not to those who could be anybody on the way.
    token = address.isOpen ? nil : credentials.token
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: credentials.tls, timeout: .init(connect: .seconds(3)))
    // A controller that is not there is said at once, not at the deadline.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit { try? client.syncShutdown() }

  package func send(_ request: APIRequest) throws(APIError) -> APIResponse {
    let deadline = request.patience ?? deadline
    do {
      let message = try message(request)
      let task = client.execute(
        request: message, delegate: ResponseAccumulator(request: message),
        deadline: .now() + .seconds(deadline))
      guard Self.isAnswered(task) else {
        task.cancel()
        throw APIError.interrupted(request)
      }
      let answer = try task.wait()
      return APIResponse(
        status: Int(answer.status.code), body: answer.body.map { Array($0.readableBytesView) } ?? []
      )
    } catch let error as APIError {
      throw error
    } catch let error as HTTPClientError
      where error == .deadlineExceeded || error == .readTimeout
    {
      throw .noAnswer(request, address: address, seconds: deadline)
    } catch {
      throw .unreachable(address: address, reason: Self.reason(error))
    }
  }

  /// Waits for the end of a request, or for ^C: then it is false.
  private static func isAnswered(_ task: HTTPClient.Task<HTTPClient.Response>) -> Bool {
    let end = DispatchSemaphore(value: 0)
    task.futureResult.whenComplete { _ in end.signal() }
    // Short, so that ^C is noticed soon.
    while end.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      if Interrupt.happened { return false }
    }
    return true
  }

  private func message(_ request: APIRequest) throws -> HTTPClient.Request {
    var message = try HTTPClient.Request(
      url: "\(base)/\(request.path)", method: .RAW(value: request.method.rawValue))
    if let token { message.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let tag = request.ifMatch { message.headers.add(name: "If-Match", value: tag) }
    if let body = request.body {
      message.headers.add(name: "Content-Type", value: "application/json")
      message.body = .bytes(body.serialized())
    }
    return message
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { reason($0.error) } ?? "the name \(error.host) is not known"
    case let error as IOError: error.errnoCode == 0 ? "\(error)" : systemReason(error)
    case let error as HTTPClientError where error == .connectTimeout: "no answer within 3 seconds"
    case let error as HTTPClientError where error == .remoteConnectionClosed:
      "it closed the connection"
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: tlsReason("\(error)")
    case _: "\(error)"
    }
  }

  /// BoringSSL names what is wrong amid numbers and paths.
  private static func tlsReason(_ text: String) -> String {
    let meanings = [
      (
        "CERTIFICATE_VERIFY_FAILED",
        "nobody who is trusted here vouches for its certificate; --cacert names who does"
      ),
      ("failedToValidateHostname", "its certificate is for another name or address than this one"),
      ("CERTIFICATE_REQUIRED", "it asks for a certificate; give --cert and --key"),
      ("ALERT_UNKNOWN_CA", "it does not know who vouches for the certificate of --cert"),
      ("ALERT_BAD_CERTIFICATE", "it does not take the certificate of --cert"),
      ("WRONG_VERSION_NUMBER", "it does not speak TLS; say http:// instead of https://"),
    ]
    let meaning = meanings.first { text.contains($0.0) }?.1
    return "TLS: \(meaning ?? text)"
  }

  /// `IOError` says `connection reset (error set): Connection refused) (errno: 111)`; people want
  /// the words between.
  private static func systemReason(_ error: IOError) -> String {
    let text = error.description.split(separator: " (errno").first ?? ""
    let words = text.split(separator: ": ").last?.prefix { $0 != ")" } ?? ""
    return words.isEmpty ? error.description : words.lowercased()
  }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
func percentEncoded(_ text: String) -> String {
  var encoded = ""
  let digits = Array("0123456789ABCDEF")
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      encoded.append(Character(UnicodeScalar(byte)))
    default:
      encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
  }
  return encoded
}
