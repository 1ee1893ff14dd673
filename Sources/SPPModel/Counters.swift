// SPDX-License-Identifier: BSD-3-Clause

/// Packets and bytes.
package struct Traffic: Hashable, Sendable {
  package var packets: UInt64
  /// Bytes of the frames without FCS, preamble and gap.
  package var bytes: UInt64

  package init(packets: UInt64 = 0, bytes: UInt64 = 0) {
    self.packets = packets
    self.bytes = bytes
  }
}

/// What passed one attachment since it was made.
package struct AttachmentCounters: Hashable, Sendable {
  package let port: ResourceUID
  package let direction: Direction
  /// Received from the port, or sent to it.
  package var traffic: Traffic
  /// Packets dropped at this attachment.
  package var drops: [DropReason: UInt64]

  package init(
    port: ResourceUID, direction: Direction, traffic: Traffic, drops: [DropReason: UInt64] = [:]
  ) {
    self.port = port
    self.direction = direction
    self.traffic = traffic
    self.drops = drops
  }
}

/// What a component did since it was started: `received + copies = sent + sum of drops`, exactly, between bursts.
package struct ComponentCounters: Hashable, Sendable {
  package let name: ComponentName
  package var received: Traffic
  /// What was recorded is among it.
  package var sent: Traffic
  /// Copies made for multicast, for a mirror's second port and for a capture file, beyond the original.
  package var copies: UInt64
  /// What a capture gave to its writer.
  package var recorded: Traffic
  /// Drops of the component and of its attachments, by reason; zeroes are left out.
  package var drops: [DropReason: UInt64]
  package var attachments: [AttachmentCounters]

  package init(
    name: ComponentName, received: Traffic, sent: Traffic, copies: UInt64,
    drops: [DropReason: UInt64],
    attachments: [AttachmentCounters], recorded: Traffic = Traffic()
  ) {
    self.name = name
    self.received = received
    self.sent = sent
    self.copies = copies
    self.drops = drops
    self.attachments = attachments
    self.recorded = recorded
  }

  package var dropped: UInt64 { drops.values.reduce(0, &+) }
}
