// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK
internal import SPPModel

/// Where a frame's key leads: flat, open addressing, immutable; a change comes as a new table.
///
/// ```
///  lines      64 bytes each: four u64 keys, four u64 outlets        filled from the left, the rest in lines that follow
///  unknown    u16 for each VID: outlet of frames without an entry of their own, or the unknown group
///  flood      u32 for each VID: offset of its receivers in `lists`
///  lists      u16: count, then outlets
/// ```
/// A key is `VID << 48 | address`, the address's first octet lowest, as it is loaded from a frame; VID 0 is untagged.
///
/// Four keys are compared without a branch, and hardly an entry is outside of its first line: where a key lies, no
/// processor can foretell.
@safe
struct ClassifierTable {
  /// Groups of frames that have no entry; they follow the outlets.
  struct Others {
    static let count = 4
    let unknown: Int
    init(after outlets: Int) { unknown = outlets }
    var runt: Int { @inline(__always) @_noLocks get { unknown &+ 1 } }
    var malformed: Int { @inline(__always) @_noLocks get { unknown &+ 2 } }
    /// Multicast to all receivers of the VLAN.
    var flood: Int { @inline(__always) @_noLocks get { unknown &+ 3 } }
  }

  private let lines: UnsafeMutablePointer<UInt64>
  private let shift: UInt64
  private let mask: Int
  private let unknown: UnsafeMutablePointer<UInt16>
  private let flood: UnsafeMutablePointer<UInt32>
  private let lists: UnsafeMutablePointer<UInt16>
  /// Whether the lines are too many for the first-level cache, so that fetching ahead pays.
  let isLarge: Bool

  /// No frame's key.
  private static var free: UInt64 { @inline(__always) @_noLocks get { .max } }
  private static let vlans = 4096
  /// Keys in a line, and words.
  private static let places = 4
  private static let words = 8
  /// Entries up to which one in four places is used instead of one in two.
  private static let few = 4096

  /// - Parameters:
  ///   - entries: Keys and the outlet each leads to.
  ///   - others: What `lookup` says for frames that lead nowhere.
  init(_ entries: [(key: ClassifierKey, outlet: Int)], _ others: Others) {
    let wanted = entries.count * (entries.count > Self.few ? 2 : 4)
    var bits: UInt64 = 4
    while Self.places << bits < wanted { bits += 1 }
    mask = 1 << Int(bits) - 1
    shift = 64 - bits
    isLarge = bits > 8
    unsafe lines = Slab.allocate(words: Self.words << Int(bits))
    unsafe lines.initialize(repeating: Self.free, count: Self.words << Int(bits))
    unsafe unknown = .allocate(capacity: Self.vlans)
    unsafe unknown.initialize(repeating: UInt16(others.unknown), count: Self.vlans)
    unsafe flood = .allocate(capacity: Self.vlans)

    var general: Int?
    var receivers: [Int: [Int]] = [:]
    for entry in entries {
      let vid = Int(entry.key.vlan?.number ?? 0)
      if receivers[vid]?.contains(entry.outlet) != true {
        receivers[vid, default: []].append(entry.outlet)
      }
      switch entry.key.address {
      case .mac(let mac): unsafe Self.insert(Self.key(vid, mac), entry.outlet, lines, shift, mask)
      case .default:
        if vid == 0 { general = entry.outlet } else { unsafe unknown[vid] = UInt16(entry.outlet) }
      }
    }
    // The general default serves every VLAN that has none of its own, and hears the multicast of all of them.
    if let general {
      for vid in 0..<Self.vlans where unsafe unknown[vid] == UInt16(others.unknown) {
        unsafe unknown[vid] = UInt16(general)
      }
    }
    var listed: [UInt16] = []
    var offsets: [[Int]: UInt32] = [:]
    for vid in 0..<Self.vlans {
      var outlets = receivers[vid] ?? []
      if let general, !outlets.contains(general) { outlets.append(general) }
      if offsets[outlets] == nil {
        offsets[outlets] = UInt32(listed.count)
        listed.append(UInt16(outlets.count))
        listed += outlets.map { UInt16($0) }
      }
      unsafe flood[vid] = offsets[outlets] ?? 0
    }
    unsafe lists = .allocate(capacity: listed.count)
    unsafe lists.initialize(from: listed, count: listed.count)
  }

