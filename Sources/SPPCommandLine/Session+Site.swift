// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import SPPModel
internal import SPPWire

// Sites: what a controller starts and watches.

extension Session {
  private static let site = APIRequest(v2: .get, "site")
  /// A primary and some secondaries are there within seconds; what is not has a reason by then.
  private static let patience = Duration.seconds(120)

  /// Reads a site file, sends it, and waits until it is up.
  func up(_ path: String) throws(CommandFailure) -> String {
    let site = try Self.inlined(YAMLFile.read(path), of: path)
    // Checked here too, so that a typo is found without a controller.
    do throws(SiteError) { _ = try Site(site) } catch {
      throw .file(path, reason: error.description)
    }
    _ = try send(APIRequest(v2: .put, "site", body: site))
    return try settled("Site '\(path)' is up")
  }

  func down() throws(CommandFailure) -> String {
    _ = try send(APIRequest(v2: .delete, "site"))
    let (body, state) = try wait { $0.processes.isEmpty }
    guard state.processes.isEmpty else {
      let left = state.processes.map { "\($0.name) (pid \($0.pid ?? 0))" }.joined(separator: ", ")
      throw .refused("still there after \(Self.patience.components.seconds) seconds: \(left)")
    }
    return printsJSON ? body : "The site is down."
  }

  func scale(_ name: String, to count: Int) throws(CommandFailure) -> String {
    _ = try send(
      APIRequest(
        v2: .post, "site/scale", body: ["name": .string(name), "count": JSON(count)]))
    return try settled("'\(name)' runs \(count == 1 ? "once" : "\(count) times")")
  }

  /// What `status` adds of supervised processes; "" when there are none, and for a controller that knows of none.
  func siteReport() -> String {
    guard let body = try? send(Self.site), let json = try? JSON(parsing: Array(body.utf8)) else {
      return ""
    }
    return SiteState(json).report
  }

  private func settled(_ success: String) throws(CommandFailure) -> String {
    let (body, state) = try wait { $0.isReady || $0.isAtRest && !$0.faults.isEmpty }
    guard state.isReady else {
      throw .refused(
        state.faults.isEmpty ? "nothing is ready" : state.faults.joined(separator: "; "))
    }
    if printsJSON { return body }
    let count = state.processes.count { !$0.isLaunched }
    return "\(success): \(count) process\(count == 1 ? " is" : "es are") ready."
  }

  /// Asks until it is so, or time is over.
  private func wait(until isSo: (SiteState) -> Bool) throws(CommandFailure) -> (String, SiteState) {
    let step = Duration.milliseconds(100)
    var waited = Duration.zero
    while true {
      let body = try send(Self.site)
      let state = SiteState(try decode(body, Self.site))
      if isSo(state) || waited >= Self.patience { return (body, state) }
      guard pause(step) else { throw .interrupted }
      waited += step
    }
  }

  /// The site with its plans: where it names a file, that file's content.
  private static func inlined(_ site: JSON, of path: String) throws(CommandFailure) -> JSON {
    guard var object = site.object, var secondaries = object["secondaries"]?.array else {
      return site
    }
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
    for (index, secondary) in secondaries.enumerated() {
      guard let name = secondary["plan"]?.string, var members = secondary.object else { continue }
      members["plan"] = try YAMLFile.read(
        URL(fileURLWithPath: name, relativeTo: directory).path)
      secondaries[index] = .object(members)
    }
    object["secondaries"] = .array(secondaries)
    return .object(object)
  }
}
