// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import NIOSSL

/// What the controller asks of those who come from elsewhere, and how its own word is checked.
package struct Credentials: Sendable {
  /// Sent as `Authorization: Bearer`.
  let token: String?
  let tls: TLSConfiguration

  package static let none = Credentials()

  private init() {
    token = nil
    tls = .makeClientConfiguration()
  }

  /// - Parameters:
  ///   - tokenFile: Its first line is the token.
  ///   - authorities: Certificates in PEM that vouch for the controller, instead of the system's.
  ///   - certificate: This user's certificates in PEM; needs `key`.
  /// - Throws: `CommandFailure.file` for what cannot be read.
  package init(
    tokenFile: String?, authorities: String?, certificate: String?, key: String?
  ) throws(CommandFailure) {
    token = try tokenFile.map(Self.token)
    var tls = TLSConfiguration.makeClientConfiguration()
    if let authorities {
      tls.trustRoots = .certificates(
        try Self.read(authorities, "certificates in PEM") {
          try NIOSSLCertificate.fromPEMFile($0)
        })
    }
    if let certificate, let key {
      tls.certificateChain = try Self.read(certificate, "certificates in PEM") {
        try NIOSSLCertificate.fromPEMFile($0).map { .certificate($0) }
      }
      tls.privateKey = .privateKey(
        try Self.read(key, "a private key in PEM") {
          try NIOSSLPrivateKey(file: $0, format: .pem)
        })
    }
    self.tls = tls
  }

  private static func token(in path: String) throws(CommandFailure) -> String {
    let text = try TextFile.read(path)
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let token = CommandParser.trimmed(line)
    guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw .file(path, reason: "expected a token in the first line, one word")
    }
    return token
  }

  private static func read<Value>(
    _ path: String, _ expected: String, _ body: (String) throws -> Value
  ) throws(CommandFailure) -> Value {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw .file(path, reason: "does not exist, or may not be read by this user")
    }
    do { return try body(path) } catch { throw .file(path, reason: "expected \(expected)") }
  }
}
