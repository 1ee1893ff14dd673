// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import Glibc
import SPPModel
import SPPProcess
import Testing

/// A secondary watches its primary, here a program that sleeps.
@Suite struct PrimaryWatchTests {
  private let registry: Registry
  private let directory: GroupDirectory
  private let pid: pid_t

  init() throws {
    let base = UnsafeMutableRawPointer.allocate(byteCount: RegistryLayout.size, alignment: 64)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: RegistryLayout.size)
    registry = Registry(
      formatting: unsafe RegistryMemory(base: base, size: RegistryLayout.size))
    directory = GroupDirectory(
      try EALOptions(["--file-prefix", "spp-none-\(getpid())"], type: .secondary))
    var child: pid_t = 0
    var words: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("sleep"), strdup("60"), nil]
    defer { for word in unsafe words { unsafe free(word) } }
    try #require(unsafe posix_spawn(&child, "/bin/sleep", nil, nil, &words, environ) == 0)
    pid = child
  }

  private func register(startTime: UInt64) throws {
    try registry.register(
      .primary, kind: .primary, process: RegistryProcess(pid: pid, startTime: startTime),
      mainLcore: try LcoreID(0), lcores: [try LcoreID(0)])
  }

  private func end() {
    _ = kill(pid, SIGKILL)
    var status: Int32 = 0
    _ = unsafe waitpid(pid, &status, 0)
  }

  @Test func `the death of the primary makes a descriptor readable at once`() throws {
    try register(startTime: try #require(RegistryProcess.startTime(of: pid)))
    let watch = PrimaryWatch(registry, directory)
    let descriptors = watch.descriptors
    #expect(descriptors.count == 1)
    let isDeadBefore = watch.isDead
    #expect(!isDeadBefore)
    end()
    var entry = pollfd(fd: descriptors[0], events: Int16(POLLIN), revents: 0)
    #expect(unsafe poll(&entry, 1, 10_000) == 1)
    let isDead = watch.isDead
    #expect(isDead)
  }

  @Test func `a process that only has the primary's pid is not watched for it`() throws {
    defer { end() }
    try register(startTime: 1)
    let watch = PrimaryWatch(registry, directory)
    let (descriptors, isDead) = (watch.descriptors, watch.isDead)
    #expect(descriptors.isEmpty)
    // Its lock is asked for, and nobody has it.
    #expect(isDead)
  }
}
