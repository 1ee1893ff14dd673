// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPController
import SPPModel
import SPPWire
import Testing

extension SupervisorTests {
  @Test
  func `a process that cannot get its plan is not as wanted, and says why, until it is changed`()
    async throws
  {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        // The stub has no ring:7.
        try await put(
          """
          {"primary":{"lcores":"0@0","ports":"0x1","rings":8},
           "secondaries":[{"name":"one","client_id":1,"lcores":"1@0,2@0","plan":{"components":[
             {"name":"f","core":2,"type":"forward","rx_port":[{"port":"ring:7"}],"tx_port":[]}]}}]}
          """, house)
        try await house.connect(StubProcess(.primary, 0, pid: try await pid("primary", house)))
        try await house.connect(StubProcess(.vf, 1, pid: try await pid("one", house)))
        try await eventually { try await process("one", house)["state"] == "ready" }
        let one = try await process("one", house)
        #expect(one["as_wanted"] == false)
        let reason = try #require(one["reason"]?.string)
        #expect(reason.hasPrefix("it has not got its configuration back: "))
        #expect(reason.contains("ring:7 does not exist"))
        #expect(try await house.ask(.get, "/v2/site").json?["ready"] == false)

        let change = try await house.ask(
          .post, "/v1/vfs/1/components", #"{"name":"f","core":2,"type":"forward"}"#)
        #expect(change.status == 204, "\(change.text)")
        try await eventually { try await house.ask(.get, "/v2/site").json?["ready"] == true }
      }
    }
  }

  @Test func `scaling starts nothing that a user has ended, and that is up's to start`()
    async throws
  {
    try await withDirectory { directory in
      try await withPrograms(directory: directory) { house in
        let site =
          """
          {"primary":{"lcores":"0@0","ports":"0x0","rings":1},
           "secondaries":[{"name":"one","client_id":1,"lcores":"1@0,2@0"},
             {"name":"web","client_id":5,"count":0,"max":1,"lcores":{"first":10,"each":2}}]}
          """
        try await put(site, house)
        try await house.connect(StubProcess(.primary, 0, pid: try await pid("primary", house)))
        let old = try await pid("one", house)
        let one = StubProcess(.vf, 1, pid: old)
        try await house.connect(one)
        try await eventually { try await process("one", house)["state"] == "ready" }
        #expect(try await house.ask(.delete, "/v1/vfs/1").status == 204)
        kill(old, SIGKILL)
        try await eventually { try await process("one", house)["state"] == "down" }

        #expect(
          try await house.ask(.post, "/v2/site/scale", #"{"name":"web","count":1}"#).status == 200)
        _ = try await pid("web-0", house)
        #expect(try await process("one", house)["state"] == "down")
        await one.disconnect()
        try await put(site, house)
        #expect(try await pid("one", house) != old)
      }
    }
  }

  @Test func `starts that come to nothing use up the budget, however long each takes`()
    async throws
  {
    try await withDirectory { directory in
      try await withPrograms("sleep 1.2; exit 3", directory: directory) { house in
        try await put(
          """
          {"restart":{"times":1,"within":1,"delay":0.05,"longest_delay":0.1},
           "primary":{"lcores":"0@0","ports":"0x0","rings":1}}
          """, house)
        try await eventually(within: .seconds(30)) {
          try await process("primary", house)["state"] == "failed"
        }
        let reason = try #require(await process("primary", house)["reason"]?.string)
        #expect(
          reason.hasPrefix("it ended 2 times and did not become ready again, so it is left down"))
      }
    }
  }

  /// What a controller writes first when a site goes down, or a copy of a template goes with its plan.
  private func rewrite(_ path: String, _ change: (inout JSON.Object) -> Void) throws {
    let json = try JSON(parsing: Array(Data(contentsOf: URL(filePath: path))))
    var object = try #require(json.object)
    change(&object)
    try Data(JSON.object(object).serialized()).write(to: URL(filePath: path))
  }

  @Test func `what a killed controller was about to end is ended by the next one, and forgotten`()
    async throws
  {
    try await withDirectory { directory in
      try makePrograms(in: directory)
      let pids = try await withHouseOfPids(directory)
      try rewrite("\(directory)/site.json") { file in
        file["site"] = .null
        file["processes"] = .array(
          (file["processes"]?.array ?? []).map { record in
            guard var members = record.object, members["name"] == "one" else { return record }
            members["forgotten"] = true
            return .object(members)
          })
      }
      let store = try Store(directory: directory)
      try await store.save(.components(VFPlan()), of: ClientID(1), .vf)
      try await withHouse(directory: directory) { house in
        try await eventually(within: .seconds(20)) { try await Self.processes(house).isEmpty }
        for pid in pids { #expect(kill(pid, 0) != 0) }
        #expect(try await store.plan(of: ClientID(1), .vf) == nil)
      }
    }
  }

  @Test func `a stored site that cannot be read ends nothing`() async throws {
    try await withDirectory { directory in
      try makePrograms(in: directory)
      let pids = try await withHouseOfPids(directory)
      try rewrite("\(directory)/site.json") { $0["site"] = ["version": 99] }
      try await withHouse(directory: directory) { house in
        let processes = try await Self.processes(house)
        #expect(processes.isEmpty)
        for pid in pids { #expect(kill(pid, 0) == 0) }
      }
      for pid in pids { kill(pid, SIGKILL) }
    }
  }

  /// Brings a site up with a controller that ends, and leaves its two processes running.
  private func withHouseOfPids(_ directory: String) async throws -> [Int32] {
    let pids = PidList()
    try await withHouse(directory: directory) { house in
      _ = try await bringUp(house)
      await pids.set([try await pid("primary", house), try await pid("one", house)])
    }
    return await pids.pids
  }

  private actor PidList {
    var pids: [Int32] = []
    func set(_ pids: [Int32]) { self.pids = pids }
  }
}
