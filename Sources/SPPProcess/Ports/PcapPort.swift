// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// Capture files, which the process that polls or feeds them opens itself: DPDK's driver would truncate the file of one
/// process when another attaches. Their names are those that Soft Patch Panel's users know.
enum PcapPort {
  /// Replayed on rx.
  static func rxFile(_ index: UInt8) -> String { "/tmp/spp-rx\(index).pcap" }
  /// Recorded on tx.
  static func txFile(_ index: UInt8) -> String { "/tmp/spp-tx\(index).pcap" }

  static func port(_ uid: ResourceUID) -> RegistryPort { RegistryPort(uid, backing: 0) }
}
