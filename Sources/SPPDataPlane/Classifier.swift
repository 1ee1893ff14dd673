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
  private let groups: Groups
  private let unknown: Int

  /// Groups beyond the outlets.
  private static let extra = 4
  private var runt: Int { @inline(__always) @_noLocks get { unknown &+ 1 } }
  private var malformed: Int { @inline(__always) @_noLocks get { unknown &+ 2 } }
  private var flood: Int { @inline(__always) @_noLocks get { unknown &+ 3 } }

  init(
    inlet: Inlet, outlets: [Outlet], entries: [(key: ClassifierKey, outlet: Int)],
    page: ComponentPage
  ) {
    self.inlet = inlet
    self.outlets = OutletList(outlets)
    unknown = outlets.count
    table = ClassifierTable(entries, unknownGroup: outlets.count)
    groups = Groups(count: outlets.count + Self.extra)
    self.page = page
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
    guard hand.count > 0 else { return false }
    page.begin()
    let survey = inlet.admit(&hand)
    if hand.count > 0 { classify(&hand, copies: &copies, survey) }
    page.end()
    return true
  }

  @inline(__always) @_noLocks
  private func classify(_ hand: inout Hand, copies: inout Hand, _ survey: Survey) {
    let count = hand.count
    if table.isLarge {
      for index in 0..<count {
        let key = hand.packet(index).key
        groups.setKey(index, key)
        table.prefetch(key)
      }
    } else {
      for index in 0..<count { groups.setKey(index, hand.packet(index).key) }
    }
    var touched = 0
    for index in 0..<count {
      let key = groups.key(index)
      let group =
        key < Mbuf.malformedKey
        ? table.lookup(key, floodGroup: flood) : key == Mbuf.runtKey ? runt : malformed
      touched = groups.choose(index, group, bytes: hand.packet(index).length, touchedSoFar: touched)
    }
    groups.sort(&hand, groups: touched)
    for position in 0..<touched {
      let (group, packets, bytes) = groups.take(position)
      if group < unknown {
        let part = Survey(bytes: bytes, flags: survey.flags, chained: survey.chained)
        outlets[group].send(packets, part, from: &hand)
      } else {
        serve(group, packets, survey, &hand, copies: &copies)
      }
    }
  }

  /// The groups that are no outlet.
  @inline(never) @_noLocks
  private func serve(
    _ group: Int, _ packets: Int, _ survey: Survey, _ hand: inout Hand, copies: inout Hand
  ) {
    if group == flood {
      for _ in 0..<packets { multicast(&hand, copies: &copies) }
      return
    }
    let reason: DropCode =
      group == unknown ? .unknownDestination : group == runt ? .runt : .malformedTag
    page.drop(reason).add(packets)
    hand.free(packets, chained: survey.chained)
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
      outlets[table.receiver(key, position)].send(1, Survey(copies, 1), from: &copies)
    }
    outlets[table.receiver(key, receivers &- 1)].send(1, Survey(hand, 1), from: &hand)
  }
}
