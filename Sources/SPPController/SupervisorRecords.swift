// SPDX-License-Identifier: BSD-3-Clause
import Logging
import SPPModel
import SPPWire

/// What a supervisor writes down of a process, so that its successor finds it.
struct SupervisedRecord: Sendable {
  let name: String
  let pid: Int32
  let startTime: UInt64
  let since: Int
  let restarts: Int
  /// Why it is left down, nil when it is to run.
  let down: String?
  /// What it is; nil in what an earlier version wrote of a process of its site.
  let program: ProgramRecord?
  /// Whether it was launched by a request.
  let isLaunched: Bool
  /// Whether it goes with its plan.
  let isForgotten: Bool

  /// What is needed to follow a process that no site has.
  struct ProgramRecord: Sendable {
    let kind: ProcessKind
    let client: ClientID
    let command: [String]
    let log: String
  }

  var json: JSON {
    var object = JSON.Object([
      ("name", .string(name)), ("pid", JSON(Int(pid))), ("start_time", JSON(startTime)),
      ("since", JSON(since)), ("restarts", JSON(restarts)),
    ])
    if let down { object["down"] = .string(down) }
    if isForgotten { object["forgotten"] = true }
    if let program {
      object[isLaunched ? "launch" : "program"] = [
        "kind": .string(program.kind.rawValue), "client_id": JSON(Int(program.client.number)),
        "command": .array(program.command.map { .string($0) }), "log": .string(program.log),
      ]
    }
    return .object(object)
  }

  init(_ entry: Supervised) {
    name = entry.name
    pid = entry.handle?.pid ?? 0
    startTime = entry.handle?.startTime ?? 0
    since = entry.since ?? 0
    restarts = entry.restarts
    down = entry.phase == .down ? entry.problem ?? "it is down" : nil
    isLaunched = entry.isLaunched
    isForgotten = entry.isForgotten
    program = ProgramRecord(
      kind: entry.kind, client: entry.client, command: entry.command, log: entry.log.path)
  }

  init(_ fields: Fields) throws(ParameterError) {
    name = try fields.string("name", "a name")
    let number = try fields.integer("pid", "a process id")
    pid = Int32(clamping: number)
    startTime = try fields.counter("start_time")
    since = try fields.integer("since", "a time")
    restarts = try fields.integer("restarts", "a count")
    down = fields.has("down") ? try fields.string("down", "a reason") : nil
    isLaunched = fields.has("launch")
    isForgotten = fields.has("forgotten")
    guard isLaunched || fields.has("program") else {
      program = nil
      return
    }
    let words = try fields.fields(isLaunched ? "launch" : "program")
    var command: [String] = []
    for word in try words.array("command") { command.append(word.string ?? "") }
    program = ProgramRecord(
      kind: try words.word("kind"), client: try words.client("client_id"),
      command: command, log: try words.string("log", "a path"))
  }

  /// The process, if it still runs.
  var handle: ProcessHandle? { ProcessHandle(pid: pid, startTime: startTime) }
}

extension Store {
  private var supervision: DurableFile { DurableFile("site.json", in: directory) }

  /// The site and what was known of its processes.
  ///
  /// - Throws: `StoreError` for a file that is broken.
  func supervised() async throws(StoreError) -> (site: JSON, records: [SupervisedRecord]) {
    guard let json = try await read(supervision) else { return (.null, []) }
    do throws(ParameterError) {
      let fields = try Fields(json, path: "supervision")
      return (json["site"] ?? .null, try fields.objects("processes", SupervisedRecord.init))
    } catch {
      throw StoreError("the stored site in '\(supervision.path)' is broken", reason: "\(error)")
    }
  }

  func save(site: JSON, records: [SupervisedRecord]) async throws(StoreError) {
    try await write(
      ["version": 1, "site": site, "processes": .array(records.map(\.json))], to: supervision)
  }
}

extension Supervisor {
  /// Takes over from an earlier controller: what it has started and still runs is followed, and what does not run is
  /// started.
  ///
  /// To be called before anybody can ask, or he is told of an empty site, and one that he hands over is started twice.
  package func load() async {
    let stored: (site: JSON, records: [SupervisedRecord])
    do throws(StoreError) { stored = try await controller.store.supervised() } catch {
      log.error("the stored site is ignored", metadata: ["reason": "\(error)"])
      return
    }
    if stored.site != .null {
      do throws(SiteError) {
        let site = try Site(stored.site)
        (self.site, siteText) = (site, stored.site)
        entries = site.processes.map { supervised($0) }
      } catch {
        log.error("the stored site is ignored", metadata: ["reason": "\(error)"])
      }
    }
    for record in stored.records {
      if let program = record.program, !entries.contains(where: { $0.name == record.name }),
        record.isLaunched || stored.site == .null || site != nil
      {
        entries.append(supervised(program, name: record.name, isLaunched: record.isLaunched))
        if !record.isLaunched {
          // It was on its way out when the earlier controller ended.
          leave(entries.count - 1, record)
          continue
        }
      }
      guard let index = entries.firstIndex(where: { $0.name == record.name }) else { continue }
      entries[index].since = record.since
      entries[index].restarts = record.restarts
      if let down = record.down {
        entries[index].phase = .down
        entries[index].problem = down
        entries[index].isWanted = false
      } else if let handle = record.handle {
        adopt(index, handle)
      } else if entries[index].isLaunched {
        entries[index].phase = .down
        entries[index].isWanted = false
        entries[index].problem = "it ended while no spp-ctl ran"
      } else {
        entries[index].lastEnd = "ended while no spp-ctl ran"
      }
    }
    // Started in the moment before the earlier controller was killed, and not yet written down.
    for index in entries.indices where !entries[index].isRunning && entries[index].phase != .down {
      if let handle = ProcessHandle.find(entries[index].command) { adopt(index, handle) }
    }
  }

  /// Ends a process that neither the site nor a user wants any more.
  private func leave(_ index: Int, _ record: SupervisedRecord) {
    entries[index].isForgotten = record.isForgotten
    entries[index].since = record.since
    if let handle = record.handle { adopt(index, handle) }
    dismiss(index)
  }

  /// Writes down what runs. A disk that refuses costs only that a successor has to look for it.
  func keepRecords() async {
    guard await recording.enter(before: .now + .seconds(30)) == .entered else { return }
    do throws(StoreError) {
      try await controller.store.save(site: siteText, records: entries.map(SupervisedRecord.init))
    } catch {
      log.error("what runs cannot be stored", metadata: ["reason": "\(error)"])
    }
    await recording.leave()
  }

  /// Writes down another site, and makes it the one that is wanted; when the disk refuses, it does not become it.
  func keep(_ site: Site?, _ text: JSON) async throws(SupervisionError) {
    guard await recording.enter(before: .now + .seconds(30)) == .entered else { throw .busy }
    do throws(StoreError) {
      try await controller.store.save(site: text, records: entries.map(SupervisedRecord.init))
    } catch {
      await recording.leave()
      throw .notStored(error)
    }
    if let site { self.site = site }
    siteText = text
    await recording.leave()
  }
}
