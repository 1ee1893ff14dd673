// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A TCP socket of this host, for peers that say what no program of ours would.
final class Socket {
  private let number: Int32

  struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
  }

  private init(_ number: Int32) { self.number = number }
  deinit { close(number) }

  private static func make() throws -> Int32 {
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw Failure("socket") }
    return number
  }

  private static func with<Result>(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// A port that nobody uses now, below those that Linux gives to connections, so that none takes it before it is
  /// listened on.
  static func freePort() throws -> UInt16 {
    for _ in 0..<1000 {
      let port = UInt16(10_000 + (Int(getpid()) * 7 + Numbers.next()) % 20_000)
      if (try? Socket(listeningOn: port)) != nil { return port }
    }
    throw Failure("bind 10000 to 29999")
  }

  convenience init(listeningOn port: UInt16) throws {
    self.init(try Self.make())
    var on: Int32 = 1
    setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard Self.with(port, { bind(number, $0, $1) }) == 0, listen(number, 8) == 0 else {
      throw Failure("bind \(port)")
    }
  }

  convenience init(connectingTo port: UInt16) throws {
    self.init(try Self.make())
    guard Self.with(port, { connect(number, $0, $1) }) == 0 else {
      throw Failure("connect \(port)")
    }
  }

  /// The next one that connects.
  func accept(within time: Duration = .seconds(20)) throws -> Socket {
    try wait(time, "somebody should connect")
    let peer = Glibc.accept(number, nil, nil)
    guard peer >= 0 else { throw Failure("accept") }
    _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
    return Socket(peer)
  }

  /// Sends all of it, or as much as the peer takes before it closes.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  /// What has come up to and with the next newline, or up to the end; nil when the peer has closed.
  func line(within time: Duration = .seconds(20)) throws -> String? {
    var bytes: [UInt8] = []
    while bytes.last != 10 {
      try wait(time, "the peer should answer")
      var byte: UInt8 = 0
      guard recv(number, &byte, 1, 0) == 1 else { break }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// The next line, which must come.
  func answer(within time: Duration = .seconds(20)) throws -> String {
    guard let line = try line(within: time) else {
      throw NotInTime(description: "the peer should answer and has closed")
    }
    return line
  }

  /// All that comes until the peer closes.
  func rest(within time: Duration = .seconds(20)) throws -> String {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try wait(time, "the peer should close")
      let count = recv(number, &part, part.count, 0)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += part.prefix(count)
    }
  }

  private func wait(_ time: Duration, _ expectation: String) throws {
    var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    let milliseconds = Int32(time.components.seconds * 1000)
    guard poll(&entry, 1, milliseconds) > 0 else {
      throw NotInTime(description: "\(expectation) within \(time)")
    }
  }
}
