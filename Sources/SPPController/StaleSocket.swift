// SPDX-License-Identifier: BSD-3-Clause
import Glibc

/// The file of a socket that nobody listens on any more.
enum StaleSocket {
  /// Removes those of a directory.
  static func removeAll(in directory: String) {
    for name in DurableFile.names(in: directory) where name.hasSuffix(".sock") {
      remove(directory + "/" + name)
    }
  }

  /// Removes it; a socket that is served, and what is no socket, stays.
  static func remove(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK,
      path.utf8.count < 108
    else { return }
    // Asked with the wrong type, so that a server sees no connection come and go.
    let probe = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard probe >= 0 else { return }
    defer { close(probe) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let answer = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if answer != 0, errno == ECONNREFUSED { _ = unsafe unlink(path) }
  }
}
