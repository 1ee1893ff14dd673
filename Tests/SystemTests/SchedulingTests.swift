// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

extension SystemTests {
  /// Threads that take commands, beside those that move packets.
  @Suite struct SchedulingTests {
    /// Nanoseconds that the kernel lets a thread run at a time; nil where it does not tell.
    private static func slice(_ process: Int32, _ thread: Int32) -> Int? {
      let path = "/proc/\(process)/task/\(thread)/sched"
      let text = try? String(contentsOfFile: path, encoding: .utf8)
      let line = text?.split(separator: "\n").first { $0.hasPrefix("se.slice") }
      return line?.split(separator: ":").last.flatMap {
        Int($0.trimmingCharacters(in: .whitespaces))
      }
    }

    /// Slices of the threads with this in their names.
    private func slices(_ process: Int32, _ name: String) throws -> [Int?] {
      let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
      return threads.compactMap { Int32($0) }.filter {
        let comm = try? String(contentsOfFile: "/proc/\(process)/task/\($0)/comm", encoding: .utf8)
        return name.isEmpty || comm?.contains(name) == true
      }.map { Self.slice(process, $0) }
    }

    /// Started by any of its threads.
    private func child(of process: Int32) throws -> Int32? {
      let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
      return threads.lazy.compactMap {
        try? String(contentsOfFile: "/proc/\(process)/task/\($0)/children", encoding: .utf8)
      }.compactMap { $0.split(separator: " ").first.flatMap { Int32($0) } }.first
    }

    private static let isTold: Bool = {
      let version = ProcessInfo.processInfo.operatingSystemVersion
      let isNew = (version.majorVersion, version.minorVersion) >= (6, 12)
      return isNew && slice(getpid(), getpid()) != nil
    }()

    @Test(
      .enabled(if: isTold, "needs Linux 6.12 with CONFIG_SCHED_DEBUG, to see slices of threads"))
    func `who takes commands is given a CPU at once, and workers as any thread`() throws {
      try Group.run { group in
        let usual = try #require(Self.slice(getpid(), getpid()))
        let controller = try group.startController()
        let primary = try group.startPrimary()
        let vf = try group.startVF(1, lcores: [1, 2])
        try group.spp(
          "pri; launch vf 3 --lcores 5@(\(Host.cpus)),6@(\(Host.cpus)) --no-pci --no-telemetry "
            + "-- -s 127.0.0.1:\(group.secondaryPort)", "wait vf 3 30")
        let launched = try #require(try child(of: controller.pid))
        for pid in [primary.pid, vf.pid, launched] { #expect(Self.slice(pid, pid) == 100_000) }
        #expect(Set(try slices(controller.pid, "")) == [100_000])
        for pid in [vf.pid, launched] { #expect(try slices(pid, "worker") == [usual]) }
        try group.spp("bye sec")
      }
    }
  }
}
