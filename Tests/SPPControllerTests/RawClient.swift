// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A client that says whatever bytes it likes, and waits no longer than told; on threads of its own, because the server that
/// is tested runs on those of the tests.
final class RawClient: @unchecked Sendable {
  private let number: Int32
  // A queue of one's own gets a thread of its own; those of the global queues are the tests'.
  private let queue = DispatchQueue(label: "raw client")

  struct Failure: Error, CustomStringConvertible { let description: String }

  init(port: Int) throws {
    number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    // No test waits for ever.
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw Failure(description: String(cString: strerror(errno))) }
  }

  deinit { close(number) }

  private func apart<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }

  /// False when the peer has closed.
  @discardableResult func send(_ text: String) async -> Bool {
    await apart { self.sendNow(text) }
  }

  private func sendNow(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// What comes until the peer closes, `enough` says so, or the time is over; nil in the last case.
  func receive(
    within time: Duration = .seconds(60),
    _ enough: @escaping @Sendable (String) -> Bool = { _ in false }
  ) async -> String? {
    await apart { self.receiveNow(within: time, enough) }
  }

  private func receiveNow(within time: Duration, _ enough: (String) -> Bool) -> String? {
    let deadline = ContinuousClock.now + time
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let left = deadline - .now
      var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      let milliseconds = Int32(max(0, left / .milliseconds(1)))
      guard left > .zero, poll(&entry, 1, milliseconds) > 0 else { return nil }
      let count = recv(number, &part, part.count, 0)
      let text = String(decoding: bytes + part.prefix(max(count, 0)), as: UTF8.self)
      guard count > 0, !enough(text) else { return text }
      bytes += part.prefix(count)
    }
  }

  /// The head and the body of one answer, up to `ending`.
  func ask(_ head: String, until ending: String) async -> String? {
    await send(head)
    return await receive { $0.hasSuffix(ending) }
  }
}
