// SPDX-License-Identifier: BSD-3-Clause
import SPPFuzz
import Testing

/// A short run of each target; `make fuzz` has the long ones.
@Suite(.serialized) struct FuzzTests {
  @Test(arguments: FuzzTarget.all)
  func `whatever is read, nothing crashes, and what must hold holds`(target: FuzzTarget)
    async throws
  {
    try await Fuzzer(target, seed: 1).run(0..<5000)
  }
}
