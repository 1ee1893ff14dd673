// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK
internal import SPPModel

/// Sends each packet to the port its VLAN and destination are registered to.
///
/// An exact entry wins, for multicast too; other multicast goes to every port that has an entry in its VLAN, each with a
/// copy of its own; the unknown goes to the default or is dropped.
struct Classifier: ~Copyable {
  let inlet: Inlet
  let outlets: OutletList
  let table: ClassifierTable
  let page: ComponentPage
  let depth: Survey.Depth
  private let groups: Groups
  /// The groups beyond the outlets.
  private let others: ClassifierTable.Others
  private var unknown: Int { @inline(__always) @_noLocks get { others.unknown } }

  init(
    inlet: Inlet, outlets: [Outlet], entries: [(key: ClassifierKey, outlet: Int)],
    page: ComponentPage, depth: Survey.Depth
  ) {
    self.inlet = inlet
    self.outlets = OutletList(outlets)
    others = ClassifierTable.Others(after: outlets.count)
    table = ClassifierTable(entries, others)
    groups = Groups(count: outlets.count + ClassifierTable.Others.count)
    self.page = page
    self.depth = depth
  }

  deinit {
    outlets.destroy()
    table.destroy()
    groups.destroy()
  }

  /// One turn: at most one burst; whether there was one.
  @_noLocks
  mutating func poll(_ hand: inout Hand, copies: inout Hand) -> Bool {
    inlet.poll(into: &hand)
    let received = hand.count
    guard received > 0 else { return false }
    page.begin()
    if depth == .bytes, !inlet.changes {
      // The lengths are read on the way: one look at each packet less.
      let bytes = classify(&hand, copies: &copies, Survey(bytes: 0, flags: 0, chained: false))
      inlet.account(packets: received, bytes: bytes)
    } else {
      let survey = inlet.admit(&hand, depth)
      if hand.count > 0 { _ = classify(&hand, copies: &copies, survey) }
    }
    page.end()
    return true
  }

  /// Sends the hand's packets where they belong; returns their bytes.
  @inline(__always) @_noLocks
  private mutating func classify(_ hand: inout Hand, copies: inout Hand, _ survey: Survey) -> Int {
    let count = hand.count
    var tally = table.isLarge ? chooseFetching(hand) : choose(hand)
    groups.sort(&hand, tally)
    while let (group, packets, bytes) = groups.take(&tally) {
      if group < unknown {
        let part = Survey(bytes: bytes, flags: survey.flags, chained: survey.chained)
        outlets[group].send(packets, part, from: &hand)
      } else {
        serve(group, packets, &hand, copies: &copies)
      }
    }
    return groups.bytes(count)
  }

  /// Finds the group of each packet.
  @inline(__always) @_noLocks
  private func choose(_ hand: borrowing Hand) -> Groups.Tally {
    let held = hand.held
    let (groups, table, others) = (groups, table, others)
    var tally = Groups.Tally()
    for index in 0..<hand.count {
      groups.choose(index, table.lookup(held[index].key, others), &tally)
    }
    return tally
  }

  /// The same, for a table that is larger than the caches next to the core: what a lookup reads is on its way while others
  /// are worked on.
  @inline(__always) @_noLocks
  private func chooseFetching(_ hand: borrowing Hand) -> Groups.Tally {
    let held = hand.held
    let (groups, table, others) = (groups, table, others)
    for index in 0..<hand.count { held[index].prefetchFrame() }
    for index in 0..<hand.count {
      let key = held[index].key
      groups.setKey(index, key)
      table.prefetch(key)
    }
    var tally = Groups.Tally()
    for index in 0..<hand.count {
      // The driver that sends it will read its second line.
      held[index].prefetchRest()
      groups.choose(index, table.lookup(groups.key(index), others), &tally)
    }
    return tally
  }

  /// The groups that are no outlet.
  @inline(never) @_noLocks
  private mutating func serve(
    _ group: Int, _ packets: Int, _ hand: inout Hand, copies: inout Hand
  ) {
    if group == others.flood {
      for _ in 0..<packets { multicast(&hand, copies: &copies) }
      return
    }
    let reason: DropCode =
      group == unknown ? .unknownDestination : group == others.runt ? .runt : .malformedTag
    page.drop(reason).add(packets)
    hand.free(packets, chained: Survey(hand, packets, .whole).chained)
  }

  /// Sends the first packet to all receivers of its VLAN: copies to all but the last, which gets the original.
  @_noLocks
  private mutating func multicast(_ hand: inout Hand, copies: inout Hand) {
    let packet = hand.packet(0)
    let key = packet.key
    let receivers = table.receivers(key)
    guard receivers > 0 else {
      page.drop(.noReceiver).add(1)
      hand.free(1, chained: packet.segments > 1)
      return
    }
    for position in 0..<(receivers &- 1) {
      page.copies.add(1)
      guard copies.allocate(1, from: packet.pool) else {
        page.drop(.noBuffer).add(1)
        continue
      }
      guard packet.copy(to: copies.packet(0)) else {
        page.drop(.tooLong).add(1)
        copies.free(1, chained: false)
        continue
      }
      outlets[table.receiver(key, position)].send(1, Survey(copies, 1, .whole), from: &copies)
    }
    outlets[table.receiver(key, receivers &- 1)].send(1, Survey(hand, 1, .whole), from: &hand)
  }
}
