// SPDX-License-Identifier: BSD-3-Clause
import Glibc
package import SPPModel
package import SPPWire

/// Why what is wanted of a supervisor is not begun. The description is a sentence.
package enum SupervisionError: Error, Hashable, Sendable, CustomStringConvertible {
  case site(SiteError)
  case noSite
  case noTemplate(String, templates: [String])
  case count(Int, most: Int, of: String)
  case notStored(StoreError)
  case busy

  package var description: String {
    switch self {
    case .site(let error): error.description
    case .noSite: "there is no site; 'up FILE' brings one up"
    case .noTemplate(let name, let templates):
      "'\(name)' is no secondary with a 'count'; "
        + (templates.isEmpty
          ? "the site has none" : "those are \(templates.joined(separator: ", "))")
    case .count(let count, let most, let name):
      "count \(count): expected 0 to \(most), the 'max' of '\(name)'"
    case .notStored(let error): "nothing is changed, because it cannot be stored: \(error)"
    case .busy: "another change of the site is under way; ask again later"
    }
  }
}

extension Supervisor {
  /// Makes a site what is wanted: starts what is missing, gives the plans, ends what is not in it any more.
  ///
  /// Returns when that has begun; `state()` tells what came of it.
  package func up(_ text: JSON) async throws(SupervisionError) {
    let site: Site
    do throws(SiteError) { site = try Site(text) } catch { throw .site(error) }
    try await changing { () async throws(SupervisionError) in
      try await self.become(site, text, plansOf: { _ in true })
    }
  }

  /// Ends all processes of the site, the secondaries first. What they held is kept.
  package func down() async throws(SupervisionError) {
    try await changing { () async throws(SupervisionError) in
      guard self.siteText != .null || self.entries.contains(where: { !$0.isLaunched }) else {
        throw .noSite
      }
      try await self.keep(nil, .null)
      for index in self.entries.indices { self.dismiss(index) }
      self.entries.removeAll { !$0.isRunning && $0.phase == .down }
    }
    ring()
  }

  /// Has so many copies of a template run; the last ones go, with what they held.
  package func scale(_ name: String, to count: Int) async throws(SupervisionError) {
    try await changing { () async throws(SupervisionError) in
      guard let site = self.site, self.siteText != .null else { throw .noSite }
      let templates = site.groups.filter(\.isTemplate)
      guard let group = templates.first(where: { $0.name == name }) else {
        throw .noTemplate(name, templates: templates.map(\.name))
      }
      guard (0...group.copies.count).contains(count) else {
        throw .count(count, most: group.copies.count, of: name)
      }
      let text = Self.scaled(self.siteText, name, to: count)
      let scaled: Site
      do throws(SiteError) { scaled = try Site(text) } catch { throw .site(error) }
      let new = Set(group.copies.prefix(count).map(\.name)).subtracting(group.running.map(\.name))
      let old = Set(group.running.map(\.name)).subtracting(group.copies.prefix(count).map(\.name))
      for index in self.entries.indices where old.contains(self.entries[index].name) {
        self.entries[index].isForgotten = true
      }
      do throws(SupervisionError) {
        try await self.become(scaled, text, plansOf: { new.contains($0.name) })
      } catch {
        for index in self.entries.indices where old.contains(self.entries[index].name) {
          self.entries[index].isForgotten = false
        }
        throw error
      }
    }
    ring()
  }

  /// One change at a time, in order.
  private func changing(_ body: () async throws(SupervisionError) -> Void)
    async throws(SupervisionError)
  {
    guard await changes.enter(before: .now + .seconds(30)) == .entered else { throw .busy }
    do throws(SupervisionError) { try await body() } catch {
      await changes.leave()
      throw error
    }
    await changes.leave()
  }

