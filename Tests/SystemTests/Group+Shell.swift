// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

/// What a user does with a group: the shell, and REST where the shell would not say such a thing.
extension Group {
  private func shell(_ words: [String], within time: Duration = .seconds(90)) throws -> (
    status: Int32, output: String, complaints: String
  ) {
    try run(["\(Host.binaries)/spp", "-b", "127.0.0.1:\(restPort)"] + words, within: time)
  }

  /// Runs commands of the shell, all of which must succeed.
  ///
  /// - Returns: What it printed.
  @discardableResult func spp(_ commands: String...) throws -> String {
    let (status, output, complaints) = try shell(commands)
    try #require(status == 0, "\(commands.joined(separator: " | ")): \(complaints)")
    return output
  }

  /// Runs lines of commands as a script.
  func script(_ text: String) throws {
    let path = "\(directory)/script\(Numbers.next()).rcp"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try recipe(path)
  }

  /// Runs a file of commands.
  func recipe(_ path: String) throws {
    let (status, _, complaints) = try shell(["-f", path])
    try #require(status == 0, "\(complaints)")
  }

  /// Runs a command that must be refused.
  ///
  /// - Returns: The reason that the shell printed.
  func refusal(_ command: String) throws -> String {
    let (status, output, complaints) = try shell([command])
    #expect(status == 1, "\(command)")
    #expect(output == "", "\(command)")
    return complaints.trimmingCharacters(in: .newlines)
  }

  private func json(_ command: String) throws -> JSON {
    let (status, output, complaints) = try shell(["--json", command])
    try #require(status == 0, "\(command): \(complaints)")
    return try JSON(parsing: Array(output.utf8))
  }

  func primaryStatus() throws -> PrimaryStatus { try PrimaryStatus(json("pri; status")) }

  /// Free buffers of the first pool.
  func freeBuffers() throws -> Int { try #require(primaryStatus().pools.first).free }

  func counters(_ vf: Int) throws -> [ComponentCounters] {
    try ComponentCounters.all(json("vf \(vf); counters"))
  }

  func counters(_ vf: Int, _ component: String) throws -> ComponentCounters {
    let name = try ComponentName(component)
    return try #require(counters(vf).first { $0.name == name })
  }

  /// The whole configuration of a vf, as it would be applied.
  func plan(_ vf: Int) throws -> JSON { try json("vf \(vf); plan") }

  /// Everything that a refused command must leave as it is.
  func state(of vf: Int) throws -> String {
    let ports = try primaryStatus()
    return try "\(plan(vf)) \(ports.addedPorts) \(ports.ringPorts.map(\.id))"
  }

  /// A request as it goes over the wire.
  ///
  /// - Returns: The status and the body.
  func rest(_ method: String, _ path: String, _ body: [UInt8] = [], version: String = "v1") throws
    -> (status: Int, body: String)
  {
    let socket = try Socket(connectingTo: restPort)
    socket.send(
      "\(method) /\(version)\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Length: \(body.count)\r\n\r\n")
    socket.send(body)
    let answer = try socket.rest(within: .seconds(60))
    let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    return (try #require(status), parts.count > 1 ? String(parts[1]) : "")
  }

  func rest(_ method: String, _ path: String, _ body: String) throws -> (status: Int, body: String)
  {
    try rest(method, path, Array(body.utf8))
  }
}

extension Group {
  /// Sends a request that must be done.
  ///
  /// - Returns: The answer.
  @discardableResult func done(_ method: String, _ path: String, _ body: String = "") throws -> JSON
  {
    let answer = try rest(method, path, body)
    try #require(
      answer.status == 200 || answer.status == 204, "\(method) \(path) \(body): \(answer.body)")
    return answer.body.isEmpty ? .null : try JSON(parsing: Array(answer.body.utf8))
  }

  /// Sends a request that the process must refuse.
  ///
  /// - Returns: The reason.
  func denied(_ method: String, _ path: String, _ body: String = "") throws -> String {
    let answer = try rest(method, path, body)
    #expect(answer.status == 400, "\(method) \(path) \(body)")
    return answer.body
  }

  /// What the components of a process did.
  func counters(of path: String) throws -> [ComponentCounters] {
    try ComponentCounters.all(done("GET", "\(path)/counters"))
  }
}

extension ComponentCounters {
  /// The promise of the counters: what came in or was copied went out or was dropped.
  var isBalanced: Bool { received.packets + copies == sent.packets + dropped }
}
