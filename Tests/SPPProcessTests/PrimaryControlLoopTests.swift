// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import SPPProcess
import SPPWire
import Testing

/// Answers each message with its own `id`, and leaves when that is 99.
private struct Echo: Role {
  var farewell: String?
  var rounds = 0

  mutating func handle(_ message: JSON) -> Reply {
    let id = message["id"]?.integer.map { Int($0) } ?? -1
    if id == 99 { farewell = "done" }
    return .success(id: id)
  }

  mutating func tick(now: UInt64) { rounds += 1 }
}

/// A controller's socket, and one process that runs its loop on it.
private final class Stub: @unchecked Sendable {
  let path = "/tmp/spp-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
  private var listener: Int32 = -1
  private(set) var peer: Int32 = -1
  private var thread = pthread_t()
  private(set) var reason = ""

  func listen() {
    unsafe unlink(path)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    _ = Glibc.listen(listener, 5)
  }

  func runLoop() {
    unsafe pthread_create(
      &thread, nil,
      { argument in
        let stub = unsafe Unmanaged<Stub>.fromOpaque(argument!).takeRetainedValue()
        guard let signals = Signals() else { return nil }
        var loop = ControlLoop(Echo(), controller: .unix(path: stub.path), signals: signals)
        stub.reason = loop.run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
  }

  func accept() {
    peer = Glibc.accept(listener, nil, nil)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    unsafe setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  func say(_ text: String) { _ = unsafe send(peer, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }

  /// The next `count` lines.
  func lines(_ count: Int) -> [String] {
    var text = ""
    var byte: UInt8 = 0
    var seen = 0
    while seen < count, unsafe recv(peer, &byte, 1, 0) == 1 {
      text.append(Character(UnicodeScalar(byte)))
      if byte == 10 { seen += 1 }
    }
    return text.split(separator: "\n").map(String.init)
  }

  func hangUp() { close(peer) }

  func stopListening() {
    close(listener)
    unsafe unlink(path)
  }

  func end() -> String {
    say("{\"id\":99}\n")
    pthread_join(thread, nil)
    hangUp()
    stopListening()
    return reason
  }
}

@Suite struct PrimaryControlLoopTests {
  private let stub = Stub()

  @Test func `messages are answered however they are cut and joined`() {
    stub.listen()
    stub.runLoop()
    stub.accept()
    stub.say("{\"id\"")
    usleep(50_000)
    stub.say(":1}\n{\"id\":2}\n{\"id\":3}\n")
    #expect(stub.lines(3).map { $0.prefix(8) } == ["{\"id\":1,", "{\"id\":2,", "{\"id\":3,"])
    #expect(stub.end() == "done")
  }

  @Test func `garbage gets a sentence, and the next message its answer`() {
    stub.listen()
    stub.runLoop()
    stub.accept()
    stub.say("\u{0}garbage\n\n{\"id\":7}\n")
    let answers = stub.lines(2)
    #expect(answers.first?.contains("not JSON") == true)
    #expect(answers.last?.hasPrefix("{\"id\":7,") == true)
    #expect(stub.end() == "done")
  }

  @Test func `a controller that comes late and goes is found again`() {
    stub.runLoop()
    usleep(100_000)
    stub.listen()
    stub.accept()
    stub.say("{\"id\":1}\n")
    #expect(stub.lines(1).count == 1)
    stub.hangUp()
    stub.accept()
    stub.say("{\"id\":2}\n")
    #expect(stub.lines(1).first?.hasPrefix("{\"id\":2,") == true)
    #expect(stub.end() == "done")
  }

  @Test func `a process that was turned away waits before it comes again`() {
    stub.listen()
    stub.runLoop()
    stub.accept()
    stub.say(
      #"{"id":null,"results":[{"result":"error","error_details":{"message":"no"}}]}"# + "\n")
    stub.hangUp()
    let begin = ContinuousClock.now
    stub.accept()
    #expect(ContinuousClock.now - begin > .milliseconds(500))
    #expect(stub.end() == "done")
  }

  @Test func `the last answer leaves before the process does`() {
    stub.listen()
    stub.runLoop()
    stub.accept()
    stub.say("{\"id\":99}\n")
    #expect(stub.lines(1).first?.hasPrefix("{\"id\":99,") == true)
    #expect(stub.end() == "done")
  }
}
