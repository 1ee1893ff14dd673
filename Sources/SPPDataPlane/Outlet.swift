// SPDX-License-Identifier: BSD-3-Clause

package import DPDK
package import SPPModel

/// Where a component sends to: a port's queue, its VLAN operation and its counters.
package struct Outlet {
  /// What takes the packets.
  package enum Target {
    /// `keeps`: whether the driver keeps buffers between two calls.
    case device(UInt16, queue: UInt16, keeps: Bool = true)
    /// `lost` counts, in shared memory, what found the ring full.
    case ring(Ring, lost: Counter)
    case guest(GuestQueue)
    case capture(PcapFileSink)
  }

  private let target: Target
  private let tag: TagOperation
  private let page: PortPage
  /// Bytes of the longest frame the target takes.
  private let longest: Int
  /// Checksums that the target finishes itself, `RTE_MBUF_F_TX_…`.
  private let offloads: Bool

  /// - Parameters:
  ///   - longest: Bytes of the longest frame the target takes, without FCS.
  ///   - offloads: Whether the target finishes a guest's checksum request itself.
  package init(
    _ target: Target, vlan: VLANOperation, longest: Int = 65_535, offloads: Bool = false,
    book: PortBook
  ) {
    self.target = target
    tag = TagOperation(vlan)
    page = book.page
    self.longest = longest
    self.offloads = offloads
  }

  /// Sends the first `count` packets of the hand; what the port does not take is dropped and counted here, the only
  /// place.
  ///
  /// It changes nothing here: `mutating` is for being called where it lies, because a copy for the call would cost more
  /// than the journal.
  @inline(__always) @_noLocks
  mutating func send(_ count: Int, _ survey: Survey, from hand: inout Hand) {
    guard tag.isNone else { return sendTagged(count, survey, from: &hand) }
    sendPlain(count, survey, from: &hand)
  }

  @inline(__always) @_noLocks
  private mutating func sendTagged(_ count: Int, _ survey: Survey, from hand: inout Hand) {
    let left = Tagging.apply(tag, count, in: &hand, page: page)
    guard left > 0 else { return }
    var tagged = survey
    tagged.bytes = Survey(hand, left, .bytes).bytes
    sendPlain(left, tagged, from: &hand)
  }

  /// What must be known of packets that come from these inlets.
  func depth(from inlets: [Inlet]) -> Survey.Depth {
    let chains: Bool
    let requests: Bool
    switch target {
    case .device: (chains, requests) = (true, !offloads)
    // Neither frees: what finds no room is looked at when it is dropped.
    case .ring: (chains, requests) = (false, false)
    case .guest: (chains, requests) = (true, false)
    case .capture: (chains, requests) = (true, true)
    }
    let matters = inlets.contains { chains && $0.chains || requests && $0.requests }
    return matters ? .whole : .bytes
  }

  @inline(__always) @_noLocks
  private mutating func sendPlain(_ count: Int, _ survey: Survey, from hand: inout Hand) {
    switch target {
    case .device(let device, let queue, let keeps):
      if !offloads, survey.flags & Mbuf.checksumRequests != 0 { hand.finishChecksums(count) }
      let sent = hand.transmit(
        count, device: device, queue: queue, chained: survey.chained, keeps: keeps)
      guard sent < count else { return account(count, survey.bytes) }
      resendToDevice(count, sent, survey, device, queue, keeps, from: &hand)
    case .ring(let ring, let lost):
      let sent = hand.give(count, to: ring)
      guard sent < count else { return account(count, survey.bytes) }
      account(sent, survey.bytes &- drop(count &- sent, .txFull, from: &hand))
      lost.add(count &- sent)
    case .guest(let guest):
      sendToGuest(guest, count, survey, from: &hand)
    case .capture(let file):
      if survey.flags & Mbuf.checksumRequests != 0 { hand.finishChecksums(count) }
      let written = hand.copy(count, to: file)
      release(written, of: count, .txFull, survey, from: &hand)
    }
  }

  @inline(__always) @_noLocks
  private mutating func account(_ packets: Int, _ bytes: Int) {
    page.packets.add(packets)
    page.bytes.add(bytes)
  }

  /// Drops the first `count` packets; returns their bytes.
  @inline(never) @_noLocks
  private mutating func drop(_ count: Int, _ reason: DropCode, from hand: inout Hand)
    -> Int
  {
    let survey = Survey(hand, count, .whole)
    page.drop(reason).add(count)
    hand.free(count, chained: survey.chained)
    return survey.bytes
  }

  /// A device stops at a frame that is too long for it: that one is dropped for its length, the others get their chance.
  @inline(never) @_noLocks
  private mutating func resendToDevice(
    _ count: Int, _ first: Int, _ survey: Survey, _ device: UInt16, _ queue: UInt16, _ keeps: Bool,
    from hand: inout Hand
  ) {
    var left = count &- first
    var bytes = survey.bytes
    var sent = first
    while left > 0, hand.packet(0).length > longest {
      bytes &-= drop(1, .tooLong, from: &hand)
      left &-= 1
      guard left > 0 else { break }
      let more = hand.transmit(
        left, device: device, queue: queue, chained: survey.chained, keeps: keeps)
      sent &+= more
      left &-= more
    }
    if left > 0 { bytes &-= drop(left, .txFull, from: &hand) }
    account(sent, bytes)
  }

  /// A guest's frames are copied out; the buffers go back to their pool.
  @inline(__always) @_noLocks
  private mutating func sendToGuest(
    _ guest: GuestQueue, _ count: Int, _ survey: Survey, from hand: inout Hand
  ) {
    guard guest.isConnected else {
      _ = drop(count, .noGuest, from: &hand)
      return
    }
    let taken = hand.copy(count, to: guest)
    release(taken, of: count, .txFull, survey, from: &hand)
  }

  /// Gives back the buffers of `taken` packets that were copied out, and drops the rest.
  @inline(__always) @_noLocks
  private mutating func release(
    _ taken: Int, of count: Int, _ reason: DropCode, _ survey: Survey, from hand: inout Hand
  ) {
    guard taken < count else {
      hand.free(count, chained: survey.chained)
      return account(count, survey.bytes)
    }
    if taken > 0 { hand.free(taken, chained: survey.chained) }
    account(taken, survey.bytes &- drop(count &- taken, reason, from: &hand))
  }
}
