// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK
internal import SPPModel

/// Where a frame's key leads: flat, open addressing, immutable; a change comes as a new table.
///
/// ```
///  slots      16 bytes each: u64 key, u64 outlet        twice as many as entries, at least
///  unknown    u16 for each VID: outlet of frames without an entry of their own, or the unknown group
///  flood      u32 for each VID: offset of its receivers in `lists`
///  lists      u16: count, then outlets
/// ```
/// A key is `VID << 48 | address`, the address's first octet lowest, as it is loaded from a frame; VID 0 is untagged.
@safe
struct ClassifierTable {
  private let slots: UnsafeMutablePointer<UInt64>
  private let shift: UInt64
  private let mask: Int
  private let unknown: UnsafeMutablePointer<UInt16>
  private let flood: UnsafeMutablePointer<UInt32>
  private let lists: UnsafeMutablePointer<UInt16>
  /// Whether the slots are too many for the first-level cache, so that fetching ahead pays.
  let isLarge: Bool

  private static var free: UInt64 { @inline(__always) @_noLocks get { .max } }
  private static let vlans = 4096

  /// - Parameters:
  ///   - entries: Keys and the outlet each leads to.
  ///   - unknownGroup: What `lookup` says for frames that lead nowhere.
  init(_ entries: [(key: ClassifierKey, outlet: Int)], unknownGroup: Int) {
    var bits: UInt64 = 4
    while 1 << bits < 2 * entries.count { bits += 1 }
    mask = 1 << Int(bits) - 1
    shift = 64 - bits
    isLarge = bits > 10
    unsafe slots = Slab.allocate(words: 2 << Int(bits))
    unsafe slots.initialize(repeating: Self.free, count: 2 << Int(bits))
    unsafe unknown = .allocate(capacity: Self.vlans)
    unsafe unknown.initialize(repeating: UInt16(unknownGroup), count: Self.vlans)
    unsafe flood = .allocate(capacity: Self.vlans)

    var general: Int?
    var receivers: [Int: [Int]] = [:]
    for entry in entries {
      let vid = Int(entry.key.vlan?.number ?? 0)
      if receivers[vid]?.contains(entry.outlet) != true {
        receivers[vid, default: []].append(entry.outlet)
      }
      switch entry.key.address {
      case .mac(let mac): unsafe Self.insert(Self.key(vid, mac), entry.outlet, slots, shift, mask)
      case .default:
        if vid == 0 { general = entry.outlet } else { unsafe unknown[vid] = UInt16(entry.outlet) }
      }
    }
    // The general default serves every VLAN that has none of its own, and hears the multicast of all of them.
    if let general {
      for vid in 0..<Self.vlans where unsafe unknown[vid] == UInt16(unknownGroup) {
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
    unsafe Slab.deallocate(slots)
    unsafe unknown.deallocate()
    unsafe flood.deallocate()
    unsafe lists.deallocate()
  }

  private static func key(_ vid: Int, _ mac: MACAddress) -> UInt64 {
    UInt64(vid) << 48 | mac.bits.byteSwapped >> 16
  }

  private static func insert(
    _ key: UInt64, _ outlet: Int, _ slots: UnsafeMutablePointer<UInt64>, _ shift: UInt64,
    _ mask: Int
  ) {
    var index = Int(truncatingIfNeeded: hash(key) >> shift)
    while unsafe slots[2 * index] != free, unsafe slots[2 * index] != key {
      index = (index + 1) & mask
    }
    unsafe slots[2 * index] = key
    unsafe slots[2 * index + 1] = UInt64(outlet)
  }

  /// Fibonacci hashing (Knuth, TAOCP 6.4): the high bits depend on all bits of the key.
  @inline(__always) @_noLocks
  private static func hash(_ key: UInt64) -> UInt64 { key &* 0x9e37_79b9_7f4a_7c15 }

  @inline(__always) @_noLocks
  func prefetch(_ key: UInt64) {
    unsafe Mbuf.prefetch(slots + 2 &* Int(truncatingIfNeeded: Self.hash(key) >> shift))
  }

  /// The outlet of a frame with this key, the unknown group, or `floodGroup` for multicast without an entry.
  @inline(__always) @_noLocks
  func lookup(_ key: UInt64, floodGroup: Int) -> Int {
    var index = Int(truncatingIfNeeded: Self.hash(key) >> shift)
    while true {
      let slot = unsafe slots[2 &* index]
      if slot == key { return unsafe Int(truncatingIfNeeded: slots[2 &* index &+ 1]) }
      if slot == Self.free { break }
      index = (index &+ 1) & mask
    }
    if key & 1 != 0 { return floodGroup }
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
