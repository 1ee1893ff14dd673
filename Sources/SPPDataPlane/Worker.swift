// SPDX-License-Identifier: BSD-3-Clause

package import DPDK
package import SPPModel
internal import Synchronization

/// How a worker waits for packets.
package enum PollMode: Hashable, Sendable {
  /// Polls without pause: an lcore at full use, always.
  case busy
  /// Sleeps this long between empty turns once there were some: the bound on the latency it adds.
  case resting(microseconds: UInt32)
}

/// An lcore that walks a pipeline.
///
/// Control owns it; other threads only read `turns` and `isWalking`, which are atomic.
@safe
package final class Worker: @unchecked Sendable {
  /// What control and the lcore share. Lives until the worker has stopped.
  @safe
  struct Shared: ~Copyable {
    let next: Atomic<UnsafeMutableRawPointer?>  // control: writes   lcore: reads
    let adopted: Atomic<UnsafeMutableRawPointer?>  // lcore: writes    control: reads
    let stop = Atomic(false)  // control: writes   lcore: reads
    let turns = Atomic<UInt64>(0)  // lcore: writes    control, vhost: read
    let restNanoseconds: UInt32
    let halt: Halt
    var left: Hand
    var right: Hand

    /// Empty turns before the first rest: a few microseconds, so that bursts that follow each other find it awake.
    static var patience: Int { @inline(__always) @_noLocks get { 64 } }
    /// Sleep of an lcore without components, in nanoseconds: it only waits for its first pipeline.
    static var idleRest: UInt32 { @inline(__always) @_noLocks get { 1_000_000 } }
    /// Turns between two looks for a new pipeline.
    static var housekeeping: Int { @inline(__always) @_noLocks get { 256 } }

    @_noLocks
    mutating func run() {
      var idle = 0
      halt.begin()
      while !stop.load(ordering: .relaxed) {
        // Both hands are empty here.
        halt.pass()
        // Acquire pairs with the release in `adopt`: the stages are visible before we walk them.
        let pointer = unsafe next.load(ordering: .acquiring)
        unsafe adopted.store(pointer, ordering: .releasing)
        guard let body = unsafe pointer?.assumingMemoryBound(to: Pipeline.Body.self) else {
          Pause.rest(Self.idleRest)
          continue
        }
        let count = unsafe body.pointee.count
        let stages = unsafe body.pointee.stages
        for _ in 0..<Self.housekeeping {
          var moved = false
          for index in 0..<count where unsafe stages[index].poll(&left, &right) { moved = true }
          turns.store(turns.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
          if moved {
            idle = 0
          } else {
            idle &+= 1
            if idle > Self.patience, restNanoseconds > 0 || count == 0 {
              Pause.rest(count == 0 ? Self.idleRest : max(restNanoseconds, 1_000))
              break
            }
          }
        }
      }
      unsafe adopted.store(nil, ordering: .releasing)
      halt.end()
    }
  }

  package let lcore: LcoreID
  private let shared: UnsafeMutablePointer<Shared>
  /// The pipeline the lcore walks; kept until it has adopted the next.
  private var current: Pipeline?
  private var isRunning = false

  package init(_ lcore: LcoreID, journal: Journal, mode: PollMode) {
    self.lcore = lcore
    let rest: UInt32 =
      switch mode {
      case .busy: 0
      case .resting(let microseconds): microseconds * 1_000
      }
    unsafe shared = .allocate(capacity: 1)
    unsafe shared.initialize(
      to: Shared(
        next: Atomic(nil), adopted: Atomic(nil), restNanoseconds: rest, halt: journal.halt(lcore),
        left: journal.left(lcore), right: journal.right(lcore)))
  }

  deinit {
    // A running lcore still reads this memory: leaking it is the only safe end.
    guard !isRunning else { return }
    unsafe shared.deinitialize(count: 1)
    unsafe shared.deallocate()
  }

  /// Starts the lcore, with nothing to do yet.
  ///
  /// - Throws: `DPDKError` — `EBUSY` it runs something already.
  package func start() throws(DPDKError) {
    unsafe try Lcore.launch(workerMain, UnsafeMutableRawPointer(shared), on: lcore)
    isRunning = true
  }

  /// Hands the lcore a new pipeline and waits until it walks it; the old one is then free.
  ///
  /// The change happens between two bursts, when both hands are empty: it costs no packet.
  /// - Returns: Whether the lcore answered in time. If not, both pipelines are kept.
  package func adopt(_ pipeline: Pipeline, within milliseconds: Int = 4_000) -> Bool {
    unsafe shared.pointee.next.store(UnsafeMutableRawPointer(pipeline.body), ordering: .releasing)
    guard isRunning else {
      current = pipeline
      return true
    }
    // By the clock: on a loaded host each sleep takes many times as long as it is asked to.
    let deadline = Registry.now() + UInt64(milliseconds) * 1_000_000
    while Registry.now() < deadline {
      if unsafe shared.pointee.adopted.load(ordering: .acquiring)
        == UnsafeMutableRawPointer(pipeline.body)
      {
        current = pipeline
        return true
      }
      Pause.rest(50_000)
    }
    stuck.append(pipeline)
    return false
  }

  /// Pipelines that the lcore may still come to walk.
  private var stuck: [Pipeline] = []

  /// Turns so far; an lcore whose count moves has left every burst it was in before.
  package var turns: UInt64 { unsafe shared.pointee.turns.load(ordering: .acquiring) }

  /// Whether the lcore walks a pipeline.
  package var isWalking: Bool { unsafe shared.pointee.adopted.load(ordering: .acquiring) != nil }

  /// Asks the lcore to stop after the burst it is in, and waits for it.
  package func stop() {
    guard isRunning else { return }
    unsafe shared.pointee.stop.store(true, ordering: .relaxed)
    Lcore.wait(for: lcore)
    isRunning = false
  }
}

/// What an lcore runs: a plain function, because a closure of `main.swift` would be bound to the main actor.
private func workerMain(_ raw: UnsafeMutableRawPointer?) -> Int32 {
  guard let shared = unsafe raw?.assumingMemoryBound(to: Worker.Shared.self) else { return -1 }
  Pause.makePrecise()
  unsafe shared.pointee.run()
  return 0
}
