// SPDX-License-Identifier: BSD-3-Clause

/// A port as one component uses it, in one direction.
package struct Attachment: Hashable, Sendable {
  package let port: ResourceUID
  package var vlan: VLANOperation

  package init(_ port: ResourceUID, vlan: VLANOperation = .none) {
    self.port = port
    self.vlan = vlan
  }
}

/// A component as the plan wants it.
package struct ComponentPlan: Hashable, Sendable {
  package let name: ComponentName
  package let core: LcoreID
  package let kind: ComponentKind
  /// In the order in which they were attached.
  package var rx: [Attachment]
  /// In the order in which they were attached.
  package var tx: [Attachment]

  package init(
    name: ComponentName, core: LcoreID, kind: ComponentKind, rx: [Attachment] = [],
    tx: [Attachment] = []
  ) {
    self.name = name
    self.core = core
    self.kind = kind
    self.rx = rx
    self.tx = tx
  }

  package subscript(direction: Direction) -> [Attachment] {
    get { direction == .rx ? rx : tx }
    set { if direction == .rx { rx = newValue } else { tx = newValue } }
  }
}
