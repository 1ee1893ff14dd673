// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// Processes that cannot be born say why, and those that are not refused come up whatever the order.
  @Suite struct BirthTests {
    private func isRefused(_ group: Group, _ words: [String], _ sentence: String) throws {
      let (status, _, complaints) = try group.run(words)
      #expect(status == 1)
      #expect(complaints.contains(sentence), "\(complaints)")
    }

    @Test func `a vf without a primary says so`() throws {
      try Group.run { group in
        try isRefused(
          group, group.vfWords(1, lcores: [1, 2]),
          "no primary with file prefix '\(group.prefix)' runs; start spp_primary first")
      }
    }

    @Test func `a client id, an lcore and a file prefix are given once`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        let first = try group.startVF(1, lcores: [1, 2])
        try isRefused(
          group, group.vfWords(1, lcores: [5, 6]),
          "client id 1 is taken by process \(first.pid); choose another or stop that process")
        try isRefused(group, group.vfWords(2, lcores: [5, 2]), "lcore 2 belongs to process 1")
        try isRefused(group, group.vfWords(2, lcores: [0, 5]), "lcore 0 belongs to the primary")
        try isRefused(
          group, group.primaryWords(), "a primary with file prefix '\(group.prefix)' runs already")
        // Those who were refused have left nothing behind, so their ids and lcores are free.
        try group.startVF(2, lcores: [5, 6])
        try group.spp("vf 1; status", "vf 2; status")
      }
    }

    @Test func `processes wait for a controller and connect when it comes`() throws {
      try Group.run { group in
        let primary = try group.start("primary", group.primaryWords())
        try eventually("the primary should be ready without a controller") {
          primary.complaints.contains("ready: group")
        }
        let vf = try group.start("vf1", group.vfWords(1, lcores: [1, 2]))
        for program in [primary, vf] {
          try eventually("\(program.name) should miss its controller") {
            program.complaints.contains("no controller at")
          }
        }
        try group.startController()
        try group.spp("wait primary 20", "wait vf 1 20", "vf 1; component start fw 2 forward")
      }
    }

    @Test func `a host without any network has its controller on loopback`() throws {
      try Group.run { group in
        let alone = try group.namespace("alone")
        let primary = try group.start(
          "primary", ["ip", "netns", "exec", alone.name] + group.primaryWords())
        try eventually("it should have looked, and found nobody") {
          primary.complaints.contains("yet (Connection refused)")
        }
      }
    }

    @Test func `without hugepages the primary says what is missing`() throws {
      try Group.run { group in
        let words = group.primaryWords()
        let dashes = try #require(words.firstIndex(of: "--"))
        let elsewhere =
          words[..<dashes] + ["--huge-dir", "\(group.directory)/none"] + words[dashes...]
        try isRefused(group, Array(elsewhere), "'tools/hugepages MEBIBYTES' reserves more")
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        try isRefused(
          group,
          [
            "unshare", "-m", "sh", "-c",
            "while umount -a -l -t hugetlbfs && grep -q hugetlbfs /proc/mounts; do :; done; exec \(quoted)",
          ], "no hugetlbfs is mounted; 'tools/hugepages' mounts one and reserves pages")
      }
    }

    @Test func `a vf of another version is refused before it touches anything`() throws {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        let registry = try #require(try RegistryWord.abi(of: group.prefix))
        let version = registry.value
        registry.value = version + 1
        defer { registry.value = version }
        try isRefused(
          group, group.vfWords(1, lcores: [1, 2]),
          "the primary's registry has version \(version + 1)")
        registry.value = version
        try group.startVF(1, lcores: [1, 2])
      }
    }

    @Test func `a lock that a process killed in its start has left is freed by the next one`()
      throws
    {
      try Group.run { group in
        try group.startController()
        try group.startPrimary()
        let lock = try MemoryLock(of: group.prefix)
        // A reader that died, and then a writer that died waiting for it: nobody could start any more.
        lock.add(4 + 1)
        let vf = try group.startVF(1, lcores: [1, 2])
        #expect(vf.complaints.contains("held the lock of DPDK's memory; it is free again"))
        #expect(lock.value == 0)
      }
    }

    @Test func `a vf whose primary tells of its devices too late waits for them, and has them`()
      throws
    {
      try Group.run { group in
        try group.startController()
        let primary = try group.startPrimary(devices: ["net_null0"])
        // As one that is short of CPU for longer than EAL waits.
        primary.send(SIGSTOP)
        defer { primary.send(SIGCONT) }
        let vf = try group.start("vf1", group.vfWords(1, lcores: [1, 2]))
        try eventually(within: .seconds(60), "EAL should have waited in vain") {
          vf.complaints.contains("has not told of phy:0's device within 5 s")
        }
        primary.send(SIGCONT)
        try group.spp(
          "wait vf 1 60", "vf 1; component start fw 2 forward", "vf 1; port add phy:0 rx fw")
      }
    }

    @Test func `a wrong command line is refused with 64`() throws {
      try Group.run { group in
        for (words, sentence) in [
          (["spp_vf", "--", "-s", "127.0.0.1:1"], "--client-id is missing"),
          (["spp_vf", "--", "--client-id", "200", "-s", "127.0.0.1:1"], "--client-id '200'"),
          (["spp_vf", "--in-memory", "--", "--client-id", "1", "-s", "a:1"], "--in-memory"),
          (["spp_primary", "--", "-n", "8", "-s", "127.0.0.1:1"], "-p is missing"),
          (["spp_primary", "--", "-p", "0", "-n", "x", "-s", "127.0.0.1:1"], "-n 'x'"),
        ] {
          let path = "\(Host.binaries)/\(words[0])"
          let (status, _, complaints) = try group.run([path] + words.dropFirst())
          #expect(status == 64, "\(words)")
          #expect(complaints.contains(sentence), "\(complaints)")
        }
      }
    }
  }
}
