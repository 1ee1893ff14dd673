// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// A disk that takes no more.
  @Suite struct DiskFullTests {
    /// Writes until there is no room any more.
    private func fill(_ path: String) {
      let file = open(path, O_WRONLY | O_CREAT, 0o600)
      defer { close(file) }
      let part = [UInt8](repeating: 1, count: 512)
      while write(file, part, part.count) > 0 {}
    }

    @Test func `a command that cannot be stored fails with a sentence, and changes nothing`() throws
    {
      try Group.run { group in
        let state = "\(group.directory)/state"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        #expect(mount("tmpfs", state, "tmpfs", 0, "size=64k") == 0)
        defer { umount2(state, Int32(MNT_DETACH)) }
        let controller = try group.startController()
        try group.startPrimary()
        let vf = try group.startVF(1, lcores: [1, 2])
        try group.spp("vf 1; component start fw 2 forward", "vf 1; port add ring:0 rx fw")
        let before = try group.state(of: 1)
        let stored = try Data(contentsOf: URL(fileURLWithPath: "\(state)/vf-1.json"))
        fill("\(state)/ballast")

        let refusal = try group.refusal("vf 1; port add ring:1 tx fw")
        #expect(
          refusal.hasPrefix(
            "the change of process 1 was taken back, because it cannot be stored: writing '\(state)/vf-1.json.tmp': No space left on device"
          ), "\(refusal)")
        #expect(try group.state(of: 1) == before)
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(state)/vf-1.json")) == stored)
        #expect(try group.refusal("pri; add ring:20").contains("was taken back"))
        #expect(try group.state(of: 1) == before)
        // A site cannot be stored either, and nothing is started.
        let site = "\(group.directory)/site.yaml"
        try Data("secondaries: [{name: x, client_id: 9, lcores: '8@0,9@0'}]\n".utf8).write(
          to: URL(fileURLWithPath: site))
        #expect(
          try group.refusal("up \(site)").hasPrefix(
            "nothing is changed, because it cannot be stored: "))

        try FileManager.default.removeItem(atPath: "\(state)/ballast")
        try group.spp("vf 1; port add ring:1 tx fw")
        #expect(vf.end() == 0)
        #expect(controller.end() == 0)
      }
    }
  }
}
