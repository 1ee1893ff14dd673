// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// Sends each packet to one port, and a copy of it to another.
struct Mirror: ~Copyable {
  let inlet: Inlet
  var outlet: Outlet
  var witness: Outlet
  let page: ComponentPage

  /// One turn: at most one burst; whether there was one.
  @_noLocks
  mutating func poll(_ hand: inout Hand, copies: inout Hand) -> Bool {
    inlet.poll(into: &hand)
    guard hand.count > 0 else { return false }
    page.begin()
    let survey = inlet.admit(&hand, .whole)
    if hand.count > 0 {
      // Copies first: what the outlet sends is no longer ours to read.
      Copies.send(hand, survey, to: &witness, with: &copies, page: page)
      outlet.send(hand.count, survey, from: &hand)
    }
    page.end()
    return true
  }
}

/// Copies of a whole burst: each a buffer of its own, so that reference counts stay 1.
enum Copies {
  /// Sends a copy of each packet in `hand`; `copies` is empty before and after.
  @inline(__always) @_noLocks
  static func send(
    _ hand: borrowing Hand, _ survey: Survey, to outlet: inout Outlet, with copies: inout Hand,
    page: ComponentPage
  ) {
    let count = hand.count
    guard !survey.chained, copies.allocate(count, from: hand.packet(0).pool) else {
      return sendOneByOne(hand, to: &outlet, with: &copies, page: page)
    }
    page.copies.add(count)
    var longer: UInt32 = 0
    for index in 0..<count where !hand.packet(index).copy(to: copies.packet(index)) {
      longer |= 1 << UInt32(truncatingIfNeeded: index)
    }
    guard longer == 0 else {
      return sendSome(longer, survey, to: &outlet, from: &copies, page: page)
    }
    outlet.send(count, survey, from: &copies)
  }

  /// Chains may not fit a buffer, and a pool that has too few for all may have some.
  @inline(never) @_noLocks
  private static func sendOneByOne(
    _ hand: borrowing Hand, to outlet: inout Outlet, with copies: inout Hand, page: ComponentPage
  ) {
    for index in 0..<hand.count {
      let packet = hand.packet(index)
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
      outlet.send(1, Survey(copies, 1, .whole), from: &copies)
    }
  }

  /// Drops the copies that did not fit a buffer, and sends the others in order.
  @inline(never) @_noLocks
  private static func sendSome(
    _ longer: UInt32, _ survey: Survey, to outlet: inout Outlet, from copies: inout Hand,
    page: ComponentPage
  ) {
    let dropped = longer.nonzeroBitCount
    var front = 0
    var back = dropped
    for index in 0..<copies.count {
      if longer & (1 << UInt32(truncatingIfNeeded: index)) != 0 {
        copies.place(copies.packet(index), at: front)
        front &+= 1
      } else {
        copies.place(copies.packet(index), at: back)
        back &+= 1
      }
    }
    copies.flip()
    page.drop(.tooLong).add(dropped)
    copies.free(dropped, chained: false)
    guard copies.count > 0 else { return }
    outlet.send(copies.count, Survey(copies, copies.count, .whole), from: &copies)
  }
}
