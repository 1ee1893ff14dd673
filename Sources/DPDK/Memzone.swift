// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK

/// A named piece of shared memory, at the same address in every process. Zeroed when it is made.
@safe
public struct Memzone {
  public let address: UnsafeMutableRawPointer
  /// Bytes.
  public let length: Int

  /// Makes a zone, aligned to a cache line.
  ///
  /// - Throws: `DPDKError` — `EEXIST` the name is taken, `ENOMEM` no memory.
  ///
  /// The corresponding C function is `rte_memzone_reserve_aligned`.
  public static func reserve(_ name: String, length: Int, socket: Int32 = -1) throws(DPDKError)
    -> Memzone
  {
    guard let zone = unsafe cdpdk_memzone_make(name, UInt64(length), socket) else {
      throw .last(
        "rte_memzone_reserve_aligned", name,
        hint: "\(length) bytes; more hugepages (tools/hugepages) help")
    }
    let memzone = unsafe Memzone(address: cdpdk_memzone_address(zone), length: length)
    unsafe memzone.address.initializeMemory(as: UInt8.self, repeating: 0, count: length)
    return memzone
  }

  /// Finds a zone that another process made, or nil.
  ///
  /// The corresponding C function is `rte_memzone_lookup`.
  public static func lookup(_ name: String) -> Memzone? {
    guard let zone = unsafe rte_memzone_lookup(name) else { return nil }
    return unsafe Memzone(
      address: cdpdk_memzone_address(zone), length: Int(cdpdk_memzone_length(zone)))
  }
}
