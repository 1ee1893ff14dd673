// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// Records each packet; with an outlet packets pass on, without one they end here.
struct Capture: ~Copyable {
  let inlet: Inlet
  var outlet: Outlet?
  let sink: CaptureSink
  let page: ComponentPage

  /// One turn: at most one burst; whether there was one.
  @_noLocks
  mutating func poll(_ hand: inout Hand) -> Bool {
    inlet.poll(into: &hand)
    guard hand.count > 0 else { return false }
    page.begin()
    let survey = inlet.admit(&hand, .whole)
    let count = hand.count
    if count > 0 {
      // In a file there is nobody who would finish them.
      if survey.flags & Mbuf.checksumRequests != 0 { hand.finishChecksums(count) }
      let (packets, bytes) = hand.copy(count, to: sink)
      page.record(packets: packets, bytes: bytes)
      if packets < count { page.drop(.captureFull).add(count &- packets) }
      if outlet != nil {
        page.copies.add(count)
        outlet?.send(count, survey, from: &hand)
      } else {
        hand.free(count, chained: survey.chained)
      }
    }
    page.end()
    return true
  }
}
