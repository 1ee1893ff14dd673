// SPDX-License-Identifier: BSD-3-Clause

internal import Glibc

/// The file of a vhost-user socket, and who it belongs to.
enum GuestSocket {
  /// Which file a path named at some time.
  struct Identity: Hashable {
    let device: UInt
    let inode: UInt
  }

  /// Bytes of a socket's path, without the terminating zero (`sun_path`).
  static let maximumPathLength = 107

  /// Refuses a path that no socket address holds.
  static func check(path: String) throws(DPDKError) {
    guard !path.isEmpty, path.utf8.count <= maximumPathLength, !path.utf8.contains(0) else {
      throw DPDKError(
        "bind", path, code: ENAMETOOLONG,
        hint: "a socket's path has 1 to \(maximumPathLength) bytes")
    }
  }

  /// Removes what a dead process left at `path`, and nothing else.
  ///
  /// - Throws: `DPDKError` — `EADDRINUSE` a process serves the socket, `EEXIST` it is no socket.
  static func clear(_ path: String) throws(DPDKError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw DPDKError("lstat", path, code: errno) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw DPDKError(
        "bind", path, code: EEXIST,
        hint: "a file that is no socket is in the way; move it, or choose another path")
    }
    guard try !isServed(path) else {
      throw DPDKError(
        "bind", path, code: EADDRINUSE,
        hint: "another process serves this socket; stop it, or choose another port")
    }
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw DPDKError("unlink", path, code: errno)
    }
  }

  /// The file at `path` now, or nil.
  static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    return Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
  }

  /// Runs `body`, which unlinks `path`, and keeps the file if it is not `own`.
  static func sparing(_ path: String, unless own: Identity?, _ body: () -> Void) {
    guard let present = identity(path), present != own else { return body() }
    let aside = path + "~"
    let isKept = unsafe link(path, aside) == 0
    body()
    if isKept { _ = unsafe rename(aside, path) }
  }

  /// Whether a process holds the socket. Asked with the wrong type, so that it sees no connection come and go.
  private static func isServed(_ path: String) throws(DPDKError) -> Bool {
    let probe = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    guard probe >= 0 else { throw DPDKError("socket", path, code: errno) }
    defer { close(probe) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
      unsafe bytes.copyBytes(from: path.utf8)
    }
    let answer = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe connect(probe, generic, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard answer != 0 else { return true }
    switch errno {
    case ECONNREFUSED, ENOENT: return false
    case EPROTOTYPE: return true
    default: throw DPDKError("connect", path, code: errno)
    }
  }
}
