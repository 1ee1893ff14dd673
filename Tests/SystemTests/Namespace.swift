// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

/// A network namespace of this host: a Linux network stack of its own, with the interface `eth0`.
final class Namespace {
  let name: String
  private unowned let group: Group

  init(_ name: String, group: Group) throws {
    self.name = name
    self.group = group
    try ip("netns", "add", name)
    try ip("-n", name, "link", "set", "lo", "up")
  }

  /// One that a program of the group makes and deletes.
  init(of guest: String, group: Group) {
    name = guest
    self.group = group
  }

  func delete() { _ = try? group.run(["ip", "netns", "del", name]) }

  private func ip(_ words: String...) throws {
    let (status, _, complaints) = try group.run(["ip"] + words)
    try #require(status == 0, "ip \(words.joined(separator: " ")): \(complaints)")
  }

  /// The hardware address of `eth0`.
  var mac: String {
    get throws {
      try run("cat", "/sys/class/net/eth0/address").output.trimmingCharacters(in: .newlines)
    }
  }

  /// Takes an interface of the host and gives it an address such as `10.9.0.1/24`.
  func adopt(_ interface: String, address: String) throws {
    try ip("link", "set", interface, "netns", name, "name", "eth0")
    // IPv6 would only add frames of its own to the counters.
    _ = try run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6")
    try ip("-n", name, "addr", "add", address, "dev", "eth0")
    try ip("-n", name, "link", "set", "eth0", "up")
  }

  private func words(_ words: [String]) -> [String] { ["ip", "netns", "exec", name] + words }

  func run(_ words: String...) throws -> (status: Int32, output: String, complaints: String) {
    try group.run(self.words(words))
  }

  @discardableResult func start(_ program: String, _ words: String...) throws -> Program {
    try group.start(program, self.words(words))
  }

  // MARK: Traffic

  /// Waits until the address answers at all: ARP, and a guest that still settles.
  func reach(_ address: String, within time: Duration = .seconds(120)) throws {
    try eventually(within: time, "\(address) should answer to \(name)") {
      try run("ping", "-c", "1", "-W", "2", address).status == 0
    }
  }

  /// Never asks again who has the address: on a host that is busy elsewhere, an answer to ARP may come too late.
  func remember(_ address: String, at mac: String) throws {
    try ip(
      "-n", name, "neigh", "replace", address, "lladdr", mac, "dev", "eth0", "nud", "permanent")
  }

  /// How many of `count` pings are answered.
  func ping(_ address: String, count: Int = 5, patience: Int = 10) throws -> Int {
    let answer = try run("ping", "-c", "\(count)", "-i", "0.2", "-W", "\(patience)", address)
    return answer.output.split(separator: "\n").filter { $0.contains(" bytes from ") }.count
  }

  /// Sends a file over TCP to a namespace that has the address.
  ///
  /// - Returns: Whether the same bytes have arrived.
  func transfers(_ mebibytes: Int, to receiver: Namespace, at address: String) throws -> Bool {
    let number = Numbers.next()
    let (sent, received) = (
      "\(group.directory)/sent\(number)", "\(group.directory)/received\(number)"
    )
    var noise = SystemRandomNumberGenerator()
    let words = (0..<(mebibytes << 17)).map { _ in noise.next() as UInt64 }
    let data = words.withUnsafeBytes { Data($0) }
    try data.write(to: URL(fileURLWithPath: sent))
    let listener = try receiver.listen(5001, into: received)
    _ = try run("sh", "-c", "exec busybox nc -w 120 \(address) 5001 <\(sent)")
    _ = try listener.wait(within: .seconds(60))
    return FileManager.default.contents(atPath: received) == data
  }

  /// Takes one TCP connection and writes what arrives into a file.
  func listen(_ port: Int, into file: String) throws -> Program {
    // A pipe that says nothing as standard input: at the end of its input nc would close its half.
    let listener = try start(
      "nc\(Numbers.next())", "sh", "-c",
      "mkfifo \(file).silent; exec busybox nc -l -p \(port) <>\(file).silent >\(file)")
    try eventually("nc should listen on \(port)") {
      try run("sh", "-c", "cat /proc/net/tcp /proc/net/tcp6").output
        .contains(String(format: ":%04X 00", port))
    }
    return listener
  }

  /// Records what comes in on `eth0`.
  func record() throws -> Recording { try Recording(self, in: group.directory) }
}
