// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPController
import SPPWire
import Testing

struct CPULayoutTests {
  @Test func `CPUs are grouped by socket and core, and those that are offline are left out`()
    async throws
  {
    try await withDirectory { directory in
      func write(_ text: String, _ name: String) throws {
        let url = URL(filePath: directory + "/" + name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
      try write("0-2,5\n", "online")
      for (cpu, socket, core) in [(0, 0, 0), (1, 1, 0), (2, 0, 0), (3, 0, 1), (5, 0, 7)] {
        try write("\(socket)\n", "cpu\(cpu)/topology/physical_package_id")
        try write("\(core)\n", "cpu\(cpu)/topology/core_id")
      }
      #expect(
        CPULayout.ofThisHost(root: directory).json == [
          [
            "socket_id": 0,
            "cores": [["core_id": 0, "lcores": [0, 2]], ["core_id": 7, "lcores": [5]]],
          ],
          ["socket_id": 1, "cores": [["core_id": 0, "lcores": [1]]]],
        ])
    }
  }
}
