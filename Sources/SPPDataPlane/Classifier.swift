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
  private let unknown: Int

  /// Groups beyond the outlets.
  private static let extra = 4
  private var runt: Int { @inline(__always) @_noLocks get { unknown &+ 1 } }
  private var malformed: Int { @inline(__always) @_noLocks get { unknown &+ 2 } }
  private var flood: Int { @inline(__always) @_noLocks get { unknown &+ 3 } }

  init(
    inlet: Inlet, outlets: [Outlet], entries: [(key: ClassifierKey, outlet: Int)],
    page: ComponentPage, depth: Survey.Depth
  ) {
    self.inlet = inlet
    self.outlets = OutletList(outlets)
    unknown = outlets.count
    table = ClassifierTable(entries, unknownGroup: outlets.count)
    groups = Groups(count: outlets.count + Self.extra)
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
  func poll(_ hand: inout Hand, copies: inout Hand) -> Bool {
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
  private func classify(_ hand: inout Hand, copies: inout Hand, _ survey: Survey) -> Int {
    let count = hand.count
    var touched = 0
    var total = 0
    if table.isLarge {
      for index in 0..<count { hand.packet(index).prefetchFrame() }
      for index in 0..<count {
        let key = hand.packet(index).key
        groups.setKey(index, key)
        table.prefetch(key)
      }
      for index in 0..<count {
        touched = choose(index, groups.key(index), hand.packet(index).length, touched, &total)
      }
    } else {
      for index in 0..<count {
        let packet = hand.packet(index)
        touched = choose(index, packet.key, packet.length, touched, &total)
      }
    }
    groups.sort(&hand, groups: touched)
    for position in 0..<touched {
      let (group, packets, bytes) = groups.take(position)
      if group < unknown {
        let part = Survey(bytes: bytes, flags: survey.flags, chained: survey.chained)
        outlets[group].send(packets, part, from: &hand)
      } else {
        serve(group, packets, &hand, copies: &copies)
      }
    }
    return total
  }

  @inline(__always) @_noLocks
  private func choose(
    _ index: Int, _ key: UInt64, _ length: Int, _ touched: Int, _ total: inout Int
  )
    -> Int
  {
    total &+= length
    let group =
      key < Mbuf.malformedKey
      ? table.lookup(key, floodGroup: flood) : key == Mbuf.runtKey ? runt : malformed
    return groups.choose(index, group, bytes: length, touchedSoFar: touched)
  }

  /// The groups that are no outlet.
  @inline(never) @_noLocks
  private func serve(
    _ group: Int, _ packets: Int, _ hand: inout Hand, copies: inout Hand
  ) {
    if group == flood {
      for _ in 0..<packets { multicast(&hand, copies: &copies) }
      return
    }
    let reason: DropCode =
      group == unknown ? .unknownDestination : group == runt ? .runt : .malformedTag
    page.drop(reason).add(packets)
    hand.free(packets, chained: Survey(hand, packets, .whole).chained)
  }

  /// Sends the first packet to all receivers of its VLAN: copies to all but the last, which gets the original.
  @_noLocks
  private func multicast(_ hand: inout Hand, copies: inout Hand) {
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
