// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPController
import SPPModel
import SPPWire
import Testing

struct RestoreTests {
  private let one: ClientID

  init() throws { one = try ClientID(1) }

  @Test func `a change is on disk when it is answered`() async throws {
    try await withHouse { house in
      let vf = StubProcess()
      try await house.admit(vf)
      #expect(try await house.ask(.put, "/v1/vfs/1/plan", samplePlan().json.text).status == 204)
      #expect(try await Store(directory: house.directory).plan(of: one) == samplePlan())
    }
  }

  @Test func `a process that returns empty gets its plan in one apply`() async throws {
    try await withDirectory { directory in
      try await Store(directory: directory).save(try samplePlan(), of: one)
      try await withHouse(directory: directory) { house in
        try await house.admit(StubProcess(.primary, 0))
        let vf = StubProcess()
        try await house.admit(vf)
        #expect(try await vf.plan == samplePlan())
        #expect(await vf.requests.prefix(2) == [.hello, .apply(try samplePlan())])
      }
    }
  }

  @Test func `a process that returns with a configuration is adopted and not touched`() async throws
  {
    try await withDirectory { directory in
      try await Store(directory: directory).save(VFPlan(), of: one)
      try await withHouse(directory: directory) { house in
        let vf = StubProcess(plan: try samplePlan())
        try await house.connect(vf)
        let store = try Store(directory: directory)
        try await eventually { try await store.plan(of: one) == samplePlan() }
        #expect(await vf.requests == [.hello, .status])
      }
    }
  }

  @Test func `the primary gets its ports back before any vf gets its plan`() async throws {
    try await withDirectory { directory in
      let ports = [ResourceUID(.tap, 0), ResourceUID(.ring, 9)]
      let store = try Store(directory: directory)
      try await store.save(try samplePlan(), of: one)
      try await store.save(addedPorts: ports)
      try await withHouse(directory: directory) { house in
        let (vf, primary) = (StubProcess(), StubProcess(.primary, 0))
        try await house.connect(vf)
        try await eventually { await house.controller.connected.count == 1 }
        try await Task.sleep(for: .milliseconds(100))
        #expect(await vf.plan.isEmpty)
        await primary.stop()
        try await house.connect(primary)
        try await Task.sleep(for: .milliseconds(50))
        #expect(await vf.plan.isEmpty)
        await primary.resume()
        try await eventually { await !vf.plan.isEmpty }
        #expect(await primary.ports == ports)
        #expect(try await store.addedPorts() == ports)
      }
    }
  }

  @Test func `ports that are added and deleted are remembered`() async throws {
    try await withHouse { house in
      try await house.admit(StubProcess(.primary, 0))
      for port in ["tap:0", "ring:5", "nullpmd:1"] {
        _ = try await house.ask(.put, "/v1/primary/ports", #"{"action":"add","port":"\#(port)"}"#)
      }
      _ = try await house.ask(.put, "/v1/primary/ports", #"{"action":"del","port":"ring:5"}"#)
      let store = try Store(directory: house.directory)
      #expect(try await store.addedPorts() == [ResourceUID(.tap, 0), ResourceUID(.nullpmd, 1)])
    }
  }

  @Test func `who ends a process and starts a new one with its id gets an empty one`() async throws
  {
    try await withHouse { house in
      try await house.admit(StubProcess(.primary, 0))
      try await house.admit(StubProcess(plan: try samplePlan()))
      let store = try Store(directory: house.directory)
      try await eventually { try await store.plan(of: one) != nil }
      #expect(try await house.ask(.delete, "/v1/vfs/1").status == 204)
      #expect(try await house.ask(.get, "/v1/vfs/1").status == 404)
      #expect(try await store.plan(of: one) == nil)
      let successor = StubProcess(pid: 200)
      try await house.admit(successor)
      #expect(await successor.plan.isEmpty)
    }
  }

  @Test func `a broken file is ignored, and replaced by the next plan`() async throws {
    try await withDirectory { directory in
      let store = try Store(directory: directory)
      try await store.save(try samplePlan(), of: one)
      let whole = try Data(contentsOf: URL(filePath: directory + "/vf-1.json"))
      try whole.prefix(whole.count / 2).write(to: URL(filePath: directory + "/vf-1.json"))
      try await withHouse(directory: directory) { house in
        try await house.admit(StubProcess(.primary, 0))
        let vf = StubProcess()
        try await house.admit(vf)
        #expect(await vf.plan.isEmpty)
        #expect(try await house.ask(.put, "/v1/vfs/1/plan", samplePlan().json.text).status == 204)
        #expect(try await store.plan(of: one) == samplePlan())
      }
    }
  }

  @Test func `what a process holds otherwise than it was given is told piece by piece`() throws {
    let given = try samplePlan()
    let cls = given.components[0]
    func changed(core: LcoreID, tx: [SPPModel.Attachment]) -> ComponentPlan {
      ComponentPlan(name: cls.name, core: core, kind: cls.kind, rx: cls.rx, tx: tx)
    }
    func differences(_ components: [ComponentPlan], _ entries: [ClassifierEntry]) -> [String] {
      let held = VFPlan(components: components, entries: entries)
      return RestoreReport(.components(given), became: .components(held)).differences
    }
    #expect(differences([cls], given.entries) == [])
    #expect(
      differences([], []) == [
        "component 'cls' is missing", "classifier entry default for ring:0 is missing",
      ])
    let more = changed(core: cls.core, tx: cls.tx + [SPPModel.Attachment(ResourceUID(.ring, 1))])
    #expect(
      differences([more], given.entries) == [
        "tx port ring:1 of component 'cls' is there, and was not"
      ])
    let elsewhere = changed(core: try LcoreID(3), tx: cls.tx)
    #expect(
      differences([elsewhere], given.entries) == ["component 'cls' is not as it was given"])
    let patch = Patch(ResourceUID(.phy, 0), to: ResourceUID(.ring, 0))
    #expect(
      RestoreReport(
        .patches(PatchPlan(ports: [], patches: [patch], isForwarding: true)),
        became: .patches(PatchPlan())
      ).differences == ["patch phy:0 -> ring:0 is missing", "forwarding is missing"])
  }

  @Test func `a change that cannot be stored is taken back, and says so`() async throws {
    try await withHouse { house in
      let vf = StubProcess()
      try await house.admit(vf)
      #expect(try await house.ask(.put, "/v1/vfs/1/plan", samplePlan().json.text).status == 204)
      // The file beside cannot be written any more.
      try FileManager.default.createDirectory(
        atPath: house.directory + "/vf-1.json.tmp", withIntermediateDirectories: false)
      let answer = try await house.ask(
        .post, "/v1/vfs/1/components", #"{"name":"a","core":3,"type":"forward"}"#)
      #expect(answer.status == 500)
      #expect(
        answer.text.hasPrefix(
          "the change of process 1 was taken back, because it cannot be stored: writing"))
      #expect(try await vf.plan == samplePlan())
      #expect(try await Store(directory: house.directory).plan(of: one) == samplePlan())
    }
  }
}

extension JSON {
  fileprivate var text: String { String(decoding: serialized(), as: UTF8.self) }
}
