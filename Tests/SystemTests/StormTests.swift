// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// The short form of `make storm`: what must hold on any machine, however busy; its times are shown and not judged.
  @Suite struct StormTests {
    @Test
    func `random kills of secondaries, controller and primary lose and double nothing`() throws {
      try Group.run { group in
        let (status, output, complaints) = try group.run(
          [
            "\(Host.top)/tools/storm/run", "--judge", "exact", "--build", Host.binaries, "--seed",
            "\(getpid())", "--kills", "30", "--seconds", "25", "--returns", "2", "--controllers",
            "3", "--primaries", "1",
          ], within: .seconds(400))
        #expect(status == 0, "\(output)\n\(complaints)")
      }
    }
  }
}
