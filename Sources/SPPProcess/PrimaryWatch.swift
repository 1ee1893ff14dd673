// SPDX-License-Identifier: BSD-3-Clause
package import DPDK

/// A secondary's eye on its primary, whose death nothing tells it.
package struct PrimaryWatch {
  private let registry: Registry
  private var nextLook: UInt64 = 0

  /// 2 Hz.
  private static let interval: UInt64 = 500_000_000

  package init(_ registry: Registry) { self.registry = registry }

  /// Why the secondary must end, or nil; looks only twice a second, however often it is asked.
  package mutating func look(now: UInt64) -> String? {
    guard now >= nextLook else { return nil }
    nextLook = now + Self.interval
    if registry.isStopping { return "the primary is leaving" }
    return EAL.primaryIsAlive ? nil : "the primary has died; start it again, then this process"
  }
}
