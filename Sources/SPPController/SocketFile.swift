// SPDX-License-Identifier: BSD-3-Clause
import CLinux
import Glibc
import NIOCore

/// Who may use the Unix sockets of this program: root, its owner, and one group.
package struct SocketAccess: Hashable, Sendable {
  /// What the socket's file says to everybody else: nothing.
  static let mode: mode_t = 0o660

  let group: gid_t

  /// The group that this program runs as.
  package static var own: SocketAccess { SocketAccess(group: getegid()) }

  private init(group: gid_t) { self.group = group }

  /// - Parameter name: Of the group, or its number.
  /// - Throws: `ListenError` when there is no such group.
  package init(group name: String) throws(ListenError) {
    if let entry = unsafe getgrnam(name) {
      group = unsafe entry.pointee.gr_gid
    } else if let number = gid_t(name) {
      group = number
    } else {
      throw ListenError(
        description:
          "--socket-group '\(name)': expected the name of a group of this host, or its number")
    }
  }

  /// Gives a file or a directory to the group.
  ///
  /// - Throws: `ListenError` when the kernel refuses, as for a group that this user is not in.
  func apply(to path: String, mode: mode_t = SocketAccess.mode) throws(ListenError) {
    guard unsafe chown(path, uid_t.max, group) == 0, unsafe chmod(path, mode) == 0 else {
      throw ListenError(
        description: "giving '\(path)' to group \(group): \(systemReason(errno))")
    }
  }

  /// Whether the peer of a connection may be here, as the kernel tells it.
  ///
  /// Called in the channel's event loop.
  func admits(_ channel: any Channel) -> Bool {
    let answer = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable {
      (socket: CInt) in clinux_peer_is(socket, geteuid(), group) == 1
    }
    return answer.flatMap { $0 } ?? false
  }
}
