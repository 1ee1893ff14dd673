// SPDX-License-Identifier: BSD-3-Clause

package import DPDK
package import SPPModel

/// Where a component receives from: a port's queue, its VLAN operation and its counters.
package struct Inlet {
  /// What is polled.
  package enum Source {
    /// `keeps`: whether the driver keeps buffers between two calls. `chains`: whether it may deliver frames in several.
    case device(UInt16, queue: UInt16, keeps: Bool = true, chains: Bool = true)
    case ring(Ring)
    case guest(GuestQueue)
    case capture(PcapFileSource, into: PacketPool)
  }

  private let source: Source
  private let tag: TagOperation
  private let page: PortPage

  package init(_ source: Source, vlan: VLANOperation, book: PortBook) {
    self.source = source
    tag = TagOperation(vlan)
    page = book.page
  }

  /// Fills the empty hand with at most one burst.
  @inline(__always) @_noLocks
  func poll(into hand: inout Hand) {
    switch source {
    case .device(let device, let queue, let keeps, _):
      hand.receive(device: device, queue: queue, keeps: keeps)
    case .ring(let ring):
      hand.take(from: ring)
    case .guest(let guest):
      hand.receive(from: guest)
    case .capture(let file, let pool):
      hand.receive(from: file, pool: pool)
    }
  }

  /// Whether packets may come in several segments.
  var chains: Bool {
    switch source {
    case .device(_, _, _, let chains): chains
    case .ring, .capture: true
    case .guest: false
    }
  }

  /// Whether packets may come with a guest's checksum request.
  var requests: Bool {
    switch source {
    case .device, .capture: false
    case .ring, .guest: true
    }
  }

  /// Whether it has a VLAN operation.
  var changes: Bool { @inline(__always) @_noLocks get { !tag.isNone } }

  @inline(__always) @_noLocks
  func account(packets: Int, bytes: Int) {
    page.packets.add(packets)
    page.bytes.add(bytes)
  }

  /// Counts what `poll` brought and does the VLAN operation; the hand may be empty after it.
  @inline(__always) @_noLocks
  func admit(_ hand: inout Hand, _ depth: Survey.Depth) -> Survey {
    let survey = Survey(hand, hand.count, depth)
    account(packets: hand.count, bytes: survey.bytes)
    guard !tag.isNone else { return survey }
    let left = Tagging.apply(tag, hand.count, in: &hand, page: page)
    return Survey(hand, left, depth)
  }
}
