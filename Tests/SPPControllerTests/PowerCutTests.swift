// SPDX-License-Identifier: BSD-3-Clause
import SPPController
import SPPWire
import Testing

struct PowerCutTests {
  private let path = "/state/vf-1.json"
  private let old = Array(#"{"version":1,"plan":"old"}"#.utf8)
  private let new = Array(#"{"version":1,"plan":"a new one that is longer"}"#.utf8)

  /// Writes with the power cut after each number of steps, and gives what may be there afterwards.
  private func cuts(
    _ content: [String: [UInt8]],
    _ write: (inout PowerCutDisk) throws -> Void
  ) -> [(possible: Set<[UInt8]?>, wasAnswered: Bool)] {
    var outcomes: [(Set<[UInt8]?>, Bool)] = []
    for steps in 0... {
      var disk = PowerCutDisk(content, steps: steps)
      let wasAnswered: Bool
      do {
        try write(&disk)
        wasAnswered = true
      } catch { wasAnswered = false }
      outcomes.append((disk.possible(path), wasAnswered))
      if wasAnswered { return outcomes }
    }
    return outcomes
  }

  @Test func `wherever the power is cut, the file is whole: the old one or the new one`() {
    let file = DurableFile("vf-1.json", in: "/state")
    // A cut may have left half a file beside, too.
    let content = [path: old, path + ".tmp": Array(new.prefix(7))]
    let outcomes = cuts(content) { disk in try file.write(new, on: &disk) }
    // Each byte, and the four calls around them.
    #expect(outcomes.count == new.count + 5)
    for outcome in outcomes.dropLast() {
      #expect(outcome.possible.isSubset(of: [old, new]))
    }
    // What was answered is there.
    #expect(outcomes.last?.wasAnswered == true)
    #expect(outcomes.last?.possible == [new])
  }

  @Test func `a first write that is cut off leaves no file, or the whole one`() {
    let file = DurableFile("vf-1.json", in: "/state")
    for outcome in cuts([:], { disk in try file.write(new, on: &disk) }) {
      #expect(outcome.possible.isSubset(of: [nil, new]))
    }
  }

  @Test
  func
    `a writer that forgets to make the file durable before it takes the old one's place is found out`()
  {
    let outcomes = cuts([path: old]) { disk in
      try disk.create(path + ".tmp")
      for byte in new { _ = try disk.append([byte]) }
      try disk.rename(path + ".tmp", to: path)
      try disk.syncDirectory("/state")
    }
    #expect(outcomes.contains { !$0.possible.isSubset(of: [old, new]) })
  }

  @Test func `a writer that forgets the directory is found out`() {
    let outcomes = cuts([path: old]) { disk in
      try disk.create(path + ".tmp")
      for byte in new { _ = try disk.append([byte]) }
      try disk.sync()
      try disk.rename(path + ".tmp", to: path)
    }
    // It was answered, and may be gone.
    #expect(outcomes.last?.possible == [old, new])
  }
}
