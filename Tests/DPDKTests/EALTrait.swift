// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import Glibc
import SPPModel
import Synchronization
import Testing

/// Runs a suite's tests on the main lcore of an EAL that is started once for the whole process.
///
/// The packet pools serve lcores only, so the tests must run on the thread that started EAL: a task executor of one
/// thread. Use it with `.serialized`.
struct EALTrait: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(EALThread.shared) {
      _ = try EALFixture.get()
      try await function()
    }
  }
}

extension Trait where Self == EALTrait {
  static var eal: Self { EALTrait() }
}

/// What the primary would have made: the journal and a pool.
struct EALFixture: Sendable {
  let journal: Journal
  let pool: PacketPool

  private static let made: Result<EALFixture, any Error> = Result {
    try EAL.start(
      program: "tests",
      arguments: [
        "--no-huge", "-m", "512", "--no-pci", "--no-shconf", "--no-telemetry",
        "--log-level=lib.eal:4",
        "--lcores", "0@(0,1),1@(0,1),2@(0,1)", "--file-prefix", "spp-tests-\(getpid())",
        "--vdev=net_null0,size=64", "--vdev=net_null1,size=64",
      ])
    // EAL makes its runtime directory even without shared configuration.
    atexit {
      let directory = EAL.runtimeDirectory
      EAL.stop()
      rmdir(directory)
    }
    let journal = try Journal.create()
    return EALFixture(journal: journal, pool: try PacketPool.create(name: "tests", count: 8191))
  }

  /// - Throws: What EAL or a pool refused.
  static func get() throws -> EALFixture { try made.get() }
}

/// The one thread that is the main lcore.
final class EALThread: TaskExecutor, @unchecked Sendable {
  static let shared = EALThread()

  private struct Queue {
    var jobs: [UnownedJob] = []
  }
  private let queue = Mutex(Queue())

  private init() {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        EALThread.shared.work()
        return nil
      }, nil)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.withLock { $0.jobs.append(job) }
  }

  private func work() {
    while true {
      let job = queue.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
      guard let job else {
        usleep(200)
        continue
      }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
