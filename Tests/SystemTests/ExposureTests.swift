// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// Who may reach the controller from elsewhere, with the real programs.
  @Suite struct ExposureTests {
    /// spp-ctl with these options instead of the group's `-b 127.0.0.1`.
    private func start(_ group: Group, _ options: [String]) throws -> Program {
      try group.start(
        "spp-ctl",
        [
          "\(Host.binaries)/spp-ctl", "-p", "\(group.primaryPort)", "-s", "\(group.secondaryPort)",
          "-a", "\(group.restPort)", "--state-dir", "\(group.directory)/state", "--socket-dir",
          "\(group.directory)/sockets", "--log-dir", "\(group.directory)/log",
        ] + options)
    }

    /// The same, once REST is served.
    @discardableResult private func serve(_ group: Group, _ options: [String]) throws -> Program {
      let controller = try start(group, options)
      try eventually("spp-ctl should serve REST") {
        if let status = controller.status {
          throw NotInTime(description: "spp-ctl ended with \(status): \(controller.complaints)")
        }
        return (try? Socket(connectingTo: group.restPort)) != nil
      }
      return controller
    }

    /// What `spp` says to one command.
    private func spp(_ group: Group, _ address: String, _ options: [String] = []) throws -> (
      status: Int32, complaints: String
    ) {
      let ended = try group.run(["\(Host.binaries)/spp", "-b", address] + options + ["status"])
      return (ended.status, ended.complaints)
    }

    private static let tls = ["--tls-certificate", "server.pem", "--tls-key", "server.key"]

    /// Options with the group's directory before the names of files.
    private func inside(_ group: Group, _ words: [String]) -> [String] {
      words.map {
        $0.hasSuffix(".pem") || $0.hasSuffix(".key") || $0 == "token"
          ? "\(group.directory)/\($0)" : $0
      }
    }

    private func prepare(_ group: Group) throws {
      try Certificates.write(into: group.directory)
      try Data("0123456789abcdef0123456789abcdef\n".utf8).write(
        to: URL(fileURLWithPath: "\(group.directory)/token"))
      chmod("\(group.directory)/token", 0o600)
    }

    @Test(arguments: [
      (["-b", "0.0.0.0"], "whoever reaches this address could drive the switch"),
      (["-b", "::"], "give --tls-certificate and --tls-key, and --token-file or --tls-client-ca"),
      (["-b", "0.0.0.0"] + tls, "leave -b out to serve this host only"),
      (["-b", "0.0.0.0", "--token-file", "token"], "whoever reaches this address"),
      (["--tls-certificate", "server.pem"], "--tls-certificate and --tls-key belong together"),
      (["--tls-client-ca", "ca.pem"], "clients show certificates in TLS"),
      (
        ["--tls-certificate", "server.pem", "--tls-key", "client.key"],
        "is not the key of the certificate"
      ),
      (
        ["--tls-certificate", "server.key", "--tls-key", "server.key"],
        "expected certificates in PEM"
      ),
      (["--token-file", "server.pem"], "chmod 600"),
      (["--token-file", "nothere.pem"], "No such file or directory"),
      (["--socket-group", "no such group"], "expected the name of a group of this host"),
    ])
    func `what would let anybody in, or cannot be, is refused at the start with a reason`(
      options: [String], reason: String
    ) throws {
      try Group.run { group in
        try prepare(group)
        let controller = try start(group, inside(group, options))
        #expect(try controller.wait() != 0)
        #expect(controller.complaints.contains(reason), "\(controller.complaints)")
      }
    }

    @Test func `another address is served by TLS to those who have the token`() throws {
      try Group.run { group in
        try prepare(group)
        try serve(group, inside(group, ["-b", "0.0.0.0"] + Self.tls + ["--token-file", "token"]))
        let (url, ca) = (
          "https://127.0.0.1:\(group.restPort)", inside(group, ["--cacert", "ca.pem"])
        )
        let right = try spp(group, url, ca + inside(group, ["--token-file", "token"]))
        #expect(right.status == 0, "\(right.complaints)")
        let none = try spp(group, url, ca)
        #expect(none.status == 1)
        #expect(none.complaints.contains("the token is missing or wrong"), "\(none.complaints)")
        let stranger = try spp(group, url, inside(group, ["--token-file", "token"]))
        #expect(stranger.status == 69)
        #expect(stranger.complaints.contains("--cacert names who"), "\(stranger.complaints)")
        let plain = try spp(group, "127.0.0.1:\(group.restPort)")
        #expect(plain.status != 0)
        // The Unix socket knows its users by itself.
        #expect(try spp(group, "unix:\(group.directory)/sockets/rest.sock").status == 0)
      }
    }

    @Test func `with an authority for clients nobody gets in without a certificate of it`() throws {
      try Group.run { group in
        try prepare(group)
        try serve(group, inside(group, Self.tls + ["--tls-client-ca", "ca.pem"]))
        let (url, ca) = (
          "https://localhost:\(group.restPort)", inside(group, ["--cacert", "ca.pem"])
        )
        let right = try spp(
          group, url, ca + inside(group, ["--cert", "client.pem", "--key", "client.key"]))
        #expect(right.status == 0, "\(right.complaints)")
        let none = try spp(group, url, ca)
        #expect(none.status == 69, "\(none.complaints)")
        #expect(none.complaints.contains("give --cert and --key"), "\(none.complaints)")
      }
    }

    @Test func `certificates and token are read anew at SIGHUP, and stay when they are wrong`()
      throws
    {
      try Group.run { group in
        try prepare(group)
        let options =
          Self.tls + ["--tls-client-ca", "ca.pem", "--token-file", "token", "-b", "0.0.0.0"]
        let controller = try serve(group, inside(group, options))
        let url = "https://127.0.0.1:\(group.restPort)"
        func ask() throws -> (status: Int32, complaints: String) {
          try spp(
            group, url,
            inside(
              group,
              [
                "--cacert", "ca.pem", "--cert", "client.pem", "--key", "client.key",
                "--token-file", "token",
              ]))
        }
        func write(_ text: String, _ name: String) throws {
          try Data(text.utf8).write(to: URL(fileURLWithPath: "\(group.directory)/\(name)"))
        }
        func renew(_ said: String) throws {
          let before = controller.complaints.count
          kill(controller.pid, SIGHUP)
          try eventually("spp-ctl should read its files") {
            controller.complaints.dropFirst(before).contains(said)
          }
        }
        #expect(try ask().status == 0)
        // Another token: nobody knows it before the signal.
        try write("fedcba9876543210fedcba9876543210\n", "token")
        #expect(try ask().complaints.contains("the token is missing or wrong"))
        try renew("read anew")
        let right = try ask()
        #expect(right.status == 0, "\(right.complaints)")
        // A certificate that no authority of the client's has signed, its own, is now shown to clients.
        for name in ["pem", "key"] {
          try write(
            String(contentsOfFile: "\(group.directory)/client.\(name)", encoding: .utf8),
            "server.\(name)")
        }
        try renew("read anew")
        #expect(try ask().status == 69)
        // What cannot be used changes nothing.
        try write("nonsense", "server.pem")
        try renew("stay as they were")
        #expect(try ask().status == 69)
        try Certificates.write(into: group.directory)
        try renew("read anew")
        #expect(try ask().status == 0)
      }
    }

    @Test func `the Unix sockets are for root, the owner and the group`() throws {
      try Group.run { group in
        try group.startController()
        let path = "\(group.directory)/sockets/rest.sock"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o660)
        #expect(try spp(group, "unix:\(path)").status == 0)
        // Even where the files would let them, the controller does not.
        chmod("\(group.directory)/sockets", 0o755)
        chmod(path, 0o666)
        let stranger = try ask(group, path, ["--clear-groups"])
        #expect(!stranger.contains("HTTP/1.1 "), "\(stranger)")
        let member = try ask(group, path, ["--groups", "\(getegid())"])
        #expect(member.contains("HTTP/1.1 200 OK"), "\(member)")
      }
    }

    /// What another user of the host gets from a Unix socket.
    private func ask(_ group: Group, _ path: String, _ groups: [String]) throws -> String {
      let script = """
        import socket, sys
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(20)
        peer.connect(sys.argv[1])
        peer.sendall(b'GET /v1/processes HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')
        print(peer.recv(100))
        """
      let ended = try group.run(
        ["setpriv", "--reuid", "65534", "--regid", "65534"] + groups
          + ["/usr/bin/python3", "-c", script, path])
      return ended.output + ended.complaints
    }
  }
}
