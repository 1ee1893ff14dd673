// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Where the controller's REST API is: `IP[:PORT]`, `NAME[:PORT]`, `[IPv6][:PORT]`, the same behind
/// `https://` or `http://`, or `unix:PATH`.
package enum ControllerAddress: Hashable, Sendable {
  case tcp(host: String, port: UInt16)
  case https(host: String, port: UInt16)
  case unix(path: String)

  package static let standard = ControllerAddress.tcp(host: "127.0.0.1", port: 7777)

  /// - Throws: `ValueError` for an empty host or path and for a port outside `1...65535`.
  package init(parsing text: String) throws(ValueError) {
    let error = ValueError(
      "address", given: text,
      expected: "IP[:PORT], https://NAME[:PORT] or unix:PATH, such as 127.0.0.1:7777")
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty else { throw error }
      self = .unix(path: path)
      return
    }
    let isSecure = text.hasPrefix("https://")
    var rest = text[...]
    if isSecure || text.hasPrefix("http://") {
      rest = rest.dropFirst(isSecure ? 8 : 7)
      if rest.last == "/" { rest = rest.dropLast() }
    }
    var host = rest
    var tail = rest[rest.endIndex...]
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]") else { throw error }
      host = rest[rest.index(after: rest.startIndex)..<end]
      tail = rest[rest.index(after: end)...]
    } else if let colon = rest.firstIndex(of: ":") {
      host = rest[..<colon]
      tail = rest[colon...]
    }
    let allowed = host.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"/?#@%[]".utf8.contains($0) }
    // A host of that name would be written as the beginning of a path.
    guard !host.isEmpty, allowed, isSecure || host != "unix" else { throw error }
    var port: UInt16 = 7777
    if !tail.isEmpty {
      guard tail.first == ":", tail.dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
        let number = UInt16(tail.dropFirst()), number > 0
      else { throw error }
      port = number
    }
    self = isSecure ? .https(host: String(host), port: port) : .tcp(host: String(host), port: port)
  }

  /// Whether what is said to it can be read on the way.
  var isOpen: Bool {
    switch self {
    case .tcp(let host, _):
      !(host == "localhost" || host == "::1" || host.hasPrefix("127."))
    case .https, .unix: false
    }
  }

  /// The beginning of a URL.
  var base: String {
    switch self {
    case .tcp: "http://\(self)"
    case .https: "\(self)"
    case .unix(let path): "http+unix://\(percentEncoded(path))"
    }
  }

  /// The host of the controller, as processes reach it; they connect to another port.
  var host: String {
    switch self {
    case .tcp(let host, _), .https(let host, _): host.contains(":") ? "[\(host)]" : host
    case .unix: "127.0.0.1"
    }
  }
}

extension ControllerAddress: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tcp(_, let port): "\(host):\(port)"
    case .https(_, let port): "https://\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
