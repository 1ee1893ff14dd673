// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import Testing

struct TextFileTests {
  @Test func `a pipe is read to its end, as bash makes one for a command's output`() throws {
    let desk = try Desk()
    let path = desk.folder + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let text = (0..<20_000).map { "# line \($0)" }
    let writer = Thread {
      try? Data((text.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    }
    writer.start()
    #expect(desk.run("playback \(path)").output == text)
  }

  @Test func `a device without an end is refused, and so is a directory`() throws {
    let desk = try Desk()
    #expect(
      desk.run("playback /dev/zero", "playback /tmp").complaints == [
        "file '/dev/zero': is longer than 64 MiB", "file '/tmp': is a directory",
      ])
  }

  @Test func `a link stays a link, and what it leads to is written`() throws {
    let desk = try Desk()
    let target = try desk.write("much longer than what is written to it now\n", "target")
    let link = desk.folder + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(desk.run("record \(link)", "status", "record stop").complaints == [])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(desk.text("target") == "status\n")
  }
}
