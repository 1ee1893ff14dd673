// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import Glibc

/// The mempool operations `spp_mag`: owned magazines, one commit store per transfer.
///
/// Stock operations and the mempool's own cache lose or double buffers when a process dies in them; in these every
/// buffer is at each instruction in exactly one place, and the section's record says what was taken.
enum MagazineOperations {
  static let name = "spp_mag"

  /// The lcore's lane, or nil on a thread that is no lcore: such a thread must not touch the pool.
  @inline(__always) @_noLocks
  private static func lcore() -> Int? {
    let id = cdpdk_lcore_id()
    return id < UInt32(Journal.slots) ? Int(id) : nil
  }

  /// Claims two empty magazines for an lcore that has none; false when there are none.
  @_noLocks
  private static func settle(_ depot: Depot, _ lcore: Int) -> Bool {
    let loaded = depot.claim(Depot.empty, for: lcore)
    let previous = depot.claim(Depot.empty, for: lcore)
    guard loaded >= 0, previous >= 0 else { return false }
    let lane = unsafe depot.lane(lcore)
    unsafe lane.storeBytes(of: Int32(truncatingIfNeeded: loaded), toByteOffset: 8, as: Int32.self)
    unsafe lane.storeBytes(
      of: Int32(truncatingIfNeeded: previous), toByteOffset: 12, as: Int32.self)
    unsafe lane.storeBytes(of: depot.magazine(loaded), as: UnsafeMutableRawPointer.self)
    return true
  }

  /// Makes `index` the magazine in use, and the former one the other.
  @inline(__always) @_noLocks
  private static func load(
    _ depot: Depot, _ lane: UnsafeMutableRawPointer, _ index: Int, previous: Int
  ) {
    unsafe lane.storeBytes(of: Int32(truncatingIfNeeded: index), toByteOffset: 8, as: Int32.self)
    unsafe lane.storeBytes(
      of: Int32(truncatingIfNeeded: previous), toByteOffset: 12, as: Int32.self)
    unsafe lane.storeBytes(of: depot.magazine(index), as: UnsafeMutableRawPointer.self)
  }

  /// Puts buffers back. `table[0..<count]` are the caller's until the commit of each part.
  ///
  /// Drivers that free one by one come here for one packet in 256 only: `cdpdk_pool.c` does the rest.
  @inline(never) @_noLocks
  static func put(
    _ pool: OpaquePointer?, _ table: UnsafePointer<UnsafeMutableRawPointer?>, _ count: Int
  ) -> Int32 {
    guard let lcore = lcore() else { return -ENOTSUP }
    let depot = unsafe Depot(cdpdk_mempool_data(pool).unsafelyUnwrapped)
    let lane = unsafe depot.lane(lcore)
    if unsafe lane.load(fromByteOffset: 8, as: Int32.self) < 0, !settle(depot, lcore) {
      return -ENOBUFS
    }
    var done = 0
    while true {
      let loaded = unsafe Int(lane.load(fromByteOffset: 8, as: Int32.self))
      let previous = unsafe Int(lane.load(fromByteOffset: 12, as: Int32.self))
      let magazine = unsafe depot.magazine(loaded)
      let length = unsafe Int(cdpdk_load32(magazine))
      let part = min(count &- done, Depot.capacity &- length)
      let objects = unsafe Depot.objects(magazine)
      unsafe cdpdk_copy_pointers(objects + length, table + done, UInt32(truncatingIfNeeded: part))
      unsafe cdpdk_commit32(magazine, UInt32(truncatingIfNeeded: length &+ part))  // commit
      done &+= part
      if done == count { return 0 }
      if unsafe cdpdk_load32(depot.magazine(previous)) == 0 {
        unsafe load(depot, lane, previous, previous: loaded)
        continue
      }
      let fresh = depot.claim(Depot.empty, for: lcore)
      guard fresh >= 0 else { return -ENOBUFS }
      unsafe load(depot, lane, fresh, previous: loaded)
      // More than one magazine given away in a section means more than 256 puts: the undertaker must not trust it.
      let given = unsafe depot.section(lcore) + 8
      unsafe cdpdk_commit32(given, cdpdk_load32(given) &+ 1)
      depot.release(previous, as: Depot.full)
    }
  }

  /// Takes buffers. All of them or none; each part is named in the section's record before it is taken.
  @inline(never) @_noLocks
  static func get(
    _ pool: OpaquePointer?, _ table: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ count: Int
  ) -> Int32 {
    guard let lcore = lcore() else { return -ENOTSUP }
    let depot = unsafe Depot(cdpdk_mempool_data(pool).unsafelyUnwrapped)
    let lane = unsafe depot.lane(lcore)
    let section = unsafe depot.section(lcore)
    let record = unsafe (section + 64).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    if unsafe lane.load(fromByteOffset: 8, as: Int32.self) < 0, !settle(depot, lcore) {
      return -ENOENT
    }
    var done = 0
    while true {
      let loaded = unsafe Int(lane.load(fromByteOffset: 8, as: Int32.self))
      let magazine = unsafe depot.magazine(loaded)
      let length = unsafe Int(cdpdk_load32(magazine))
      let part = min(count &- done, length)
      if part > 0 {
        let word = unsafe cdpdk_load64(section)
        let got = SectionWord.got(word)
        let overflow = SectionWord.overflow(word)
        let fits = got &+ part <= Journal.gotCapacity
        let objects = unsafe Depot.objects(magazine) + (length &- part)
        unsafe cdpdk_copy_pointers(table + done, objects, UInt32(truncatingIfNeeded: part))
        if fits, CDPDK_KEEPS_JOURNAL {
          unsafe cdpdk_copy_pointers(record + got, objects, UInt32(truncatingIfNeeded: part))
        }
        let lost = fits ? overflow : min(0x7fff, overflow &+ part)
        let pending = SectionWord.make(depot.poolIndex, loaded, length, part, got, lost)
        unsafe cdpdk_journal64(section, SectionWord.pending | pending)
        unsafe cdpdk_commit32(magazine, UInt32(truncatingIfNeeded: length &- part))  // commit: ours
        unsafe cdpdk_journal64(
          section, SectionWord.make(0, 0, 0, 0, fits ? got &+ part : got, lost))
        done &+= part
      }
      if done == count { return 0 }
      let previous = unsafe Int(lane.load(fromByteOffset: 12, as: Int32.self))
      if unsafe cdpdk_load32(depot.magazine(previous)) > 0 {
        unsafe load(depot, lane, previous, previous: loaded)
        continue
      }
      let filled = depot.claim(Depot.full, for: lcore)
      guard filled >= 0 else {
        if done > 0 { _ = unsafe put(pool, table, done) }
        return -ENOENT
      }
      unsafe load(depot, lane, filled, previous: previous)
      depot.release(loaded, as: Depot.empty)
    }
  }
}
