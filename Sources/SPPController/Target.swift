// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import Hummingbird
import NIOCore
import SPPWire

/// What a request names: a version of the interface, and the segments below it.
struct Target: Hashable, Sendable {
  let version: Route.Version
  let segments: [String]
  /// For sentences: below `/v1`, or the whole of a path that is nowhere.
  let relative: String

  /// Slashes at the end do not count.
  init(_ path: String) {
    let segments = path.split(separator: "/").map { unescaped(String($0)) }
    guard let first = segments.first, let version = Route.Version(rawValue: first),
      version != .root
    else {
      self.version = .root
      self.segments = segments
      relative = path
      return
    }
    self.version = version
    self.segments = Array(segments.dropFirst())
    relative = "/" + segments.dropFirst().joined(separator: "/")
  }

  /// Names and values; of a name that occurs twice the last.
  static func query(_ text: String?) -> [String: String] {
    var query: [String: String] = [:]
    for part in (text ?? "").split(separator: "&") {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      query[unescaped(String(halves[0]))] = halves.count == 2 ? unescaped(String(halves[1])) : ""
    }
    return query
  }
}

extension Route.Answer {
  var response: Response {
    switch self {
    case .empty: return Response(status: .noContent)
    case .json(let json, let headers):
      return Self.response(json.serialized(), "application/json", headers)
    case .bytes(let bytes, let type, let headers): return Self.response(bytes, type, headers)
    case .stream(let type, let write):
      return Response(
        status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
        body: .init { writer in try await write(&writer) })
    }
  }

  private static func response(_ bytes: [UInt8], _ type: String, _ headers: HTTPFields) -> Response
  {
    var headers = headers
    headers[.contentType] = type
    return Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension RESTError {
  func response(_ version: Route.Version, _ headers: HTTPFields) -> Response {
    var headers = headers
    let bytes: [UInt8]
    if version == .v2 {
      headers[.contentType] = "application/problem+json"
      bytes = problem.serialized()
    } else {
      headers[.contentType] = "text/plain; charset=utf-8"
      bytes = Array(text.utf8)
    }
    return Response(
      status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

/// The text with `%2F` and the like decoded; as it is when that gives no UTF-8.
private func unescaped(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), rest.count >= 2,
      let value = hexadecimal(rest.prefix(2))
    {
      bytes.append(value)
      rest.removeFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(validating: bytes, as: UTF8.self) ?? text
}

/// The byte of two hexadecimal digits; nil for anything else, such as a sign.
private func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
  guard digits.allSatisfy({ $0 < 128 && Character(UnicodeScalar($0)).isHexDigit }) else {
    return nil
  }
  return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
}
