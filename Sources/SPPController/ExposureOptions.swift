// SPDX-License-Identifier: BSD-3-Clause
import ArgumentParser
import Glibc
import NIOCore

/// Options that say who may reach this program.
struct ExposureOptions: ParsableArguments, Sendable {
  @Option(
    name: [.short, .customLong("bind-addr")],
    help: ArgumentHelp(
      "Address that all three ports listen on. One that other hosts reach needs --tls-certificate, --tls-key, and --token-file or --tls-client-ca.",
      valueName: "ADDRESS"))
  var bindAddress = "localhost"

  @Option(
    help: ArgumentHelp(
      "Serve REST by TLS, with this certificate and those that vouch for it, in PEM.",
      valueName: "FILE"))
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("The private key of the certificate, in PEM.", valueName: "FILE"))
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      "Serve REST only to clients with a certificate of these authorities.", valueName: "FILE"))
  var tlsClientCa: String?

  @Option(
    help: ArgumentHelp(
      "Serve REST only to clients that say the token in the first line of this file; the Unix socket asks for none.",
      valueName: "FILE"))
  var tokenFile: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A name by which REST clients may call this host, beside localhost, its own and its addresses; several may be said.",
      valueName: "NAME"))
  var hostName: [String] = []

  @Option(
    help: ArgumentHelp(
      "Group whose members may use the Unix sockets, beside root and the owner.",
      valueName: "GROUP"))
  var socketGroup: String?

  /// The address as a number, so that what was checked is what is listened on.
  ///
  /// - Throws: `ListenError` for a name that is not known.
  func host() throws(ListenError) -> (address: String, isLoopback: Bool) {
    // SPP's processes connect to 127.0.0.1, and "localhost" may also be ::1.
    if bindAddress == "localhost" { return ("127.0.0.1", true) }
    guard let address = try? SocketAddress.makeAddressResolvingHost(bindAddress, port: 0),
      let number = address.ipAddress
    else {
      throw ListenError(
        description: "-b '\(bindAddress)': expected an address of this host, or a name of one")
    }
    return (number, number.hasPrefix("127.") || number == "::1")
  }

  /// What REST asks of its clients on the TCP port.
  ///
  /// - Throws: `ListenError` for files that cannot be used, and for an address that would let anybody in.
  func exposure() throws(ListenError) -> Exposure {
    let (address, isLoopback) = try host()
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ListenError(
        description: "--tls-certificate and --tls-key belong together: give both, or neither")
    }
    guard tlsClientCa == nil || tlsKey != nil else {
      throw ListenError(
        description:
          "--tls-client-ca: clients show certificates in TLS; give --tls-certificate and --tls-key too"
      )
    }
    guard isLoopback || (tlsKey != nil && (tokenFile != nil || tlsClientCa != nil)) else {
      throw ListenError(
        description:
          "-b '\(bindAddress)': whoever reaches this address could drive the switch, and read along; "
          + "give --tls-certificate and --tls-key, and --token-file or --tls-client-ca, or leave -b out "
          + "to serve this host only")
    }
    let names = hostName + [bindAddress] + [Self.ownName].compactMap { $0 }
    return Exposure(
      host: address,
      rules: GateRules(
        token: try tokenFile.map { path throws(ListenError) in try Token(file: path) },
        names: Set(names)),
      tls: try tlsCertificate.map { certificate throws(ListenError) in
        try Exposure.tls(certificate: certificate, key: tlsKey ?? "", authorities: tlsClientCa)
      })
  }

  /// Whether there is something to read anew.
  var hasFiles: Bool { tlsKey != nil || tokenFile != nil }

  /// Who may use the Unix sockets.
  func socketAccess() throws(ListenError) -> SocketAccess {
    if let socketGroup { return try SocketAccess(group: socketGroup) }
    return .own
  }

  /// What `hostname` prints.
  private static var ownName: String? {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return nil }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
