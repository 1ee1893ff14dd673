// SPDX-License-Identifier: BSD-3-Clause

/// Where the controller listens, as `-s` says it.
package enum ControllerAddress: Hashable, Sendable {
  /// A name, an IPv4 address, or an IPv6 address without its brackets.
  case tcp(host: String, port: UInt16)
  case unix(path: String)

  var isUnix: Bool { if case .unix = self { true } else { false } }

  /// Reads `HOST:PORT`, `[IPV6]:PORT` and `unix:PATH`.
  ///
  /// - Throws: `UsageError` for anything else.
  package init(parsing text: String) throws(UsageError) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst("unix:".count))
      // sun_path has 108 bytes with its NUL.
      guard (1...107).contains(path.utf8.count) else {
        throw UsageError("-s '\(text)': expected a path of 1 to 107 bytes after 'unix:'")
      }
      self = .unix(path: path)
      return
    }
    let error = UsageError(
      "-s '\(text)': expected HOST:PORT, [IPV6]:PORT or unix:PATH, such as 127.0.0.1:5555")
    guard let colon = text.lastIndex(of: ":") else { throw error }
    var host = text[..<colon]
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(digits),
      (1...65535).contains(number)
    else { throw error }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      throw error
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ (33...126).contains($0) }) else { throw error }
    self = .tcp(host: String(host), port: UInt16(number))
  }
}

extension ControllerAddress {
  /// Whether it is known without asking anybody, who might be long in answering.
  package var isKnown: Bool {
    switch self {
    case .unix: true
    case .tcp(let host, _):
      host == "localhost" || host.contains(":")
        || host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
    }
  }
}

extension ControllerAddress: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
