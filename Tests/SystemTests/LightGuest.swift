// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A cheap guest: a network namespace whose interface is the front of a vhost-user port (tools/guest/run-light).
struct LightGuest {
  let address: String
  let mac: String
  let space: Namespace
  let program: Program

  /// - Parameter number: Gives it socket `sockNUMBER-1`, MAC address `52:54:00:00:00:0NUMBER` and IP address `10.9.0.1NUMBER`.
  init(_ number: Int, _ group: Group, options: [String] = []) throws {
    address = "10.9.0.1\(number)"
    mac = "52:54:00:00:00:0\(number)"
    let name = "\(group.prefix)-guest\(number)"
    space = Namespace(of: name, group: group)
    group.take(space)
    program = try group.start(
      "guest\(number)-\(Numbers.next())",
      [
        "\(Host.top)/tools/guest/run-light", name, "\(group.directory)/sock\(number - 1)", mac,
        "\(address)/24", "--log", "\(group.directory)/guest\(number).testpmd",
      ] + options)
  }

  func waitUntilReady() throws {
    let program = program
    try eventually(within: .seconds(150), "\(program.name) should be ready") {
      if let status = program.status {
        throw NotInTime(description: "\(program.name) ended with \(status): \(program.complaints)")
      }
      return program.output.contains("ready")
    }
  }
}
