// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import Glibc

/// A file descriptor that is closed when it goes out of scope, and what is done with one.
struct Descriptor: ~Copyable {
  /// What a read or a write came to.
  enum Transfer {
    case bytes([UInt8])
    case wrote(Int)
    case later
    case closed(reason: String)
  }

  let number: Int32

  /// nil when `number` is negative, as failed calls return it.
  init?(owning number: Int32) {
    guard number >= 0 else { return nil }
    self.number = number
  }

  deinit { close(number) }

  /// Opens a file.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) -> Descriptor? {
    Descriptor(owning: unsafe Glibc.open(path, flags | O_CLOEXEC, mode))
  }

  /// The text of the errno of the last failed call.
  static var reason: String { unsafe String(cString: strerror(errno)) }

  /// Reads what is there, at most 64 KiB, without waiting. A signal is nothing.
  func read() -> Transfer {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = unsafe Glibc.read(number, &buffer, buffer.count)
      if count > 0 { return .bytes(Array(buffer.prefix(count))) }
      if count == 0 { return .closed(reason: "the peer closed") }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .later
      default: return .closed(reason: Self.reason)
      }
    }
  }

  /// Sends what goes at once to a socket; a closed peer is a result, not a signal.
  func send(_ bytes: ArraySlice<UInt8>) -> Transfer {
    while true {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Glibc.send(
          number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count >= 0 { return .wrote(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .later
      default: return .closed(reason: Self.reason)
      }
    }
  }

  /// The error of a socket that has not been told yet, or nil: after connecting, whether it came about.
  var pendingError: String? {
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else {
      return Self.reason
    }
    return error == 0 ? nil : unsafe String(cString: strerror(error))
  }

  /// Whether the descriptor is ready for `events` now.
  func isReady(_ events: Int32) -> Bool {
    var entries = [pollfd(fd: number, events: Int16(events), revents: 0)]
    return Self.wait(&entries, milliseconds: 0) && entries[0].revents != 0
  }

  /// poll(2). False when the time has passed or a signal came.
  static func wait(_ entries: inout [pollfd], milliseconds: Int32) -> Bool {
    unsafe poll(&entries, nfds_t(entries.count), milliseconds) > 0
  }

  /// Writes all bytes to a file; the reason when it does not take them, with as many as it took in it.
  func append(_ bytes: [UInt8]) -> String? {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { all in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: all[done...])
        return unsafe Glibc.write(number, rest.baseAddress, rest.count)
      }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        return count == 0 ? "nothing is written" : Self.reason
      }
    }
    return nil
  }

  /// Ends a file at `length`, for the next write too.
  func cut(at length: Int) {
    if ftruncate(number, off_t(length)) == 0 { lseek(number, off_t(length), SEEK_SET) }
  }

  /// Whether it is the file that has this name now.
  func isFile(at path: String) -> Bool {
    var held = stat()
    var named = stat()
    guard unsafe fstat(number, &held) == 0, unsafe stat(path, &named) == 0 else { return false }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  /// Writes to standard error at once, so that lines of several threads and processes do not mix.
  static func complain(_ text: String) { _ = unsafe write(STDERR_FILENO, text, text.utf8.count) }

  /// The whole of a file of at most a mebibyte, nil when it cannot be read.
  static func contents(of path: String) -> String? {
    guard let file = open(path, O_RDONLY) else { return nil }
    var bytes: [UInt8] = []
    while bytes.count < 1 << 20, case .bytes(let more) = file.read() { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }
}
