// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes

/// What a request must show on one address.
package struct GateRules: Sendable {
  /// nil when none is asked for.
  package var token: Token?
  /// Names by which this host may be called, in lower case; nil where no browser comes, as on a Unix socket.
  package var names: Set<String>?

  /// - Parameter names: Beside `localhost` and all IP addresses. An address cannot be made to mean another host; a name
  ///   can, by whoever owns it (DNS rebinding).
  package init(token: Token? = nil, names: Set<String>? = []) {
    self.token = token
    self.names = names.map { Set($0.map { $0.lowercased() }) }
  }

  /// Of a Unix socket: the kernel says who is there.
  package static let unix = GateRules(names: nil)

  /// Why the request is not carried out, or nil.
  func refusal(of head: HTTPRequest) -> RESTError? {
    if names != nil {
      // Every browser says it; who says nothing is none.
      let host = head.authority ?? ""
      guard host.isEmpty || isOurs(Self.name(in: host)) else { return .foreignHost(host) }
      if let origin = head.headerFields[.origin], !Self.isSame(origin, host) {
        return .foreignOrigin(origin)
      }
    }
    guard let token, !Page.isPart(head.path) else { return nil }
    return token.isIn(head.headerFields[.authorization]) ? nil : .noToken
  }

  private func isOurs(_ name: String) -> Bool {
    name == "localhost" || Self.isAddress(name) || names?.contains(name) == true
  }

  /// The host without its port, in lower case.
  private static func name(in host: String) -> String {
    let host = host.lowercased()
    if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) + "]" }
    return String(host.prefix { $0 != ":" })
  }

  private static func isAddress(_ name: String) -> Bool {
    if name.hasPrefix("[") {
      return name.dropFirst().dropLast().allSatisfy { $0.isHexDigit || ":.%".contains($0) }
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Whether a page's origin is the host that it asks: `http://localhost:7777` and `localhost:7777`.
  private static func isSame(_ origin: String, _ host: String) -> Bool {
    for scheme in ["http://", "https://"] where origin.lowercased().hasPrefix(scheme) {
      return origin.dropFirst(scheme.count).lowercased() == host.lowercased()
    }
    return false
  }
}

extension RESTError {
  static func foreignHost(_ host: String) -> RESTError {
    RESTError(
      status: .misdirectedRequest,
      text: "'\(host.prefix(100))' is not a name of this host; use its address, or start spp-ctl "
        + "with --host-name")
  }
  static func foreignOrigin(_ origin: String) -> RESTError {
    RESTError(
      status: .forbidden,
      text: "pages of '\(origin.prefix(100))' may not use this interface; only spp-ctl's own may")
  }
  static let noToken = RESTError(
    status: .unauthorized,
    text:
      "the token is missing or wrong; send 'Authorization: Bearer TOKEN', as 'spp --token-file' does"
  )
}
