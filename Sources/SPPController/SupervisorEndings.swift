// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import Logging
import SPPModel

extension Supervisor {
  /// A process has ended.
  func noticed(_ name: String, _ handle: ProcessHandle) async {
    guard let entry = entries.first(where: { $0.name == name && $0.handle === handle }) else {
      return
    }
    let isTold = await controller.wasToldToExit(entry.client, pid: handle.pid)
    ended(name, handle, isTold: isTold)
    // Before the disk: what is started again need not wait for it.
    ring()
    await keepRecords()
  }

  /// Decides what comes after the end of a process.
  ///
  /// - Parameter isTold: Whether a user has asked for it.
  private func ended(_ name: String, _ handle: ProcessHandle, isTold: Bool) {
    guard let index = entries.firstIndex(where: { $0.name == name && $0.handle === handle }) else {
      return
    }
    let now = ContinuousClock.now
    let entry = entries[index]
    let ending = handle.ending
    entries[index].handle = nil
    entries[index].lastPID = handle.pid
    entries[index].isHung = false
    if !entry.isKilled || entry.lastEnd == nil { entries[index].lastEnd = ending }
    entries[index].isKilled = false
    tell(entry, "ended", reason: ending)

    if let successor = entry.successor, entry.isWanted {
      entries[index] = supervised(successor)
      return
    }
    guard entry.isWanted else {
      // Removed in the next round.
      entries[index].phase = .waiting(until: now)
      return
    }
    if isTold {
      entries[index].isWanted = false
      entries[index].phase = .down
      entries[index].problem = "it was told to exit; 'up' starts it again"
      return
    }
    if entry.isLaunched {
      entries[index].phase = .down
      entries[index].isWanted = false
      entries[index].problem = lastWords(of: entries[index])
      return
    }
    if entry.kind != .primary, let primary = entries.first(where: { $0.kind == .primary }),
      primary.phase != .ready || primary.handle?.hasEnded != false
    {
      // Its primary died or left, and it did what it should.
      entries[index].phase = .waiting(until: now)
      entries[index].restarts += 1
      return
    }
    fail(index, now)
  }

  /// Counts a death, and decides when it is started again, if ever.
  func fail(_ index: Int, _ now: ContinuousClock.Instant) {
    let entry = entries[index]
    // Starts that come to nothing count, however long each has taken.
    let isBorn = if case .starting = entry.phase { false } else { true }
    let deaths =
      (isBorn ? entry.deaths.filter { now - $0 < entry.restart.window } : entry.deaths) + [now]
    entries[index].deaths = deaths
    let isHopeless = entry.lastEnd == ProcessHandle.wrongOptions
    guard !isHopeless, let pause = entry.restart.pause(afterDeaths: deaths.count) else {
      let why =
        isHopeless
        ? "its options are wrong"
        : "it ended \(deaths.count) times "
          + (isBorn
            ? "within \(entry.restart.window.formatted)" : "and did not become ready again")
      entries[index].phase = .down
      entries[index].problem = "\(why), so it is left down: " + lastWords(of: entries[index])
      tell(entries[index], "left down", reason: entries[index].problem)
      return
    }
    entries[index].phase = .waiting(until: now + pause)
    entries[index].restarts += 1
    entries[index].problem = lastWords(of: entries[index])
  }

  /// How it ended and what it said last.
  private func lastWords(of entry: Supervised) -> String {
    let said = entry.log.lastLines(from: entry.logStart).joined(separator: " | ")
    return (entry.lastEnd ?? "ended") + (said.isEmpty ? "" : "; it said last: \(said)")
  }

  /// What is left of a process that does not come back.
  func clearAway(_ entry: Supervised) async {
    for socket in entry.sockets { StaleSocket.remove(socket.path) }
    guard entry.isForgotten else { return }
    do throws(StoreError) { try await controller.store.forget(entry.client, entry.kind) } catch {
      log.error("a plan is not forgotten", metadata: ["reason": "\(error)"])
    }
  }

  // MARK: Hanging

  /// Asks a process whether it is there; what does not answer in time is hung.
  func ping(_ index: Int, _ handle: ProcessHandle, _ now: ContinuousClock.Instant) {
    entries[index].isPinging = true
    let entry = entries[index]
    Task {
      let answered = await controller.ping(entry.client, within: entry.hang.after)
      self.pinged(entry.name, handle, answered)
    }
  }

  private func pinged(_ name: String, _ handle: ProcessHandle, _ answered: Bool?) {
    update(name, handle) { entry in
      entry.isPinging = false
      entry.nextPing = .now + .seconds(1)
      guard let answered, answered == entry.isHung else { return }
      entry.isHung = !answered
      tell(entry, answered ? "answers again" : "hung", reason: answered ? nil : entry.reason)
      guard !answered, entry.hang.kills else { return }
      entry.isKilled = true
      entry.lastEnd = "hung for \(entry.hang.after.formatted), and was killed"
      handle.send(SIGKILL)
    }
  }
}
