// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import Glibc

/// A mempool of packet buffers in shared memory. A lookup: the primary's memory lives until the group ends.
@safe
public struct PacketPool: Sendable {
  /// The C object, for functions that take an untyped `rte_mempool *`.
  public nonisolated(unsafe) let raw: OpaquePointer

  /// Pools that one group can have; the section's record has three bits for the index.
  public static let maximumPools = 8
  /// Buffers that a pool can have: as many as its magazines can be told apart.
  public static let maximumSize = (Depot.maximumMagazines - 3 * Journal.slots - 4) * Depot.capacity

  /// Names of mempool operations that a pool may be made with.
  public enum Operations: String, CaseIterable, Sendable {
    /// Ours: no buffer is lost when a process is killed.
    case magazines = "spp_mag"
    /// DPDK's default, for comparison: a killed process can stop all others.
    case ring = "ring_mp_mc"
    /// DPDK's lock-free stack, for comparison: a killed process loses buffers.
    case lockFreeStack = "lf_stack"
  }

  /// Registers our operations; in every process at the same point, so that their index is the same everywhere.
  ///
  /// - Throws: `DPDKError` when the table of operations is full.
  ///
  /// The corresponding C function is `rte_mempool_register_ops`.
  static func registerOperations() throws(DPDKError) {
    let code = unsafe cdpdk_register_pool_operations(
      MagazineOperations.name, allocateDepot, { _ in }, putBuffers, getBuffers, countBuffers)
    guard code >= 0 else {
      throw DPDKError("rte_mempool_register_ops", MagazineOperations.name, code: code)
    }
  }

  /// Makes a pool; in the primary, after the journal.
  ///
  /// - Parameters:
  ///   - name: Unique in the group; at most 20 bytes.
  ///   - count: Buffers.
  ///   - dataRoom: Bytes of frame a buffer takes, beyond the headroom of 128.
  ///   - socket: NUMA node, or -1 for any.
  /// - Throws: `DPDKError` — `ENOMEM` too few hugepages, `EEXIST` the name is taken, `EINVAL` a size out of range.
  ///
  /// The corresponding C function is `rte_pktmbuf_pool_create_by_ops`.
  public static func create(
    name: String, count: Int, dataRoom: Int = 2048, socket: Int32 = -1,
    operations: Operations = .magazines
  ) throws(DPDKError) -> PacketPool {
    let cache: UInt32 = operations == .magazines ? 0 : 256
    let room = UInt16(clamping: dataRoom + 128)
    guard
      let raw = unsafe rte_pktmbuf_pool_create_by_ops(
        name, UInt32(clamping: count), cache, 0, room, socket, operations.rawValue)
    else {
      throw .last(
        "rte_pktmbuf_pool_create_by_ops", name,
        hint:
          "\(count) buffers of \(room) bytes; reserve more hugepages with tools/hugepages or give fewer --mbufs"
      )
    }
    return unsafe PacketPool(raw: raw)
  }

  /// Finds a pool that the primary made, or nil.
  ///
  /// The corresponding C function is `rte_mempool_lookup`.
  public static func lookup(_ name: String) -> PacketPool? {
    unsafe rte_mempool_lookup(name).map { unsafe PacketPool(raw: $0) }
  }

  public init(raw: OpaquePointer) { unsafe self.raw = raw }

  public var name: String { unsafe String(cString: cdpdk_mempool_name(raw)) }
  /// Buffers in all.
  public var size: Int { unsafe Int(cdpdk_mempool_size(raw)) }
  /// NUMA node, or -1 for any.
  public var socket: Int32 { unsafe cdpdk_mempool_socket(raw) }

  /// Buffers that are free; exact when no lcore is in a section.
  ///
  /// The corresponding C function is `rte_mempool_avail_count`.
  public var available: Int { unsafe Int(rte_mempool_avail_count(raw)) }

  /// Bytes of frame that a buffer takes.
  ///
  /// The corresponding C function is `rte_pktmbuf_data_room_size`.
  public var dataRoom: Int { unsafe Int(rte_pktmbuf_data_room_size(raw)) - 128 }

  /// What the pool was made with, nil when it is unknown here: other drivers were loaded than in the primary, and the
  /// indexes of operations differ. Such a pool must not be touched.
  package var operations: Operations? {
    Operations.allCases.first { unsafe cdpdk_mempool_has_operations(raw, $0.rawValue) }
  }

  /// The depot, or nil when the pool was made with other operations.
  var depot: Depot? {
    guard unsafe cdpdk_mempool_has_operations(raw, MagazineOperations.name) else { return nil }
    return unsafe Depot(cdpdk_mempool_data(raw))
  }
}

// MARK: - The operations as C functions

// Nothing but one call each: C inline functions are not inlined into the entry points that C calls.

private func allocateDepot(_ pool: OpaquePointer?) -> Int32 {
  guard let pool = unsafe pool, let journal = Journal.lookup() else { return -ENODEV }
  let magazines = unsafe Depot.magazines(for: Int(cdpdk_mempool_size(pool)))
  guard magazines <= Depot.maximumMagazines else { return -E2BIG }
  let name = unsafe String(cString: cdpdk_mempool_name(pool))
  var index = 0
  while index < PacketPool.maximumPools, Memzone.lookup("SPP_MAG_\(index)") != nil { index += 1 }
  guard index < PacketPool.maximumPools, !name.isEmpty else { return -ENOSPC }
  do throws(DPDKError) {
    let zone = try Memzone.reserve(
      "SPP_MAG_\(index)", length: Depot.byteCount(magazines),
      socket: unsafe cdpdk_mempool_socket(pool))
    let depot = unsafe Depot(zone.address)
    depot.initialize(magazines: magazines, poolIndex: index, journal: journal)
    unsafe cdpdk_mempool_set_data(pool, zone.address)
    return 0
  } catch {
    return -ENOMEM
  }
}

private func putBuffers(
  _ pool: OpaquePointer?, _ table: UnsafePointer<UnsafeMutableRawPointer?>?, _ count: UInt32
) -> Int32 {
  unsafe MagazineOperations.put(pool, table.unsafelyUnwrapped, Int(count))
}

private func getBuffers(
  _ pool: OpaquePointer?, _ table: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ count: UInt32
) -> Int32 {
  unsafe MagazineOperations.get(pool, table.unsafelyUnwrapped, Int(count))
}

private func countBuffers(_ pool: OpaquePointer?) -> UInt32 {
  unsafe UInt32(truncatingIfNeeded: Depot(cdpdk_mempool_data(pool).unsafelyUnwrapped).available)
}
