// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import Synchronization

/// A server that takes one connection, keeps what it is sent, and answers the same whatever it is.
final class TinyServer: Sendable {
  let address: ControllerAddress
  private let listener: Int32
  private let read = Mutex("")

  /// What it was sent.
  var heard: String { read.withLock { $0 } }

  /// - Parameters:
  ///   - answer: Sent after the first bytes arrived, before the connection is closed; nil never answers.
  ///   - path: Of a Unix socket; without it, a port of the loopback that the system chooses.
  init?(answer: String?, path: String? = nil) {
    let made = path.flatMap { Self.listenUnix($0) } ?? Self.listenTCP()
    guard let (listener, address) = made else { return nil }
    (self.listener, self.address) = (listener, address)
    Thread.detachNewThread { self.serve(answer) }
  }

  deinit { close(listener) }

  private func serve(_ answer: String?) {
    let connection = accept(listener, nil, nil)
    defer { close(connection) }
    var bytes = [UInt8](repeating: 0, count: 65536)
    // A small request arrives as head and body.
    while !isWhole(heard) {
      let count = recv(connection, &bytes, bytes.count, 0)
      guard count > 0 else { return }
      read.withLock { $0 += String(decoding: bytes[..<count], as: UTF8.self) }
    }
    guard let answer else {
      // Until the client gives up.
      while recv(connection, &bytes, bytes.count, 0) > 0 {}
      return
    }
    _ = answer.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
  }

  private func isWhole(_ text: String) -> Bool {
    guard let head = text.range(of: "\r\n\r\n") else { return false }
    let length =
      text[..<head.lowerBound].split(separator: "\r\n").lazy
      .filter { $0.lowercased().hasPrefix("content-length:") }
      .compactMap { Int($0.split(separator: " ").last ?? "") }.first ?? 0
    return text[head.upperBound...].utf8.count >= length
  }

  private static func listenTCP() -> (Int32, ControllerAddress)? {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> UInt16? in
        guard bind(listener, generic, size) == 0, listen(listener, 1) == 0 else { return nil }
        return getsockname(listener, generic, &size) == 0 ? pointer.pointee.sin_port.bigEndian : nil
      }
    }
    return port.map { (listener, .tcp(host: "127.0.0.1", port: $0)) }
  }

  private static func listenUnix(_ path: String) -> (Int32, ControllerAddress)? {
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let done = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
          && listen(listener, 1) == 0
      }
    }
    return done ? (listener, .unix(path: path)) : nil
  }
}
