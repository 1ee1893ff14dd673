// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// Moves packets from one port to another.
struct Forwarder: ~Copyable {
  let inlet: Inlet
  var outlet: Outlet
  let page: ComponentPage
  let depth: Survey.Depth

  /// One turn: at most one burst; whether there was one.
  @_noLocks
  mutating func poll(_ hand: inout Hand) -> Bool {
    inlet.poll(into: &hand)
    guard hand.count > 0 else { return false }
    page.begin()
    let survey = inlet.admit(&hand, depth)
    if hand.count > 0 { outlet.send(hand.count, survey, from: &hand) }
    page.end()
    return true
  }
}
