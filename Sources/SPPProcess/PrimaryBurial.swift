// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// What is done for a dead process before its slot is given away.
enum PrimaryBurial {
  /// Recovers the packets that its lcores held.
  static func bury(_ client: RegistryClient) {}
}
