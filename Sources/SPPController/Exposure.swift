// SPDX-License-Identifier: BSD-3-Clause
package import NIOSSL

/// How the REST interface is served on a TCP port.
package struct Exposure: Sendable {
  /// An address, as a number.
  package var host: String
  package var rules: GateRules
  /// nil without TLS.
  package var tls: TLSConfiguration?

  package init(host: String, rules: GateRules, tls: TLSConfiguration?) {
    self.host = host
    self.rules = rules
    self.tls = tls
  }

  /// TLS 1.2 or later; with authorities, for clients that have a certificate of theirs.
  ///
  /// - Throws: `ListenError` with what is wrong with which file.
  package static func tls(certificate: String, key: String, authorities: String?)
    throws(ListenError) -> TLSConfiguration
  {
    let chain = try read("--tls-certificate", certificate, "certificates in PEM") {
      try NIOSSLCertificate.fromPEMFile($0)
    }
    let own = try read("--tls-key", key, "a private key in PEM") {
      try NIOSSLPrivateKey(file: $0, format: .pem)
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(own))
    configuration.minimumTLSVersion = .tlsv12
    if let authorities {
      configuration.trustRoots = .certificates(
        try read("--tls-client-ca", authorities, "certificates in PEM") {
          try NIOSSLCertificate.fromPEMFile($0)
        })
      // A client has no host name to look at; without a certificate there is no connection.
      configuration.certificateVerification = .noHostnameVerification
    }
    do { _ = try NIOSSLContext(configuration: configuration) } catch {
      throw ListenError(
        description: "--tls-key '\(key)': is not the key of the certificate in '\(certificate)'")
    }
    return configuration
  }

  private static func read<Value>(
    _ option: String, _ path: String, _ expected: String, _ body: (String) throws -> Value
  ) throws(ListenError) -> Value {
    guard DurableFile.isReadable(path) else {
      throw ListenError(
        description: "\(option) '\(path)': does not exist, or may not be read by this user")
    }
    do { return try body(path) } catch {
      throw ListenError(description: "\(option) '\(path)': expected \(expected)")
    }
  }
}
