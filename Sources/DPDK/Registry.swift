// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK

/// Who is in the group, which lcores and ports there are, and who uses them: one memzone that all processes see.
///
/// A view of shared memory that owns nothing. What another process wrote is checked where it becomes a value.
package struct Registry: Sendable {
  /// Name of the memzone.
  package static let name = "SPP_REGISTRY"

  let memory: RegistryMemory

  /// Makes an empty registry; the primary's, before any secondary is born.
  ///
  /// - Throws: `DPDKError` — `EEXIST` there is one, `ENOMEM` no memory.
  package static func create() throws(DPDKError) -> Registry {
    let zone = try Memzone.reserve(name, length: RegistryLayout.size)
    return Registry(formatting: unsafe RegistryMemory(base: zone.address, size: zone.length))
  }

  /// Finds the primary's registry, and refuses one of another version before reading anything else in it.
  ///
  /// - Throws: `noRegistry`, `notARegistry`, `otherVersion`.
  package static func attach() throws(RegistryError) -> Registry {
    guard let zone = Memzone.lookup(name) else { throw .noRegistry }
    return try Registry(checking: unsafe RegistryMemory(base: zone.address, size: zone.length))
  }

  /// - Parameter memory: Zeroed, at least `RegistryLayout.size` bytes.
  package init(formatting memory: RegistryMemory) {
    precondition(memory.size >= RegistryLayout.size)
    self.memory = memory
    memory.store32(RegistryLayout.Header.abi, RegistryLayout.abi)
    memory.store32(RegistryLayout.Header.size, UInt32(RegistryLayout.size))
    // Last: whoever sees it sees the rest.
    memory.store64(RegistryLayout.Header.magic, RegistryLayout.magic)
  }

  /// - Throws: `notARegistry`, `otherVersion`.
  package init(checking memory: RegistryMemory) throws(RegistryError) {
    guard memory.size >= RegistryLayout.Header.end,
      memory.load64(RegistryLayout.Header.magic) == RegistryLayout.magic
    else { throw .notARegistry }
    let abi = memory.load32(RegistryLayout.Header.abi)
    let size = memory.load32(RegistryLayout.Header.size)
    guard abi == RegistryLayout.abi, Int(size) == RegistryLayout.size,
      memory.size >= RegistryLayout.size
    else {
      throw .otherVersion(found: abi, size: size)
    }
    self.memory = memory
  }

  /// Whether the primary leaves and wants all secondaries to.
  package var isStopping: Bool { memory.load32(RegistryLayout.Header.stopping) != 0 }

  package func stop() { memory.store32(RegistryLayout.Header.stopping, 1) }

  /// Grows with each port that comes or goes, so that a change is noticed by looking at one word.
  package var changes: UInt32 { memory.load32(RegistryLayout.Header.changes) }

  /// CLOCK_MONOTONIC in nanoseconds, the clock of all heartbeats.
  package static func now() -> UInt64 { cdpdk_monotonic() }
}