  func destroy() {
    unsafe Slab.deallocate(lines)
    unsafe unknown.deallocate()
    unsafe flood.deallocate()
    unsafe lists.deallocate()
  }

  private static func key(_ vid: Int, _ mac: MACAddress) -> UInt64 {
    UInt64(vid) << 48 | mac.bits.byteSwapped >> 16
  }

  private static func insert(
    _ key: UInt64, _ outlet: Int, _ lines: UnsafeMutablePointer<UInt64>, _ shift: UInt64,
    _ mask: Int
  ) {
    var index = Int(truncatingIfNeeded: hash(key) >> shift)
    while true {
      for place in words * index..<words * index + places
      where unsafe lines[place] == free || lines[place] == key {
        unsafe lines[place] = key
        unsafe lines[place + places] = UInt64(outlet)
        return
      }
      index = (index + 1) & mask
    }
  }

  /// Fibonacci hashing (Knuth, TAOCP 6.4): the high bits depend on all bits of the key.
  @inline(__always) @_noLocks
  private static func hash(_ key: UInt64) -> UInt64 { key &* 0x9e37_79b9_7f4a_7c15 }

  @inline(__always) @_noLocks
  private func line(_ key: UInt64) -> UnsafeMutablePointer<UInt64> {
    unsafe lines + Self.words &* Int(truncatingIfNeeded: Self.hash(key) &>> shift)
  }

  @inline(__always) @_noLocks
  func prefetch(_ key: UInt64) { unsafe Mbuf.prefetch(line(key)) }

  /// The outlet of a frame with this key, or one of the others.
  @inline(__always) @_noLocks
  func lookup(_ key: UInt64, _ others: Others) -> Int {
    let line = unsafe line(key)
    // A key is in one place at most, so that the numbers of the places can be joined.
    let second = unsafe line[1] == key ? 1 : 0
    let third = unsafe line[2] == key ? 2 : 0
    let fourth = unsafe line[3] == key ? 3 : 0
    let place = second | third | fourth
    guard unsafe line[place] == key, key < Mbuf.malformedKey else { return search(key, others) }
    return unsafe Int(truncatingIfNeeded: line[place &+ Self.places])
  }

  /// The rare: an entry outside of its line, or none.
  @inline(never) @_noLocks
  private func search(_ key: UInt64, _ others: Others) -> Int {
    guard key < Mbuf.malformedKey else {
      return key == Mbuf.runtKey ? others.runt : others.malformed
    }
    var index = Int(truncatingIfNeeded: Self.hash(key) &>> shift)
    // Lines are filled from the left: a free last place ends the search.
    while unsafe lines[Self.words &* index &+ Self.places &- 1] != Self.free {
      index = (index &+ 1) & mask
      for place in 0..<Self.places where unsafe lines[Self.words &* index &+ place] == key {
        return unsafe Int(truncatingIfNeeded: lines[Self.words &* index &+ Self.places &+ place])
      }
    }
    if key & 1 != 0 { return others.flood }
    return unsafe Int(unknown[Int(truncatingIfNeeded: key >> 48) & 0xfff])
  }

  /// The receivers of multicast in the VLAN of this key: how many, and each by its position.
  @inline(__always) @_noLocks
  func receivers(_ key: UInt64) -> Int {
    unsafe Int(lists[Int(flood[Int(truncatingIfNeeded: key >> 48) & 0xfff])])
  }

  @inline(__always) @_noLocks
  func receiver(_ key: UInt64, _ position: Int) -> Int {
    unsafe Int(lists[Int(flood[Int(truncatingIfNeeded: key >> 48) & 0xfff]) &+ 1 &+ position])
  }
}
