// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import SPPModel

extension Supervisor {
  /// Time that secondaries of a dead primary have before they are killed: they notice it themselves, at once.
  private static var orphanDeadline: Duration { .milliseconds(800) }

  /// Looks at everything once, and does what is to be done next.
  func round() async {
    let presence = await controller.presence
    // From here on nothing waits, so that nothing changes meanwhile.
    let now = ContinuousClock.now
    if !primaryIsAlive { sendOrphansHome(now) }
    for index in entries.indices { advance(index, presence, now) }
    var hasStarted = false
    for index in entries.indices where isDue(entries[index], presence, now) {
      hasStarted = start(index, presence, now) || hasStarted
    }
    let gone = entries.filter(\.isGone)
    for entry in gone { await clearAway(entry) }
    entries.removeAll { entry in entry.isGone && gone.contains { $0.name == entry.name } }
    if hasStarted || !gone.isEmpty { await keepRecords() }
  }

  /// Of a site with a primary: whether it runs. Of another, somebody else sees to it.
  private var primaryIsAlive: Bool {
    guard site?.primary != nil else { return true }
    return entries.contains { $0.kind == .primary && $0.handle.map { !$0.hasEnded } == true }
  }

  /// Secondaries without their primary only stand in the way of the next one.
  private func sendOrphansHome(_ now: ContinuousClock.Instant) {
    for index in entries.indices where entries[index].kind != .primary {
      guard let handle = entries[index].handle else { continue }
      if case .ending = entries[index].phase { continue }
      handle.send(SIGTERM)
      entries[index].phase = .ending(by: now + Self.orphanDeadline)
    }
  }

  private func advance(
    _ index: Int, _ presence: [ClientID: Controller.Presence], _ now: ContinuousClock.Instant
  ) {
    let entry = entries[index]
    guard let handle = entry.handle else { return }
    if let there = presence[entry.client], there.pid == handle.pid {
      entries[index].restoreProblem = there.problem
    }
    switch entry.phase {
    case .waiting, .down: return
    case .ending(let deadline):
      guard now >= deadline else { return }
      if !entry.isKilled { tell(entry, "killed", reason: "it did not end when it was asked to") }
      entries[index].isKilled = true
      handle.send(SIGKILL)
      // What is not gone by then is stuck in the kernel; it is killed again.
      entries[index].phase = .ending(by: now + .seconds(5))
    case .starting(let since):
      if !entry.isWanted { return end(index, now) }
      if presence[entry.client]?.pid == handle.pid, presence[entry.client]?.isSettled == true {
        entries[index].phase = .ready
        entries[index].problem = nil
        entries[index].nextPing = now + .seconds(1)
        tell(entries[index], "ready")
      } else if now - since > setting.startDeadline, !entry.isKilled {
        entries[index].isKilled = true
        entries[index].lastEnd = "did not become ready within \(setting.startDeadline.formatted)"
        tell(entry, "killed", reason: entries[index].lastEnd)
        handle.send(SIGKILL)
      }
    case .ready:
      if !entry.isWanted || entry.successor != nil { return end(index, now) }
      if now >= entry.nextPing, !entry.isPinging, presence[entry.client]?.pid == handle.pid {
        ping(index, handle, now)
      }
    }
  }

  /// Asks a process to end; the primary only when it has no secondary any more.
  private func end(_ index: Int, _ now: ContinuousClock.Instant) {
    let entry = entries[index]
    if entry.kind == .primary, !entry.isWanted,
      entries.contains(where: { $0.kind != .primary && $0.isRunning })
    {
      return
    }
    entry.handle?.send(SIGTERM)
    entries[index].phase = .ending(by: now + setting.endDeadline)
    tell(entry, "ending")
  }

  // MARK: Starting

  private func isDue(
    _ entry: Supervised, _ presence: [ClientID: Controller.Presence],
    _ now: ContinuousClock.Instant
  ) -> Bool {
    guard case .waiting(let time) = entry.phase, entry.isWanted, !entry.isRunning, now >= time
    else { return false }
    guard entry.kind != .primary else {
      return !entries.contains { $0.kind != .primary && $0.isRunning }
    }
    guard site?.primary != nil else { return presence[.primary]?.isSettled == true }
    return entries.contains { $0.kind == .primary && $0.phase == .ready && $0.isWanted }
  }

  /// - Returns: Whether a process is there now that was not before.
  private func start(
    _ index: Int, _ presence: [ClientID: Controller.Presence], _ now: ContinuousClock.Instant
  ) -> Bool {
    let entry = entries[index]
    if let there = presence[entry.client], there.pid != entry.lastPID {
      // Somebody has started it by hand, or an earlier controller had no time to write it down.
      guard let handle = ProcessHandle(pid: there.pid),
        ProcessHandle.words(of: there.pid).first?.hasSuffix(
          entry.kind.program) == true
      else {
        entries[index].problem =
          "client id \(entry.client) is connected, with pid \(there.pid), and is no process of this host; end it, or choose another id"
        entries[index].phase = .waiting(until: now + .seconds(1))
        return false
      }
      adopt(index, handle)
      return true
    }
    do throws(StoreError) {
      let length = entry.log.length
      let handle = try ProgramSpawn.start(entry.command, log: entry.log)
      entries[index].logStart = length
      entries[index].since = Events.now
      entries[index].problem = nil
      entries[index].isKilled = false
      follow(index, handle)
      tell(entries[index], "started")
      return true
    } catch {
      entries[index].lastEnd = error.description
      fail(index, now)
      return false
    }
  }

  /// Takes a process that runs already.
  func adopt(_ index: Int, _ handle: ProcessHandle) {
    follow(index, handle)
    tell(entries[index], "adopted")
  }

  func follow(_ index: Int, _ handle: ProcessHandle) {
    entries[index].handle = handle
    entries[index].isHung = false
    entries[index].isPinging = false
    entries[index].phase = .starting(since: .now)
    let name = entries[index].name
    watcher.watch(handle) { [weak self] in
      guard let self else { return }
      Task { await self.noticed(name, handle) }
    }
  }
}
