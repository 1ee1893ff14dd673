// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

/// A virtual machine on a vhost-user socket (tools/guest/run), which obeys orders (tools/guest/ask).
struct Machine {
  private let group: Group
  private let program: Program
  private static let name = "machine"

  init(_ group: Group, socket: String, mac: String, address: String, options: [String] = []) throws
  {
    self.group = group
    // Made, and the accelerator found out, before a deadline runs.
    let (status, output, complaints) = try group.run(
      ["\(Host.top)/tools/guest/run", "--probe"], within: .seconds(120))
    try #require(status == 0, "\(output)\(complaints)")
    program = try group.start(
      Self.name,
      [
        "\(Host.top)/tools/guest/run", Self.name, "\(group.directory)/\(socket)", mac, address,
        "--dir",
        group.directory,
      ] + options)
  }

  /// Gives an order and waits for its answer.
  func ask(_ order: String..., within seconds: Int = 90) throws -> String {
    let (status, output, complaints) = try group.run(
      ["\(Host.top)/tools/guest/ask", "--dir", group.directory, "--wait", "\(seconds)", Self.name]
        + order,
      within: .seconds(seconds + 10))
    try #require(status == 0, "\(complaints)\(program.complaints)")
    return output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
