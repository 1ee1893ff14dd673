// SPDX-License-Identifier: BSD-3-Clause
import NIOPosix
package import SPPModel
import SPPWire

/// The desired state of every process, on disk: `vf-1.json`, `nfv-2.json` and so on, and `primary.json`.
///
/// A plan is stored after the process holds it and before the user is told so; where that fails the process gets its old
/// plan back. So a file never promises what no process had, and what was promised survives every crash.
package struct Store: Sendable {
  let directory: String

  /// - Throws: `StoreError` when the directory can neither be made nor written.
  package init(directory: String) throws(StoreError) {
    self.directory = directory
    try DurableFile.makeDirectory(directory)
  }

  /// The plan of a secondary, or nil when none was stored.
  ///
  /// - Throws: `StoreError` for a file that is broken; it stays where it is until the next plan replaces it.
  package func plan(of client: ClientID, _ kind: ProcessKind) async throws(StoreError)
    -> SecondaryPlan?
  {
    guard let json = try await read(file(client, kind)) else { return nil }
    guard kind != .primary else { return nil }
    do throws(ParameterError) {
      return try SecondaryPlan(of: kind, Fields(json["plan"] ?? .null, path: "plan"))
    } catch {
      throw broken(client, kind, .parameter(error))
    }
  }

  package func save(
    _ plan: SecondaryPlan, of client: ClientID, _ kind: ProcessKind
  ) async throws(StoreError) {
    try await write(
      ["version": 1, "client-id": JSON(Int(client.number)), "plan": plan.json],
      to: file(client, kind))
  }

  /// What was configured of the primary at run time.
  ///
  /// - Throws: `StoreError` for a file that is broken.
  package func primaryPlan() async throws(StoreError) -> PrimaryPlan {
    guard let json = try await read(file(.primary, .primary)) else { return PrimaryPlan() }
    do throws(WireError) { return try PrimaryPlan(json) } catch {
      throw broken(.primary, .primary, error)
    }
  }

  package func save(_ plan: PrimaryPlan) async throws(StoreError) {
    var json = JSON.Object([("version", 1)])
    for (name, value) in plan.members { json[name] = value }
    try await write(.object(json), to: file(.primary, .primary))
  }

  /// Forgets a process.
  package func forget(_ client: ClientID, _ kind: ProcessKind) async throws(StoreError) {
    let file = file(client, kind)
    try await blocking { () throws(StoreError) in try file.remove() }
  }

  private func file(_ client: ClientID, _ kind: ProcessKind) -> DurableFile {
    DurableFile(
      client == .primary ? "primary.json" : "\(kind.rawValue)-\(client).json", in: directory)
  }

  private func broken(_ client: ClientID, _ kind: ProcessKind, _ error: WireError) -> StoreError {
    StoreError(
      "the stored state of \(client.noun) in '\(file(client, kind).path)' is broken",
      reason: "\(error)")
  }

  func read(_ file: DurableFile) async throws(StoreError) -> JSON? {
    try await blocking { () throws(StoreError) in
      guard let bytes = try file.read() else { return nil }
      do throws(JSONError) { return try JSON(parsing: bytes) } catch {
        throw StoreError("'\(file.path)' is broken", reason: "\(error)")
      }
    }
  }

  func write(_ json: JSON, to file: DurableFile) async throws(StoreError) {
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
