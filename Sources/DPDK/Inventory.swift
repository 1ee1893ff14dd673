// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
package import SPPModel

/// Where every buffer of the group is, counted one by one while nobody moves a packet (`Standstill`).
@safe
package struct Inventory {
  /// What was found of one pool. A buffer that was met twice counts where it was met first.
  package struct Count: Hashable, Sendable {
    /// In magazines that belong to nobody.
    package fileprivate(set) var free = 0
    /// In magazines of lcores.
    package fileprivate(set) var caches: [LcoreID: Int] = [:]
    /// In rings, by their number.
    package fileprivate(set) var rings: [UInt8: Int] = [:]
    /// Named by the journal of an lcore, and nowhere else.
    package fileprivate(set) var hands = 0
    /// Met nowhere.
    package fileprivate(set) var unseen = 0
  }

  package private(set) var counts: [Count]
  /// How often a buffer was met that had been met before: never, unless something is broken.
  package private(set) var doubled = 0
  /// How often something was met that is no buffer: never, unless something is broken.
  package private(set) var foreign = 0

  private let table: BufferTable
  private var isSeen: [Bool]

  /// Walks magazines, rings and hands.
  ///
  /// - Parameters:
  ///   - table: Of `pools`, in the same order; made before everybody stands still, because that takes longer.
  ///   - pools: All of them with our own operations.
  package init(_ journal: Journal, _ pools: [PacketPool], _ rings: [Ring], _ table: BufferTable) {
    self.table = table
    counts = Array(repeating: Count(), count: pools.count)
    isSeen = Array(repeating: false, count: table.count)
    for depot in pools.compactMap(\.depot) { walk(depot) }
    for ring in rings { walk(ring) }
    for lcore in (0..<Journal.slots).compactMap({ try? LcoreID($0) }) {
      unsafe walk(hand: journal.slot(Int(lcore.number)))
      unsafe walk(hand: journal.slot(Int(lcore.number)) + Journal.rightHand)
    }
    for number in 0..<table.count where !isSeen[number] {
      counts[table.pool(of: number)].unseen += 1
    }
  }

  /// Buffers that were met nowhere.
  ///
  /// No lcore can come to have one of these any more, unless a driver gives it back: without drivers that keep buffers
  /// they are lost, and stay so while everybody works on.
  package var unseen: [UInt] {
    (0..<table.count).filter { !isSeen[$0] }.map { table.address($0) }
  }

  /// The pool of a buffer that is met for the first time, or nil.
  private mutating func see(_ address: UInt) -> Int? {
    guard let number = table.number(address) else {
      foreign += 1
      return nil
    }
    guard !isSeen[number] else {
      doubled += 1
      return nil
    }
    isSeen[number] = true
    return table.pool(of: number)
  }

  private mutating func walk(_ depot: Depot) {
    for magazine in 0..<depot.magazines {
      let memory = unsafe depot.magazine(magazine)
      let length = unsafe min(Int(cdpdk_load32(memory)), Depot.capacity)
      guard length > 0 else { continue }
      let owner = unsafe cdpdk_load32(depot.owner(magazine))
      let lcore = owner >= Depot.owned ? try? LcoreID(Int(owner - Depot.owned)) : nil
      let objects = unsafe Depot.objects(memory)
      for index in 0..<length {
        guard let pool = see(unsafe UInt(bitPattern: objects[index])) else { continue }
        if let lcore { counts[pool].caches[lcore, default: 0] += 1 } else { counts[pool].free += 1 }
      }
    }
  }

  private mutating func walk(_ ring: Ring) {
    var position = ring.takenCount
    let end = ring.putCount
    while position != end {
      var segment = unsafe UInt(bitPattern: cdpdk_ring_at(ring.raw, position))
      while segment != 0, let pool = see(segment),
        let raw = unsafe OpaquePointer(bitPattern: segment)
      {
        counts[pool].rings[ring.index, default: 0] += 1
        segment = unsafe UInt(bitPattern: cdpdk_mbuf_next(raw))
      }
      position &+= 1
    }
  }

  /// At a standstill hands are empty. What the journal of one names all the same may be anybody's and is nobody's to
  /// give back: it counts as held unless it was met elsewhere.
  private mutating func walk(hand: UnsafeMutableRawPointer) {
    guard unsafe cdpdk_load64(hand) != 0 else { return }
    let held = unsafe (hand + 64).assumingMemoryBound(to: UInt.self)
    for index in 0..<2 * Hand.burst {
      var segment = unsafe held[index]
      while let number = table.number(segment), !isSeen[number],
        let raw = unsafe OpaquePointer(bitPattern: segment)
      {
        isSeen[number] = true
        counts[table.pool(of: number)].hands += 1
        segment = unsafe UInt(bitPattern: cdpdk_mbuf_next(raw))
      }
    }
  }
}

extension Inventory {
  /// Gives lost buffers back to their pools; in the primary, on its main lcore.
  ///
  /// - Parameter addresses: Buffers of `table` that nobody has.
  /// - Returns: How many went back; a pool that refuses keeps the rest lost.
  package static func giveBack(_ addresses: [UInt]) -> Int {
    addresses.count { address in
      guard let raw = unsafe OpaquePointer(bitPattern: address) else { return false }
      var object = unsafe UnsafeMutableRawPointer(bitPattern: address)
      unsafe cdpdk_mbuf_make_raw(raw)
      return unsafe MagazineOperations.put(cdpdk_mbuf_pool(raw), &object, 1) == 0
    }
  }
}
