// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// Moves packets from several ports to one.
struct Merger: ~Copyable {
  let inlets: InletList
  var outlet: Outlet
  let page: ComponentPage
  let depth: Survey.Depth

  deinit { inlets.destroy() }

  /// One turn: at most one burst from each port; whether there was one.
  @_noLocks
  mutating func poll(_ hand: inout Hand) -> Bool {
    var moved = false
    for index in 0..<inlets.count {
      inlets[index].poll(into: &hand)
      guard hand.count > 0 else { continue }
      moved = true
      page.begin()
      let survey = inlets[index].admit(&hand, depth)
      if hand.count > 0 { outlet.send(hand.count, survey, from: &hand) }
      page.end()
    }
    return moved
  }
}
