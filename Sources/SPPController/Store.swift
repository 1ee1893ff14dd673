// SPDX-License-Identifier: BSD-3-Clause
import NIOPosix
package import SPPModel
import SPPWire

/// The desired state of every process, on disk: `vf-1.json` and so on, and `primary.json`.
///
/// A plan is stored after the process holds it and before the user is told so; where that fails the process gets its old
/// plan back. So a file never promises what no process had, and what was promised survives every crash.
package struct Store: Sendable {
  private let directory: String

  /// - Throws: `StoreError` when the directory can neither be made nor written.
  package init(directory: String) throws(StoreError) {
    self.directory = directory
    try DurableFile.makeDirectory(directory)
  }

  /// The plan of a vf, or nil when none was stored.
  ///
  /// - Throws: `StoreError` for a file that is broken; it stays where it is until the next plan replaces it.
  package func plan(of client: ClientID) async throws(StoreError) -> VFPlan? {
    guard let json = try await read(file(client)) else { return nil }
    do throws(WireError) { return try VFPlan(json["plan"] ?? .null) } catch {
      throw broken(client, error)
    }
  }

  package func save(_ plan: VFPlan, of client: ClientID) async throws(StoreError) {
    try await write(
      ["version": 1, "client-id": JSON(Int(client.number)), "plan": plan.json], to: file(client))
  }

  /// The ports that were added to the primary at run time, in order.
  ///
  /// - Throws: `StoreError` for a file that is broken.
  package func addedPorts() async throws(StoreError) -> [ResourceUID] {
    guard let json = try await read(file(.primary)) else { return [] }
    do throws(ParameterError) {
      let fields = try Fields(json, path: "primary")
      var ports: [ResourceUID] = []
      for port in try fields.array("ports") {
        ports.append(try Fields(.init([("port", port)])).port())
      }
      return ports
    } catch {
      throw broken(.primary, .parameter(error))
    }
  }

  package func save(addedPorts ports: [ResourceUID]) async throws(StoreError) {
    let words = ports.map { JSON.string($0.description) }
    try await write(["version": 1, "ports": .array(words)], to: file(.primary))
  }

  /// Forgets a process.
  package func forget(_ client: ClientID) async throws(StoreError) {
    let file = file(client)
    try await blocking { () throws(StoreError) in try file.remove() }
  }

  private func file(_ client: ClientID) -> DurableFile {
    DurableFile(client == .primary ? "primary.json" : "vf-\(client).json", in: directory)
  }

  private func broken(_ client: ClientID, _ error: WireError) -> StoreError {
    StoreError(
      "the stored state of \(client.noun) in '\(file(client).path)' is broken", reason: "\(error)")
  }

  private func read(_ file: DurableFile) async throws(StoreError) -> JSON? {
    try await blocking { () throws(StoreError) in
      guard let bytes = try file.read() else { return nil }
      do throws(JSONError) { return try JSON(parsing: bytes) } catch {
        throw StoreError("'\(file.path)' is broken", reason: "\(error)")
      }
    }
  }

  private func write(_ json: JSON, to file: DurableFile) async throws(StoreError) {
    try await blocking { () throws(StoreError) in
      try file.write(json.serialized() + CollectionOfOne(UInt8(ascii: "\n")))
    }
  }

  /// Runs on a thread that may wait for the disk.
  private func blocking<Value: Sendable>(
    _ work: @escaping @Sendable () throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError>? = try? await NIOThreadPool.singleton.runIfActive {
      do throws(StoreError) { return .success(try work()) } catch { return .failure(error) }
    }
    guard let result else { throw StoreError("using the disk", reason: "the program is ending") }
    return try result.get()
  }
}
