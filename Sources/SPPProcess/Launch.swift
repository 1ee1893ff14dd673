// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import DPDK
internal import SPPModel

/// The secondaries that the primary has started, and the only words they may be started with.
struct Launch {
  private struct Child {
    let name: String
    let pid: Int32
    let log: String
  }

  private let logDirectory: String
  private let filePrefix: String
  private let affinity: clinux_affinity
  private var children: [Child] = []

  /// Programs that may be launched; they lie beside our own.
  private static let programs = ["spp_vf"]
  /// Options of EAL and whether a value follows.
  private static let ealOptions: [String: Bool] = [
    "-l": true, "-c": true, "--lcores": true, "--main-lcore": true, "-n": true, "-m": true,
    "--socket-mem": true,
    "--log-level": true, "--file-prefix": true, "--proc-type": true, "--huge-dir": true,
    "--base-virtaddr": true,
    "--no-pci": false, "--no-telemetry": false,
  ]
  private static let applicationOptions: [String: Bool] = [
    "--client-id": true, "-s": true, "--vhost-client": false, "--vhost-dir": true,
    "--vhost-mode": true, "--vhost-owner": true, "--vhost-queues": true, "--poll": true,
    "--rest": true,
  ]

  /// - Parameter affinity: CPUs for the children, as they were before EAL pinned this thread.
  init(logDirectory: String, filePrefix: String, affinity: clinux_affinity) {
    self.logDirectory = logDirectory
    self.filePrefix = filePrefix
    self.affinity = affinity
  }

  /// Starts the process; whether it comes up is seen when it says hello, or in its log.
  ///
  /// - Parameter registry: Tells which ids are taken.
  mutating func start(_ request: LaunchRequest, registry: Registry) throws(PrimaryError) {
    if let holder = registry.client(request.client) {
      throw .registry(.clientTaken(request.client, by: holder.process))
    }
    if let fault = begin(request) { throw .launch(fault) }
  }

  /// What is wrong, in one sentence, or nil when the process is started.
  private mutating func begin(_ request: LaunchRequest) -> String? {
    guard Self.programs.contains(request.program) else {
      return "proc_name '\(request.program)': expected \(Self.programs.joined(separator: " or "))"
    }
    if let fault = Self.fault(in: request.eal, allowed: Self.ealOptions, part: "eal")
      ?? Self.fault(in: request.application, allowed: Self.applicationOptions, part: "app")
    {
      return fault
    }
    var eal = request.eal
    if !eal.contains("--proc-type") { eal += ["--proc-type", "secondary"] }
    if !eal.contains("--file-prefix") { eal += ["--file-prefix", filePrefix] }
    var application = request.application
    if let said = Self.value(of: "--client-id", in: application) {
      guard said == "\(request.client)" else {
        return "--client-id '\(said)': expected \(request.client), the id that is launched"
      }
    } else {
      application += ["--client-id", "\(request.client)"]
    }
    guard let own = FileName("/proc/self/exe").linkTarget, let slash = own.lastIndex(of: "/") else {
      return "launch \(request.program): /proc is not mounted, so the program's place is not known"
    }
    FileName(logDirectory).makeDirectory(mode: 0o755)
    let name = "\(request.program)-\(request.client)"
    let log = "\(logDirectory)/\(name).log"
    let program = own[...slash] + request.program
    switch LaunchSpawn.start(
      String(program), eal + ["--"] + application, log: log, affinity: affinity)
    {
    case .failure(let failure):
      return "launch \(request.program) \(request.client): \(failure.reason)"
    case .success(let pid):
      children.append(Child(name: name, pid: pid, log: log))
      Log.note("launched \(name) as process \(pid), its output is in \(log)")
      return nil
    }
  }

  private static func fault(in words: [String], allowed: [String: Bool], part: String) -> String? {
    var words = words[...]
    while let word = words.popFirst() {
      let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : word
      guard let takesValue = allowed[name] else {
        return "\(part) '\(word)': expected one of \(allowed.keys.sorted().joined(separator: " "))"
      }
      if takesValue, name == word {
        guard let value = words.popFirst(), !value.isEmpty else {
          return "\(part) '\(word)': expected a value after it"
        }
      }
      guard word.utf8.count < 4096 else { return "\(part): a word is longer than 4096 bytes" }
    }
    return nil
  }

  private static func value(of option: String, in words: [String]) -> String? {
    var reader = OptionsReader(words)
    while let word = reader.next() {
      if word == option { return reader.next() }
    }
    return nil
  }

  /// Says which children have ended.
  mutating func reap() {
    children.removeAll { child in
      guard let ending = LaunchSpawn.ending(of: child.pid) else { return false }
      Log.note("\(child.name), process \(child.pid), \(ending); its output is in \(child.log)")
      return true
    }
  }
}
