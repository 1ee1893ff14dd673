// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// Secondaries that the primary starts.
  @Suite struct LaunchTests {
    @Test func `the primary launches a vf that works, and refuses an id that is taken`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        let words = "--lcores 1@(\(Host.cpus)),2@(\(Host.cpus)) --no-pci --no-telemetry"
        let launch = "pri; launch vf 3 \(words) -- -s 127.0.0.1:\(group.secondaryPort)"
        try group.spp(launch, "wait vf 3 30", "vf 3; component start fw 2 forward")
        let refusal = try group.refusal(launch)
        #expect(refusal.contains("client id 3 is taken by process"))
        #expect(
          try group.refusal(
            "pri; launch vf 4 --vdev net_null9 -- -s 127.0.0.1:\(group.secondaryPort)"
          )
          .contains("eal '--vdev': expected one of"))
        try group.spp("vf 3; exit")
        try eventually("its id should be free again") {
          try group.run(
            ["\(Host.binaries)/spp", "-b", "127.0.0.1:\(group.restPort)", launch]
          ).status == 0
        }
        try group.spp("wait vf 3 30", "bye sec")
      }
    }
  }
}
