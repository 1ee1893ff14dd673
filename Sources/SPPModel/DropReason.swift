// SPDX-License-Identifier: BSD-3-Clause

/// Why a packet was not sent on. Every drop is counted under one of these.
package enum DropReason: String, CaseIterable, Hashable, Sendable {
  /// The tx port took no more: ring full, device queue full, guest without buffers.
  case txFull = "tx_full"
  /// No table entry and no default.
  case unknownDestination = "unknown_destination"
  /// Shorter than an Ethernet header.
  case runt
  /// A tag that is cut short, or a header that is not whole in the first segment.
  case malformedTag = "malformed_tag"
  /// No headroom for a tag.
  case noHeadroom = "no_headroom"
  /// No free buffer for a copy.
  case noBuffer = "no_buffer"
  /// No guest is connected to the vhost port, or its link is down.
  case noGuest = "no_guest"
  /// The frame is longer than the tx port takes.
  case tooLong = "too_long"
  /// A multicast frame to which no port listens in its VLAN.
  case noReceiver = "no_receiver"
  /// A recorder has no room for a frame: compressing and writing do not keep up.
  case captureFull = "capture_full"
}
