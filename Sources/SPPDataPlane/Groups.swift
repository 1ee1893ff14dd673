// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// Scratch of a classifier: where each packet of the burst goes, and how many go to each group.
@safe
struct Groups {
  /// A group's packets and bytes of this burst, zero between bursts, and where its pointers begin.
  struct Group {
    var packets = 0
    var bytes = 0
    var start = 0
  }

  private let keys: UnsafeMutablePointer<UInt64>
  private let chosen: UnsafeMutablePointer<UInt16>
  /// Position of each packet within its group.
  private let ranks: UnsafeMutablePointer<UInt16>
  private let touched: UnsafeMutablePointer<UInt16>
  private let groups: UnsafeMutablePointer<Group>

  init(count: Int) {
    unsafe keys = .allocate(capacity: Hand.burst)
    unsafe keys.initialize(repeating: 0, count: Hand.burst)
    unsafe chosen = .allocate(capacity: Hand.burst)
    unsafe chosen.initialize(repeating: 0, count: Hand.burst)
    unsafe ranks = .allocate(capacity: Hand.burst)
    unsafe ranks.initialize(repeating: 0, count: Hand.burst)
    unsafe touched = .allocate(capacity: Hand.burst)
    unsafe touched.initialize(repeating: 0, count: Hand.burst)
    unsafe groups = .allocate(capacity: count)
    unsafe groups.initialize(repeating: Group(), count: count)
  }

  func destroy() {
    unsafe keys.deallocate()
    unsafe chosen.deallocate()
    unsafe ranks.deallocate()
    unsafe touched.deallocate()
    unsafe groups.deallocate()
  }

  @inline(__always) @_noLocks
  func setKey(_ index: Int, _ key: UInt64) { unsafe keys[index] = key }
  @inline(__always) @_noLocks
  func key(_ index: Int) -> UInt64 { unsafe keys[index] }

  /// Puts packet `index` in a group; returns how many groups the burst has touched so far.
  @inline(__always) @_noLocks
  func choose(_ index: Int, _ group: Int, bytes: Int, touchedSoFar: Int) -> Int {
    unsafe chosen[index] = UInt16(truncatingIfNeeded: group)
    let before = unsafe groups[group].packets
    unsafe ranks[index] = UInt16(truncatingIfNeeded: before)
    unsafe groups[group].packets = before &+ 1
    unsafe groups[group].bytes &+= bytes
    guard before == 0 else { return touchedSoFar }
    unsafe touched[touchedSoFar] = UInt16(truncatingIfNeeded: group)
    return touchedSoFar &+ 1
  }

  /// Writes the hand's pointers into its other bank, group by group, and makes that the one that counts.
  @inline(__always) @_noLocks
  func sort(_ hand: inout Hand, groups count: Int) {
    guard count > 1 else { return }
    var start = 0
    for position in 0..<count {
      let group = unsafe Int(touched[position])
      unsafe groups[group].start = start
      start &+= unsafe groups[group].packets
    }
    for index in 0..<hand.count {
      let start = unsafe groups[Int(chosen[index])].start
      hand.place(hand.packet(index), at: start &+ (unsafe Int(ranks[index])))
    }
    hand.flip()
  }

  /// The group at `position` in the order of the hand; its counts start anew.
  @inline(__always) @_noLocks
  func take(_ position: Int) -> (group: Int, packets: Int, bytes: Int) {
    let group = unsafe Int(touched[position])
    let result = unsafe (group, groups[group].packets, groups[group].bytes)
    unsafe groups[group].packets = 0
    unsafe groups[group].bytes = 0
    return result
  }
}
