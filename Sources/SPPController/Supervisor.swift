// SPDX-License-Identifier: BSD-3-Clause
package import Logging
package import SPPModel
package import SPPWire
package import ServiceLifecycle

/// Keeps the processes of a site running: starts what is missing, watches what runs, and says what is wrong.
///
/// It looks at the whole again and again (`round`) and does what is to be done next; events only make it look sooner.
/// The processes are nobody's children in earnest: they live on when this program ends, and the next one finds them by
/// pid and start time.
package actor Supervisor: Service {
  /// What the processes are started with beside their own words.
  package struct Setting: Sendable {
    /// Where the programs lie.
    package var programs: String
    package var logDirectory: String
    /// Where the primary and the secondaries connect to, as their `-s` says it.
    package var primaryAddress: String
    package var secondaryAddress: String
    /// From its start until it is ready.
    package var startDeadline: Duration = .seconds(60)
    /// From SIGTERM to SIGKILL; a primary waits five seconds for its secondaries.
    package var endDeadline: Duration = .seconds(10)

    package init(
      programs: String, logDirectory: String, primaryAddress: String, secondaryAddress: String
    ) {
      self.programs = programs
      self.logDirectory = logDirectory
      self.primaryAddress = primaryAddress
      self.secondaryAddress = secondaryAddress
    }
  }

  let controller: Controller
  let setting: Setting
  let log: Logger
  let watcher: ProcessWatcher
  /// As it was sent, counts changed by scaling included.
  var siteText = JSON.null
  var site: Site?
  /// In the order of the site, the primary first; then what was launched.
  var entries: [Supervised] = []
  /// Changes of what is wanted go one after another.
  let changes = Turn()
  /// What runs is written down by one at a time: they write the same file.
  let recording = Turn()

  private let bells: AsyncStream<Void>
  private nonisolated let bell: AsyncStream<Void>.Continuation

  /// - Throws: `StoreError` when the kernel refuses a descriptor.
  package init(controller: Controller, setting: Setting, log: Logger) throws(StoreError) {
    self.controller = controller
    self.setting = setting
    self.log = log
    watcher = try ProcessWatcher()
    (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Has it look again, soon.
  nonisolated func ring() { bell.yield() }

  /// Works until the program is to end; the processes stay.
  package func run() async throws {
    let clock = Task {
      while true {
        try await Task.sleep(for: self.isBusy ? .milliseconds(20) : .milliseconds(500))
        self.ring()
      }
    }
    let news = Task { [events = controller.events] in
      guard let stream = events.watch(after: nil, pause: .seconds(3600)) else { return }
      for await _ in stream { self.ring() }
    }
    defer {
      clock.cancel()
      news.cancel()
    }
    await withGracefulShutdownHandler {
      for await _ in bells {
        if Task.isCancelled { return }
        await round()
      }
    } onGracefulShutdown: {
      self.bell.finish()
    }
  }

  /// Whether something is under way.
  private var isBusy: Bool {
    entries.contains { entry in
      switch entry.phase {
      case .ready, .down: !entry.isWanted
      case .waiting, .starting, .ending: true
      }
    }
  }

  /// What is wanted and what there is.
  package func state() async -> JSON {
    [
      "site": siteText, "ready": .bool(isReady), "processes": .array(entries.map(\.json)),
      "restores": .array(await controller.restoreReports),
    ]
  }

  /// Whether everything is as the site says.
  package var isReady: Bool { entries.filter { !$0.isLaunched }.allSatisfy(\.isAsWanted) }

  /// Changes an entry, unless another process has taken its place meanwhile.
  func update(_ name: String, _ handle: ProcessHandle?, _ change: (inout Supervised) -> Void) {
    guard let index = entries.firstIndex(where: { $0.name == name && $0.handle === handle }) else {
      return
    }
    change(&entries[index])
  }

  func tell(_ entry: Supervised, _ what: String, reason: String? = nil) {
    log.notice(
      "\(what)",
      metadata: [
        "name": "\(entry.name)", "pid": "\(entry.handle?.pid ?? 0)",
        "reason": "\(reason ?? "none")",
      ])
    controller.events.post(
      .supervision,
      [
        "process": JSON(entry.client), "name": .string(entry.name), "what": .string(what),
        "pid": entry.handle.map { JSON(Int($0.pid)) } ?? .null,
        "reason": reason.map { .string($0) } ?? .null,
      ])
  }
}
