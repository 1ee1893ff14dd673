// SPDX-License-Identifier: BSD-3-Clause
import Glibc

/// The file that the secret lies in: made by the controller, read by the processes, by nobody else.
package struct SecretFile: Hashable, Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// What `SPP_SECRET_FILE` says; otherwise the user's own, the same for all the controllers and processes of a user:
  /// `/run/spp/secret` for root, else `spp/secret` in `XDG_RUNTIME_DIR`, or `.spp/secret` in the home.
  package static var standard: SecretFile {
    if let path = variable("SPP_SECRET_FILE") { return SecretFile(path: path) }
    if getuid() == 0 { return SecretFile(path: "/run/spp/secret") }
    if let directory = variable("XDG_RUNTIME_DIR") {
      return SecretFile(path: directory + "/spp/secret")
    }
    return SecretFile(path: (variable("HOME") ?? "/tmp") + "/.spp/secret")
  }

  /// For `--help` of the processes.
  package static let help =
    "The controller and this program know each other by the secret in /run/spp/secret (of another user than root:\n"
    + "spp/secret in XDG_RUNTIME_DIR), or in the file that SPP_SECRET_FILE names; over a Unix socket without."

  /// - Throws: `SecretError` when there is none, when others may read it, or when it is something else.
  package func read() throws(SecretError) -> Secret {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard file >= 0 else { throw SecretError(self, Self.reason) }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw SecretError(self, Self.reason) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SecretError(self, "is not a file") }
    guard status.st_mode & 0o077 == 0 else {
      throw SecretError(self, "others than its owner may use it; 'chmod 600 \(path)' mends that")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw SecretError(
        self, "belongs to another user; remove it, or let SPP_SECRET_FILE name another")
    }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe Glibc.read(file, &bytes, bytes.count)
    guard count >= 0 else { throw SecretError(self, Self.reason) }
    guard let secret = Secret(String(decoding: bytes.prefix(count), as: UTF8.self)) else {
      throw SecretError(
        self,
        "expected \(2 * Secret.length) hexadecimal digits; remove it, and spp-ctl makes a new one")
    }
    return secret
  }

  /// The secret that is there, or a new one. Whole when it appears, so that others may read it at any time.
  ///
  /// - Throws: `SecretError`, as `read`, or for a directory that cannot be written.
  package func readOrMake() throws(SecretError) -> Secret {
    guard unsafe access(path, F_OK) != 0 else { return try read() }
    try makeDirectories()
    let beside = "\(path).\(getpid())"
    _ = unsafe unlink(beside)
    let file = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw SecretError(self, Self.reason) }
    let text = Array((Secret().text + "\n").utf8)
    let count = unsafe write(file, text, text.count)
    let isWritten = count == text.count && fsync(file) == 0
    let reason = Self.reason
    close(file)
    // Another controller may have been first; then its secret is the one.
    let isThere = isWritten && (unsafe link(beside, path) == 0 || errno == EEXIST)
    let failure = isWritten ? Self.reason : reason
    _ = unsafe unlink(beside)
    guard isThere else { throw SecretError(self, failure) }
    return try read()
  }

  private func makeDirectories() throws(SecretError) {
    var made = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/").dropLast() {
      made += "/" + name
      guard unsafe mkdir(made, 0o750) == 0 || errno == EEXIST else {
        throw SecretError(self, Self.reason)
      }
    }
  }

  private static var reason: String { unsafe String(cString: strerror(errno)) }

  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}

/// Why the secret is not to be had. The description is a sentence.
package struct SecretError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ file: SecretFile, _ reason: String) { description = "secret '\(file.path)': \(reason)" }
}