  private func become(
    _ site: Site, _ text: JSON, plansOf isGiven: (SiteProcess) -> Bool
  ) async throws(SupervisionError) {
    let wanted = site.processes
    // One whose words change is started anew, and finds its plan like those that are not there yet.
    let running = Set(
      wanted.filter { process in
        let next = supervised(process, of: site)
        return entries.first { $0.name == process.name }?.goesOn(as: next) == true
      }.map(\.name))
    do throws(StoreError) {
      // Who is not there yet finds its plan when it comes.
      for process in wanted where isGiven(process) && !running.contains(process.name) {
        try await leave(process)
      }
    } catch {
      throw .notStored(error)
    }
    try await keep(site, text)
    let names = Set(wanted.map(\.name))
    for index in entries.indices
    where !names.contains(entries[index].name) && !entries[index].isLaunched {
      dismiss(index)
    }
    // What is down stays down until 'up', which gives all of them their plans.
    let down = Set(entries.filter { $0.phase == .down }.map(\.name))
    for process in wanted where isGiven(process) || !down.contains(process.name) { want(process) }
    order(wanted.map(\.name))
    ring()
    for process in wanted where isGiven(process) && running.contains(process.name) {
      await give(process)
    }
  }

  /// Stores what a process should find.
  private func leave(_ process: SiteProcess) async throws(StoreError) {
    if let plan = process.plan {
      try await controller.store.save(plan, of: process.client, process.kind)
    }
    guard !process.addedPorts.isEmpty else { return }
    var stored = await controller.storedPrimary()
    stored.ports += process.addedPorts.filter { !stored.ports.contains($0) }
    try await controller.store.save(stored)
  }

  /// Gives a running process what it should hold.
  private func give(_ process: SiteProcess) async {
    var problem: String?
    do throws(ControllerError) {
      if let plan = process.plan { try await controller.apply(plan, to: process.client) }
      let stored = await controller.storedPrimary().ports
      for port in process.addedPorts where !stored.contains(port) {
        try await controller.addPort(port)
      }
    } catch {
      problem = "its plan does not fit: \(error)"
    }
    let restored = await controller.presence[process.client]?.problem
    guard let index = entries.firstIndex(where: { $0.name == process.name }) else { return }
    entries[index].planProblem = problem
    entries[index].restoreProblem = restored
  }

  /// Has a process run, with these words.
  private func want(_ process: SiteProcess) {
    guard let index = entries.firstIndex(where: { $0.name == process.name }) else {
      entries.append(supervised(process))
      return
    }
    let next = supervised(process)
    let old = entries[index]
    entries[index].isWanted = true
    if !old.isRunning {
      entries[index] = next
    } else if !old.goesOn(as: next) {
      entries[index].successor = process
    } else {
      // Its words are the same, but what is expected of it may not be.
      entries[index] = next
      entries[index].handle = old.handle
      entries[index].phase = old.phase
      entries[index].since = old.since
      entries[index].restarts = old.restarts
      entries[index].lastEnd = old.lastEnd
      entries[index].restoreProblem = old.restoreProblem
      entries[index].isPinging = old.isPinging
    }
  }

  func dismiss(_ index: Int) {
    entries[index].isWanted = false
    entries[index].successor = nil
    // Removed in the next round.
    if !entries[index].isRunning { entries[index].phase = .waiting(until: .now) }
  }

  /// The order of the site; what is on its way out and what was launched come last.
  private func order(_ names: [String]) {
    let places = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let ordered = entries.enumerated().sorted { a, b in
      (places[a.element.name] ?? .max, a.offset) < (places[b.element.name] ?? .max, b.offset)
    }
    entries = ordered.map(\.element)
  }

  /// The site's text with another count.
  private static func scaled(_ text: JSON, _ name: String, to count: Int) -> JSON {
    guard var site = text.object, var secondaries = site["secondaries"]?.array else { return text }
    for (index, secondary) in secondaries.enumerated() {
      guard secondary["name"]?.string == name, var object = secondary.object else { continue }
      // Without a maximum the first count was it.
      if object["max"] == nil { object["max"] = object["count"] }
      object["count"] = JSON(count)
      secondaries[index] = .object(object)
    }
    site["secondaries"] = .array(secondaries)
    return .object(site)
  }

  /// - Parameter next: The site that it is of, where that is not the present one.
  func supervised(_ process: SiteProcess, of next: Site? = nil) -> Supervised {
    var command = process.command(
      filePrefix: (next ?? site)?.filePrefix ?? Site.usualFilePrefix,
      controller: process.kind == .primary ? setting.primaryAddress : setting.secondaryAddress)
    command[0] = "\(setting.programs)/\(command[0])"
    return Supervised(
      name: process.name, kind: process.kind, client: process.client, command: command,
      log: ProgramLog(path: "\(setting.logDirectory)/\(process.name).log"),
      restart: process.restart, hang: process.hang, sockets: process.sockets, isLaunched: false)
  }
}
