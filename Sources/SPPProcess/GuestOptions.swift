// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import DPDK
internal import Glibc

/// Where guests' sockets lie, and whose they are.
package struct GuestOptions: Hashable, Sendable {
  package var directory = "/tmp"
  /// Whether this process connects and the guest's side listens.
  package var isClient = false
  /// Permissions of a socket made here, nil for what the umask leaves.
  package var mode: UInt32?
  /// `USER` or `USER:GROUP`, names or numbers.
  package var owner: String?
  package var queuePairs = 8

  /// Takes an option about guests, and what follows it; false when it is none.
  mutating func take(_ word: String, _ reader: inout OptionsReader) throws(UsageError) -> Bool {
    switch word {
    case "--vhost-client": isClient = true
    case "--vhost-dir": directory = try reader.value(of: word, "a directory for guests' sockets")
    case "--vhost-mode":
      let text = try reader.value(of: word, "an octal mode, such as 0660")
      guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
        throw UsageError("--vhost-mode '\(text)': expected an octal mode, such as 0660")
      }
      self.mode = mode
    case "--vhost-owner": owner = try reader.value(of: word, "USER or USER:GROUP")
    case "--vhost-queues":
      queuePairs = try reader.number(of: word, 1...8, "a number of queue pairs")
    default: return false
    }
    return true
  }

  /// The options as `--help` lists them.
  static let help = """
      --vhost-client          connect to guests' sockets instead of listening; best when this process may restart
      --vhost-dir DIRECTORY   where guests' sockets lie, sock0 and so on (/tmp)
      --vhost-mode MODE       octal permissions of sockets that are made here, such as 0660
      --vhost-owner USER[:GROUP]
                              whom sockets that are made here belong to
      --vhost-queues COUNT    most queue pairs of a guest, 1 to 8 (8)
    """

  /// The socket of `vhost:index`, named as Soft Patch Panel's guests know it.
  package func path(_ index: UInt8) -> String { "\(directory)/sock\(index)" }

  /// Gives a socket that was made here its mode and owner.
  ///
  /// - Throws: `DPDKError` — `ENOENT` no such user or group, `EPERM` not allowed.
  func hand(over path: String) throws(DPDKError) {
    guard !isClient else { return }
    if let mode, unsafe chmod(path, mode) != 0 { throw DPDKError("chmod", path, code: errno) }
    guard let owner else { return }
    let names = owner.split(separator: ":", maxSplits: 1).map(String.init)
    let user = try Self.number(names.first ?? "") { name in
      unsafe getpwnam(name).map { unsafe $0.pointee.pw_uid }
    }
    let group =
      names.count > 1
      ? try Self.number(names[1]) { name in unsafe getgrnam(name).map { unsafe $0.pointee.gr_gid } }
      : UInt32.max
    if unsafe chown(path, user, group) != 0 { throw DPDKError("chown", path, code: errno) }
  }

  private static func number(_ name: String, _ lookup: (String) -> UInt32?) throws(DPDKError)
    -> UInt32
  {
    if let number = UInt32(name) { return number }
    guard let number = lookup(name) else {
      throw DPDKError("--vhost-owner", name, code: ENOENT, hint: "no such user or group")
    }
    return number
  }
}
