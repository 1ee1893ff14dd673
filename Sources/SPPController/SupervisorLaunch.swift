// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension Supervisor {
  /// Starts a secondary as `pri; launch` asks for it: it is watched, and not started again when it ends.
  ///
  /// Where the primary is another host's or another user's, the primary is asked to start it.
  /// - Throws: `ControllerError.command` for a program, an option or an id that is not to be had.
  package func launch(_ request: LaunchRequest) async throws(ControllerError) {
    let primary = try await controller.hello(of: .primary)
    guard let group = primary.group, group.host == Self.host,
      ProcessHandle.words(of: primary.pid).first?.hasSuffix("spp_primary") == true,
      ProcessHandle.isOurs(primary.pid)
    else { return try await controller.launch(request) }
    guard let kind = ProgramOptions.secondary(request.program) else {
      let programs = ProgramOptions.secondaries.joined(separator: ", ")
      throw .command("proc_name '\(request.program)': expected one of \(programs)", index: nil)
    }
    if let fault = ProgramOptions.fault(in: request, kind, filePrefix: group.filePrefix) {
      throw .command(fault, index: nil)
    }
    if let holder = await controller.presence[request.client]?.pid
      ?? entries.first(where: { $0.client == request.client })?.handle?.pid
    {
      throw .command("client id \(request.client) is taken by process \(holder)", index: nil)
    }
    if let entry = entries.first(where: { $0.client == request.client && !$0.isLaunched }) {
      throw .command(
        "client id \(request.client) belongs to '\(entry.name)' of the site", index: nil)
    }
    let name = "\(request.program)-\(request.client)"
    entries.removeAll { $0.client == request.client }
    let record = SupervisedRecord.ProgramRecord(
      kind: kind, client: request.client,
      command: ["\(setting.programs)/\(request.program)"]
        + ProgramOptions.completed(request, kind, filePrefix: group.filePrefix),
      log: "\(group.logDirectory)/\(name).log")
    var entry = supervised(record, name: name, isLaunched: true)
    let handle: ProcessHandle
    do throws(StoreError) {
      handle = try ProgramSpawn.start(entry.command, log: entry.log)
    } catch {
      throw .command("launch \(request.program) \(request.client): \(error)", index: nil)
    }
    entry.since = Events.now
    entries.append(entry)
    follow(entries.count - 1, handle)
    tell(entries[entries.count - 1], "launched")
    await keepRecords()
  }

  func supervised(
    _ record: SupervisedRecord.ProgramRecord, name: String, isLaunched: Bool
  ) -> Supervised {
    Supervised(
      name: name, kind: record.kind, client: record.client, command: record.command,
      log: ProgramLog(path: record.log), restart: .never, hang: HangPolicy(), sockets: [],
      isLaunched: isLaunched)
  }

  /// This boot of this host, as a process says it in its hello.
  static var host: String? {
    let file = DurableFile("boot_id", in: "/proc/sys/kernel/random")
    guard let bytes = try? file.read() else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(
      String.init)
  }
}
