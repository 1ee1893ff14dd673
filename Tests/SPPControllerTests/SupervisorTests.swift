// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPController
import SPPModel
import SPPWire
import Testing

/// Supervision with programs that only sleep: what they would say, a stub says for them.
struct SupervisorTests {
  /// Makes `spp_primary` and `spp_vf` where the house looks for them.
  func makePrograms(_ body: String = "exec sleep 600", in directory: String) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for name in ["spp_primary", "spp_vf"] {
      let path = "\(directory)/\(name)"
      try Data("#!/bin/sh\necho $$ \"$@\" >>\(directory)/\(name).starts\n\(body)\n".utf8).write(
        to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
  }

  func withPrograms(
    _ body: String = "exec sleep 600", directory: String,
    _ test: @escaping @Sendable (House) async throws -> Void
  ) async throws {
    try makePrograms(body, in: directory)
    try await withHouse(directory: directory) { house in
      do { try await test(house) } catch {
        try await Self.endAll(house)
        throw error
      }
      try await Self.endAll(house)
    }
  }

  static func endAll(_ house: House) async throws {
    _ = try await house.ask(.delete, "/v2/site")
    do { try await eventually(within: .seconds(20)) { try await processes(house).isEmpty } } catch {
      Issue.record("still there: \(try await processes(house))")
      throw error
    }
  }

  static func processes(_ house: House) async throws -> [JSON] {
    try await house.ask(.get, "/v2/site").json?["processes"]?.array ?? []
  }

  func process(_ name: String, _ house: House) async throws -> JSON {
    let all = try await Self.processes(house)
    return try #require(all.first { $0["name"]?.string == name }, "\(all)")
  }

  func pid(_ name: String, _ house: House) async throws -> Int32 {
    var pid: Int64?
    try await eventually {
      pid = try await process(name, house)["pid"]?.integer
      return pid != nil
    }
    return Int32(try #require(pid))
  }

  private func site(_ more: String = "") -> String {
    """
    {"restart":{"times":2,"within":60,"delay":0.05,"longest_delay":0.1},
     "hang":{"after":1,"kill":true},
     "primary":{"lcores":"0@0","ports":"0x1","rings":1\(more)},
     "secondaries":[{"name":"one","client_id":1,"lcores":"1@0,2@0,3@0"}]}
    """
  }

  func put(_ site: String, _ house: House) async throws {
    let answer = try await house.ask(.put, "/v2/site", site)
    #expect(answer.status == 200, "\(answer.text)")
  }

  /// Brings the site up, with stubs that speak for its processes.
  func bringUp(_ house: House) async throws -> (primary: StubProcess, one: StubProcess) {
    try await put(site(), house)
    let primary = StubProcess(.primary, 0, pid: try await pid("primary", house))
    try await house.connect(primary)
    let one = StubProcess(.vf, 1, pid: try await pid("one", house))
    try await house.connect(one)
    try await eventually { try await house.ask(.get, "/v2/site").json?["ready"] == true }
    return (primary, one)
  }

  @Test func `secondaries are started when the primary is there, each with its words`() async throws
  {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        try await put(site(), house)
        let primary = StubProcess(.primary, 0, pid: try await pid("primary", house))
        try await Task.sleep(for: .milliseconds(100))
        #expect(try await process("one", house)["state"] == "waiting")
        try await house.connect(primary)
        try await house.connect(StubProcess(.vf, 1, pid: try await pid("one", house)))
        try await eventually { try await house.ask(.get, "/v2/site").json?["ready"] == true }
        let started = try String(contentsOfFile: directory + "/spp_vf.starts", encoding: .utf8)
        #expect(
          started.hasSuffix(
            "--lcores 1@0,2@0,3@0 --file-prefix spp --proc-type secondary -- --client-id 1 -s 127.0.0.1:\(house.secondaryPort)\n"
          ))
      }
    }
  }

  @Test func `a wrong site starts nothing and says where it is wrong`() async throws {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        let answer = try await house.ask(.put, "/v2/site", site(#","ring":1"#))
        #expect(answer.status == 400)
        #expect(
          answer.json?["detail"]?.string?.hasPrefix("primary.ring '1': expected no such key")
            == true)
        #expect(try await Self.processes(house).isEmpty)
        try await put(site(), house)
      }
    }
  }

  @Test func `a killed process comes back until its budget is used up, and the reason stays`()
    async throws
  {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        var (_, one) = try await bringUp(house)
        for life in 1...2 {
          let old = try await pid("one", house)
          kill(old, SIGKILL)
          await one.disconnect()
          try await eventually { try await pid("one", house) != old }
          one = StubProcess(.vf, 1, pid: try await pid("one", house))
          try await house.connect(one)
          try await eventually { try await process("one", house)["state"] == "ready" }
          #expect(try await process("one", house)["restarts"] == .integer(Int64(life)))
          #expect(try await process("one", house)["last_exit"] == "was killed by signal 9")
        }
        kill(try await pid("one", house), SIGKILL)
        try await eventually { try await process("one", house)["state"] == "failed" }
        let reason = try #require(await process("one", house)["reason"]?.string)
        #expect(reason.hasPrefix("it ended 3 times within 60 s, so it is left down: was killed"))
        // Up starts it again, with a new budget.
        await one.disconnect()
        try await put(site(), house)
        _ = try await pid("one", house)
      }
    }
  }

  @Test(arguments: [(3, 2, "it ended 3 times"), (64, 0, "its options are wrong")])
  func `what a process said last is the reason when it cannot start`(
    status: Int, restarts: Int64, why: String
  ) async throws {
    try await withDirectory { directory in
      let script = "echo no >&2; echo 'Usage: it OPTION...'; exit \(status)"
      try await withPrograms(script, directory: directory) { house in
        try await put(site(), house)
        try await eventually { try await process("primary", house)["state"] == "failed" }
        let reason = try #require(await process("primary", house)["reason"]?.string)
        let end = "exited with \(status); it said last: no"
        #expect(reason.hasPrefix(why) && reason.hasSuffix(end), "\(reason)")
        #expect(try await process("primary", house)["restarts"] == .integer(restarts))
        #expect(try await process("one", house)["state"] == "waiting")
      }
    }
  }

  @Test func `secondaries of a dead primary are ended before it is started again`() async throws {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        let (primary, one) = try await bringUp(house)
        let (oldPrimary, oldOne) = (try await pid("primary", house), try await pid("one", house))
        kill(oldPrimary, SIGKILL)
        await primary.disconnect()
        try await eventually { try await pid("primary", house) != oldPrimary }
        #expect(kill(oldOne, 0) != 0)
        await one.disconnect()
        try await house.connect(
          StubProcess(.primary, 0, pid: try await pid("primary", house)))
        try await house.connect(StubProcess(.vf, 1, pid: try await pid("one", house)))
        try await eventually { try await house.ask(.get, "/v2/site").json?["ready"] == true }
        #expect(try await process("primary", house)["last_exit"] == "was killed by signal 9")
      }
    }
  }

  @Test func `a process that hangs is killed where the site says so, and comes back`() async throws
  {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        let (_, one) = try await bringUp(house)
        let old = try await pid("one", house)
        await one.stop()
        try await eventually(within: .seconds(30)) {
          try await process("one", house)["last_exit"] == "hung for 1 s, and was killed"
        }
        try await eventually { try await pid("one", house) != old }
        await one.disconnect()
      }
    }
  }

  @Test func `a process that a user has ended stays down until the site is brought up again`()
    async throws
  {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        _ = try await bringUp(house)
        let old = try await pid("one", house)
        #expect(try await house.ask(.delete, "/v1/vfs/1").status == 204)
        kill(old, SIGTERM)
        try await eventually { try await process("one", house)["state"] == "down" }
        #expect(
          try await process("one", house)["reason"] == "it was told to exit; 'up' starts it again")
        try await put(site(), house)
        _ = try await pid("one", house)
      }
    }
  }

  @Test func `the next controller finds what runs, and starts what does not`() async throws {
    try await withDirectory { directory in
      let pids = Pids()
      try makePrograms(in: directory)
      // What a controller has started runs on when that has ended.
      try await withHouse(directory: directory) { house in
        _ = try await bringUp(house)
        await pids.set(try await pid("primary", house), try await pid("one", house))
      }
      kill(await pids.one, SIGKILL)
      try await withHouse(directory: directory) { house in
        // Its first answer has it already.
        #expect(try await process("primary", house)["pid"]?.integer == Int64(pids.primary))
        #expect(kill(await pids.primary, 0) == 0)
        try await house.connect(StubProcess(.primary, 0, pid: pids.primary))
        let next = try await pid("one", house)
        #expect(next != (await pids.one))
        try await Self.endAll(house)
      }
    }
  }

  private actor Pids {
    var primary: Int32 = 0
    var one: Int32 = 0
    func set(_ primary: Int32, _ one: Int32) { (self.primary, self.one) = (primary, one) }
  }

  @Test func `copies are added and removed, within the bounds of the file`() async throws {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        try await put(
          """
          {"primary":{"lcores":"0@0"},"secondaries":[{"name":"web","client_id":5,"count":1,"max":2,
           "lcores":{"first":10,"each":2,"cpus":"0"},
           "plan":{"components":[{"name":"f","core":"{lcore1}","type":"forward"}]}}]}
          """, house)
        try await house.connect(StubProcess(.primary, 0, pid: try await pid("primary", house)))
        _ = try await pid("web-0", house)
        #expect(
          try await house.ask(.post, "/v2/site/scale", #"{"name":"web","count":2}"#).status == 200)
        _ = try await pid("web-1", house)
        let store = try Store(directory: house.directory)
        #expect(try await store.plan(of: ClientID(6), .vf) != nil)
        #expect(
          try await house.ask(.post, "/v2/site/scale", #"{"name":"web","count":0}"#).status == 200)
        try await eventually { try await Self.processes(house).count == 1 }
        #expect(try await store.plan(of: ClientID(6), .vf) == nil)
        let refused = try await house.ask(
          .post, "/v2/site/scale", #"{"name":"web","count":3}"#)
        #expect(refused.status == 400)
        #expect(refused.json?["detail"] == "count 3: expected 0 to 2, the 'max' of 'web'")
        #expect(
          try await house.ask(.post, "/v2/site/scale", #"{"name":"x","count":1}"#).json?["detail"]
            == "'x' is no secondary with a 'count'; those are web")
      }
    }
  }

  @Test func `a plan that does not fit any more on return is told, not hidden`() async throws {
    try await withHouse { house in
      let store = try Store(directory: house.directory)
      let name = try ComponentName("f")
      // The stub has no ring:7.
      try await store.save(
        .components(
          VFPlan(
            components: [
              ComponentPlan(
                name: name, core: try LcoreID(2), kind: .forward,
                rx: [Attachment(ResourceUID(.ring, 7))], tx: [])
            ], entries: [])), of: ClientID(1), .vf)
      try await house.admit(StubProcess(.primary, 0))
      try await house.admit(StubProcess())
      let restores = try await house.ask(.get, "/v2/site").json?["restores"]?.array ?? []
      #expect(restores.first?["client_id"] == 1)
      #expect(restores.first?["restored"] == false)
      #expect(restores.first?["reason"]?.string?.contains("ring:7 does not exist") == true)
    }
  }
}
