// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
import Glibc

/// The environment abstraction layer of this process.
public enum EAL {
  /// Starts DPDK with the given options; once per process.
  ///
  /// The packet pool's operations are registered right after it, behind those that EAL has loaded: their index is the same
  /// in every process of ours, and DPDK's own keep the index that they have in programs of others.
  /// - Parameter arguments: EAL's options, without the program's name.
  /// - Throws: `DPDKError` when EAL refuses; its own log on stderr says why.
  ///
  /// The corresponding C function is `rte_eal_init`.
  public static func start(program: String, arguments: [String]) throws(DPDKError) {
    // EAL keeps pointers into argv: the strings are never freed.
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map {
      unsafe strdup($0)
    }
    let count = unsafe Int32(words.count)
    unsafe words.append(nil)
    let consumed = unsafe rte_eal_init(count, &words)
    guard consumed >= 0 else {
      throw .last(
        "rte_eal_init", arguments.joined(separator: " "),
        hint: "the lines above say what EAL missed")
    }
    try PacketPool.registerOperations()
    // EAL lays out tables of services in the shared heap, 152 KiB for each process that starts. Nobody has services, and
    // what a secondary keeps there is lost to the group when it ends.
    if !isPrimary { rte_service_finalize() }
  }

  /// Whether this process is the primary.
  ///
  /// The corresponding C function is `rte_eal_process_type`.
  public static var isPrimary: Bool { rte_eal_process_type() == RTE_PROC_PRIMARY }

  /// Whether a primary of this process's group lives; false also when this process is not started.
  ///
  /// The corresponding C function is `rte_eal_primary_proc_alive`.
  public static var primaryIsAlive: Bool { rte_eal_primary_proc_alive(nil) == 1 }

  /// The directory of the group's sockets and configuration, such as `/var/run/dpdk/spp`.
  ///
  /// The corresponding C function is `rte_eal_get_runtime_dir`.
  public static var runtimeDirectory: String { unsafe String(cString: rte_eal_get_runtime_dir()) }

  /// Leaves DPDK.
  ///
  /// The corresponding C function is `rte_eal_cleanup`.
  public static func stop() { _ = rte_eal_cleanup() }

  /// Bytes of the heap that all processes share, and how many of them are free. It grows while there are hugepages.
  ///
  /// The corresponding C function is `rte_malloc_get_socket_stats`.
  package static var heap: (size: UInt64, free: UInt64) {
    var sum: (size: UInt64, free: UInt64) = (0, 0)
    for socket in sockets {
      var heap = rte_malloc_socket_stats()
      guard unsafe rte_malloc_get_socket_stats(socket, &heap) == 0 else { continue }
      sum.size += UInt64(heap.heap_totalsz_bytes)
      sum.free += UInt64(heap.heap_freesz_bytes)
    }
    return sum
  }
}
