// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import SPPModel

/// The part of a burial that concerns pools: the dead lcore's magazines, and what its section took from them.
extension Undertaker {
  struct Magazine {
    let pool: PacketPool
    let depot: Depot
    let index: Int
  }

  func ownedMagazines(_ lcore: LcoreID) -> [Magazine] {
    let owner = Depot.owned + UInt32(lcore.number)
    return pools.flatMap { pool -> [Magazine] in
      guard let depot = pool.depot else { return [] }
      return (0..<depot.magazines).compactMap { index in
        unsafe cdpdk_load32_acquire(depot.owner(index)) == owner
          ? Magazine(pool: pool, depot: depot, index: index) : nil
      }
    }
  }

  func length(_ depot: Depot, _ magazine: Int) -> Int {
    min(unsafe Int(cdpdk_load32(depot.magazine(magazine))), Depot.capacity)
  }

  /// Those of the addresses that lie below a magazine's length: they are in the pool, whatever the journal says.
  ///
  /// Others use their magazines meanwhile, but what the dead lcore holds they cannot put there.
  func inPool(_ addresses: Set<UInt>) -> Set<UInt> {
    var found: Set<UInt> = []
    for depot in pools.compactMap(\.depot) {
      for magazine in 0..<depot.magazines {
        let objects = unsafe Depot.objects(depot.magazine(magazine))
        for index in 0..<length(depot, magazine) {
          let object = unsafe UInt(bitPattern: objects[index])
          if addresses.contains(object) { found.insert(object) }
        }
      }
    }
    return found
  }

  /// A full magazine goes back as it is; the buffers of another go to the undertaker's own.
  func giveBack(_ magazine: Magazine, _ burial: inout Burial) {
    burial.magazines += 1
    let depot = magazine.depot
    let count = length(depot, magazine.index)
    guard count < Depot.capacity else { return depot.release(magazine.index, as: Depot.full) }
    let memory = unsafe depot.magazine(magazine.index)
    if count > 0,
      unsafe MagazineOperations.put(magazine.pool.raw, Depot.objects(memory), count) != 0
    {
      burial.lost += count
    }
    unsafe cdpdk_commit32(memory, 0)
    depot.release(magazine.index, as: Depot.empty)
  }

  // MARK: The section

  /// What the section took from pools: a get that was named but not committed never happened.
  func finishedGets(_ section: UnsafeMutableRawPointer, _ lcore: LcoreID) -> [UInt] {
    let word = unsafe cdpdk_load64(section)
    var got = SectionWord.got(word)
    if rules.contains(.pendingGetsCount), word & SectionWord.pending != 0,
      let depot = pools.compactMap(\.depot).first(where: {
        $0.poolIndex == UInt64(SectionWord.pool(word))
      }),
      SectionWord.magazine(word) < depot.magazines
    {
      let magazine = SectionWord.magazine(word)
      let isOwned = unsafe cdpdk_load32(depot.owner(magazine)) == Depot.owned + UInt32(lcore.number)
      let left = SectionWord.length(word) - SectionWord.count(word)
      if isOwned, unsafe Int(cdpdk_load32(depot.magazine(magazine))) == left {
        got += SectionWord.count(word)
      }
    }
    guard rules.contains(.recordCounts) else { return [] }
    let record = unsafe (section + 64).assumingMemoryBound(to: UInt.self)
    return (0..<min(got, Journal.gotCapacity)).map { unsafe record[$0] }
  }
}
