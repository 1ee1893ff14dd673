// SPDX-License-Identifier: BSD-3-Clause
import ArgumentParser
import Glibc
import SPPFuzz

/// The command line of `spp-fuzz`, which `tools/fuzz/run` calls.
struct FuzzCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spp-fuzz",
    abstract:
      "Gives a part of the suite inputs that are nearly right, and sees what it makes of them.",
    discussion: "Targets:\n"
      + FuzzTarget.all.map {
        "  \($0.name)\(String(repeating: " ", count: 12 - $0.name.count))\($0.summary)"
      }.joined(separator: "\n"))

  @Argument(help: "A target; without one they are listed.")
  var target: String?

  @Option(help: "How many inputs.")
  var runs = 100_000

  @Option(help: "Number of the first run.")
  var from = 0

  @Option(help: "The same seed makes the same inputs.")
  var seed: UInt64 = 1

  @Flag(help: "Prints the input of the first run, and reads nothing.")
  var show = false

  @Option(help: "Reads this file once instead of what the seed makes.")
  var input: String?

  @Option(
    help:
      "File that always holds the number of the run under way, for who wants to know after a crash."
  )
  var progress: String?

  /// Reads the arguments of this program, and runs.
  static func start() async { await main() }

  func validate() throws {
    guard runs >= 0, from >= 0 else { throw ValidationError("runs are counted from 0") }
    guard let target, !FuzzTarget.all.contains(where: { $0.name == target }) else { return }
    let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
    throw ValidationError("target '\(target)': expected one of \(names)")
  }

  func run() async throws {
    guard let name = target, let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      for target in FuzzTarget.all { print(target.name) }
      return
    }
    let file = try progress.map(Self.open)
    let fuzzer = Fuzzer(target, seed: seed) { run in
      var run = run
      if let file { _ = pwrite(file, &run, MemoryLayout<Int>.size, 0) }
    }
    if show {
      let bytes = fuzzer.input(from)
      _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      return
    }
    if let input { return try await fuzzer.read(Self.contents(input)) }
    let start = ContinuousClock.now
    do { try await fuzzer.run(from..<from + runs) } catch let finding as Fuzzer.Finding {
      print(finding)
      throw ExitCode(1)
    }
    let time = (ContinuousClock.now - start) / 1
    print(
      "\(name): \(runs) runs from \(from), seed \(seed), nothing found, \(time.components.seconds) s"
    )
  }

  private static func open(_ path: String) throws -> Int32 {
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw ValidationError("\(path): \(String(cString: strerror(errno)))") }
    return file
  }

  private static func contents(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "re") else {
      throw ValidationError("\(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, file), count > 0 {
      bytes += part.prefix(count)
    }
    return bytes
  }
}
