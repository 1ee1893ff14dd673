// SPDX-License-Identifier: BSD-3-Clause

/// Where a port leads; the raw value is the word in a resource UID.
package enum PortType: String, CaseIterable, Hashable, Sendable, Comparable {
  /// A port of the primary's mask: a NIC or a `--vdev`.
  case phy
  /// A guest's virtio-net device over vhost-user.
  case vhost
  /// A ring between components of any processes.
  case ring
  /// A Linux tap device.
  case tap
  /// Capture files: replayed on rx, recorded on tx.
  case pcap
  /// A device that makes frames from nothing and lets them vanish.
  case nullpmd
  /// A shared-memory link to another DPDK program.
  case memif

  /// Index in the order in which statuses list ports.
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  package static func < (a: PortType, b: PortType) -> Bool { a.rank < b.rank }
}
