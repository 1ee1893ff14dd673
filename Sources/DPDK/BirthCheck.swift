// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK

extension EAL {
  /// Whether a primary holds this configuration file; may be asked before EAL is started, but never in the primary
  /// itself, whose own lock the asking would drop.
  ///
  /// The corresponding C function is `rte_eal_primary_proc_alive`.
  package static func primaryIsAlive(configuration path: String) -> Bool {
    unsafe rte_eal_primary_proc_alive(path) == 1
  }

  /// Takes devices into use that the buses have heard of since EAL was started; those in use stay as they are.
  ///
  /// The corresponding C function is `rte_bus_probe`.
  package static func probe() { _ = rte_bus_probe() }

  /// NUMA nodes of the host.
  ///
  /// The corresponding C functions are `rte_socket_count` and `rte_socket_id_by_idx`.
  package static var sockets: [Int32] {
    (0..<rte_socket_count()).map { rte_socket_id_by_idx($0) }.filter { $0 >= 0 }
  }
}
