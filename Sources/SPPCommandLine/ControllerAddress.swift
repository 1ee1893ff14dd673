// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// Where the controller's REST API is: `IP[:PORT]`, `NAME[:PORT]`, `[IPv6][:PORT]` or `unix:PATH`.
package enum ControllerAddress: Hashable, Sendable {
  case tcp(host: String, port: UInt16)
  case unix(path: String)

  package static let standard = ControllerAddress.tcp(host: "127.0.0.1", port: 7777)

  /// - Throws: `ValueError` for an empty host or path and for a port outside `1...65535`.
  package init(parsing text: String) throws(ValueError) {
    let error = ValueError(
      "address", given: text, expected: "IP[:PORT] or unix:PATH, such as 127.0.0.1:7777")
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty else { throw error }
      self = .unix(path: path)
      return
    }
    var host = text[...]
    var tail = text[text.endIndex...]
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw error }
      host = text[text.index(after: text.startIndex)..<end]
      tail = text[text.index(after: end)...]
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      tail = text[colon...]
    }
    let allowed = host.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"/?#@%[]".utf8.contains($0) }
    guard !host.isEmpty, allowed else { throw error }
    var port: UInt16 = 7777
    if !tail.isEmpty {
      guard tail.first == ":", tail.dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
        let number = UInt16(tail.dropFirst()), number > 0
      else { throw error }
      port = number
    }
    self = .tcp(host: String(host), port: port)
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
