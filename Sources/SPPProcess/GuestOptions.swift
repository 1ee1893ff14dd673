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
