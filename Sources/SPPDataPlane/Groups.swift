// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// Scratch of a classifier: where each packet of the burst goes, and how many go to each group.
///
/// Up to eight groups are counted in the bytes of one word, which stays in a register: a count in memory, which every
/// other packet changes, would keep the next one waiting. More groups are counted in memory.
@safe
struct Groups {
  /// How many packets the groups have.
  struct Tally {
    /// A byte for each of up to eight groups.
    fileprivate var word: UInt64 = 0
    /// Of more groups, how many have packets, and how many of them were taken.
    fileprivate var touched = 0
    fileprivate var taken = 0
    /// Packets that were taken.
    fileprivate var packets = 0
  }

  private let keys: UnsafeMutablePointer<UInt64>
  /// The group of each packet.
  private let chosen: UnsafeMutablePointer<UInt16>
  /// Bytes of all packets before each, in the order of the hand.
  private let sums: UnsafeMutablePointer<Int>
  /// Of more than eight: those that have packets, in the order in which they got their first.
  private let touched: UnsafeMutablePointer<UInt16>
  /// The packets of each; zero between bursts.
  private let counts: UnsafeMutablePointer<Int>
  /// Where the next pointer of each goes.
  private let places: UnsafeMutablePointer<Int>
  private let areFew: Bool

  init(count: Int) {
    func memory<Word: BinaryInteger>(_ type: Word.Type, _ count: Int) -> UnsafeMutablePointer<Word>
    {
      let memory = UnsafeMutablePointer<Word>.allocate(capacity: count)
      unsafe memory.initialize(repeating: 0, count: count)
      return unsafe memory
    }
    unsafe keys = memory(UInt64.self, Hand.burst)
    unsafe chosen = memory(UInt16.self, Hand.burst)
    unsafe sums = memory(Int.self, Hand.burst + 1)
    unsafe touched = memory(UInt16.self, Hand.burst)
    unsafe counts = memory(Int.self, count)
    unsafe places = memory(Int.self, count)
    areFew = count <= 8
  }

  func destroy() {
    unsafe keys.deallocate()
    unsafe chosen.deallocate()
    unsafe sums.deallocate()
    unsafe touched.deallocate()
    unsafe counts.deallocate()
    unsafe places.deallocate()
  }

  @inline(__always) @_noLocks
  func setKey(_ index: Int, _ key: UInt64) { unsafe keys[index] = key }
  @inline(__always) @_noLocks
  func key(_ index: Int) -> UInt64 { unsafe keys[index] }

  /// Puts packet `index` in a group. Without a branch that depends on the packet: nobody can foretell it.
  @inline(__always) @_noLocks
  func choose(_ index: Int, _ group: Int, _ tally: inout Tally) {
    unsafe chosen[index] = UInt16(truncatingIfNeeded: group)
    if areFew {
      tally.word &+= 1 &<< UInt64(truncatingIfNeeded: group &<< 3)
    } else {
      let before = unsafe counts[group]
      unsafe counts[group] = before &+ 1
      unsafe touched[tally.touched] = UInt16(truncatingIfNeeded: group)
      // One more when there were none.
      tally.touched &+= Int(bitPattern: UInt(bitPattern: before &- 1) &>> 63)
    }
  }

  /// Writes the hand's pointers into its other bank, group by group, and makes that the one that counts.
  @inline(__always) @_noLocks
  func sort(_ hand: inout Hand, _ tally: Tally) {
    let held = hand.held
    let count = hand.count
    let first = unsafe chosen[0]
    var isMixed: UInt16 = 0
    for index in 0..<count { isMixed |= unsafe chosen[index] ^ first }
    if isMixed != 0 {
      let sorted = hand.spare
      if areFew {
        // Byte by byte, the packets of all groups before.
        var next = (tally.word &* 0x0101_0101_0101_0101) &<< 8
        for index in 0..<count {
          let shift = UInt64(truncatingIfNeeded: unsafe chosen[index]) &<< 3
          sorted[Int(truncatingIfNeeded: next &>> shift & 0xff)] = held[index]
          next &+= 1 &<< shift
        }
      } else {
        var start = 0
        for position in 0..<tally.touched {
          let group = unsafe Int(touched[position])
          unsafe places[group] = start
          start &+= unsafe counts[group]
        }
        for index in 0..<count {
          let group = unsafe Int(chosen[index])
          let place = unsafe places[group]
          unsafe places[group] = place &+ 1
          sorted[place] = held[index]
        }
      }
      hand.flip()
    }
    let ordered = hand.held
    var bytes = 0
    for index in 0..<count {
      bytes &+= ordered[index].length
      unsafe sums[index &+ 1] = bytes
    }
  }

  /// The next group in the order of the hand, or nil.
  @inline(__always) @_noLocks
  func take(_ tally: inout Tally) -> (group: Int, packets: Int, bytes: Int)? {
    let group: Int
    let packets: Int
    if areFew {
      guard tally.word != 0 else { return nil }
      group = tally.word.trailingZeroBitCount &>> 3
      let shift = UInt64(truncatingIfNeeded: group &<< 3)
      packets = Int(truncatingIfNeeded: tally.word &>> shift & 0xff)
      tally.word &= ~(0xff &<< shift)
    } else {
      guard tally.taken < tally.touched else { return nil }
      group = unsafe Int(touched[tally.taken])
      packets = unsafe counts[group]
      unsafe counts[group] = 0
      tally.taken &+= 1
    }
    let start = tally.packets
    tally.packets = start &+ packets
    return (group, packets, unsafe sums[start &+ packets] &- sums[start])
  }

  /// Bytes of the whole burst.
  @inline(__always) @_noLocks
  func bytes(_ count: Int) -> Int { unsafe sums[count] }
}
