// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPController
import SPPModel
import Testing

struct StoreTests {
  private let one: ClientID

  init() throws { one = try ClientID(1) }

  @Test func `what was never stored is nothing`() async throws {
    try await withDirectory { directory in
      let store = try Store(directory: directory)
      #expect(try await store.plan(of: one) == nil)
      #expect(try await store.addedPorts() == [])
      try await store.forget(one, .vf)
    }
  }

  @Test func `a write that was cut off in the middle leaves the old plan`() async throws {
    try await withDirectory { directory in
      let store = try Store(directory: directory)
      try await store.save(try samplePlan(), of: one)
      try Data("{\"version\":1,\"pl".utf8).write(to: URL(filePath: directory + "/vf-1.json.tmp"))
      #expect(try await store.plan(of: one) == samplePlan())
      try await store.save(VFPlan(), of: one)
      #expect(try await store.plan(of: one) == VFPlan())
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["vf-1.json"])
    }
  }

  @Test(arguments: ["", "{", "[]", "{}", #"{"version":1,"plan":{"components":[{"core":900}]}}"#])
  func `a broken file is an error that names it`(text: String) async throws {
    try await withDirectory { directory in
      let store = try Store(directory: directory)
      try Data(text.utf8).write(to: URL(filePath: directory + "/vf-1.json"))
      let error = await #expect(throws: StoreError.self) { try await store.plan(of: one) }
      #expect(
        error?.description.contains("vf-1.json' is broken") == true, "\(error?.description ?? "")")
    }
  }

  @Test func `a plan of 100,000 entries is stored and read in seconds`() async throws {
    let entries = (0..<100_000).map { number in
      ClassifierEntry(
        ClassifierKey(
          vlan: nil, address: .mac(MACAddress(bits: UInt64(number) + 0x5254_0000_0000))),
        port: ResourceUID(.ring, UInt8(number % 8)))
    }
    let plan = VFPlan(components: [], entries: entries)
    try await withDirectory { directory in
      let store = try Store(directory: directory)
      try await store.save(plan, of: one)
      #expect(try await store.plan(of: one) == plan)
    }
  }

  @Test func `a directory that cannot be made is a sentence`() {
    let error = #expect(throws: StoreError.self) { try Store(directory: "/proc/nope/spp") }
    #expect(error?.description == "making directory '/proc/nope': No such file or directory (2)")
  }
}
