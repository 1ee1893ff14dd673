// SPDX-License-Identifier: BSD-3-Clause
import Glibc

/// Runs a target again and again.
package struct Fuzzer {
  package let target: FuzzTarget
  package let seed: UInt64
  /// Called before each run with its number.
  private let willRun: (Int) -> Void

  /// CPU time that the reading of one input may take, in nanoseconds; inputs have a few kilobytes.
  private static let patience: UInt64 = 1_000_000_000

  /// What does not hold, and for which run.
  package struct Finding: Error, CustomStringConvertible {
    package let target: String
    package let seed: UInt64
    package let run: Int
    package let reason: String
    package let input: [UInt8]

    package var description: String {
      "\(target): run \(run) of seed \(seed): \(reason); the input is '\(String(decoding: input.prefix(2000), as: UTF8.self))'"
    }
  }

  package init(_ target: FuzzTarget, seed: UInt64, willRun: @escaping (Int) -> Void = { _ in }) {
    self.target = target
    self.seed = seed
    self.willRun = willRun
  }

  /// The input of a run.
  package func input(_ run: Int) -> [UInt8] {
    var random = Random(seed: seed, run: run)
    return target.make(&random)
  }

  /// - Throws: `Finding` for the first run in which something does not hold.
  package func run(_ runs: Range<Int>) async throws {
    var reader: FuzzTarget.Reader?
    // What a run finds may come from those before it in its epoch.
    let first = runs.lowerBound / target.epoch * target.epoch
    for run in first..<max(first, runs.upperBound) {
      if reader == nil || target.epoch > 1 && run % target.epoch == 0 {
        reader = try await target.begin()
      }
      guard let reader else { return }
      let input = input(run)
      willRun(run)
      let start = Self.time(CLOCK_MONOTONIC)
      do { try await Self.read(input, reader) } catch {
        throw Finding(target: target.name, seed: seed, run: run, reason: "\(error)", input: input)
      }
      guard Self.time(CLOCK_MONOTONIC) &- start > Self.patience else { continue }
      // It may have been the machine.
      let cpu = Self.time(CLOCK_PROCESS_CPUTIME_ID)
      try? await Self.read(input, reader)
      let spent = Self.time(CLOCK_PROCESS_CPUTIME_ID) &- cpu
      guard spent > Self.patience else { continue }
      throw Finding(
        target: target.name, seed: seed, run: run, reason: "it took \(spent / 1_000_000) ms",
        input: input)
    }
  }

  /// Reads one input in an epoch of its own.
  package func read(_ input: [UInt8]) async throws { try await Self.read(input, target.begin()) }

  private static func read(_ input: [UInt8], _ reader: FuzzTarget.Reader) async throws {
    switch reader {
    case .plain(let read): try read(input)
    case .suspending(let read): try await read(input)
    }
  }

  private static func time(_ clock: Int32) -> UInt64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }
}
