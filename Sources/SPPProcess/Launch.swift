// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import DPDK
internal import SPPModel

/// The secondaries that the primary has started.
struct Launch {
  private struct Child {
    let name: String
    let pid: Int32
    let log: String
  }

  let logDirectory: String
  let filePrefix: String
  private let affinity: clinux_affinity
  private var children: [Child] = []

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
    guard let kind = ProgramOptions.secondary(request.program) else {
      let programs = ProgramOptions.secondaries.joined(separator: ", ")
      return "proc_name '\(request.program)': expected one of \(programs)"
    }
    if let fault = ProgramOptions.fault(in: request, kind, filePrefix: filePrefix) { return fault }
    let words = ProgramOptions.completed(request, kind, filePrefix: filePrefix)
    guard let own = FileName("/proc/self/exe").linkTarget, let slash = own.lastIndex(of: "/") else {
      return "launch \(request.program): /proc is not mounted, so the program's place is not known"
    }
    FileName(logDirectory).makeDirectory(mode: 0o755)
    let name = "\(request.program)-\(request.client)"
    let log = "\(logDirectory)/\(name).log"
    let program = own[...slash] + request.program
    switch LaunchSpawn.start(
      String(program), words, log: log, affinity: affinity)
    {
    case .failure(let failure):
      return "launch \(request.program) \(request.client): \(failure.reason)"
    case .success(let pid):
      children.append(Child(name: name, pid: pid, log: log))
      Log.note("launched \(name) as process \(pid), its output is in \(log)")
      return nil
    }
  }

  /// What a controller on the same host needs to start secondaries itself.
  var group: Hello.Group? {
    guard let boot = Descriptor.contents(of: "/proc/sys/kernel/random/boot_id") else { return nil }
    return Hello.Group(
      host: String(boot.prefix { !$0.isNewline }), filePrefix: filePrefix,
      logDirectory: FileName(logDirectory).absolute)
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
