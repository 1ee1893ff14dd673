// SPDX-License-Identifier: BSD-3-Clause

/// What a classifier's table is keyed by: a VLAN or untagged, and a MAC address or the rest.
package struct ClassifierKey: Hashable, Sendable, Comparable {
  package enum Address: Hashable, Sendable {
    /// Frames with this destination.
    case mac(MACAddress)
    /// Frames with no entry of their own.
    case `default`
  }

  /// nil stands for untagged frames and frames with a priority tag (VID 0).
  package let vlan: VLANID?
  package let address: Address

  package init(vlan: VLANID?, address: Address) {
    self.vlan = vlan
    self.address = address
  }

  /// Untagged first, then by VID; in each the default first, then by address.
  package static func < (a: ClassifierKey, b: ClassifierKey) -> Bool {
    func rank(_ key: ClassifierKey) -> (UInt16, UInt64) {
      switch key.address {
      case .default: (key.vlan?.number ?? 0, 0)
      case .mac(let mac): (key.vlan?.number ?? 0, mac.bits + 1)
      }
    }
    return rank(a) < rank(b)
  }
}

extension ClassifierKey: CustomStringConvertible {
  /// As statuses print it: `52:54:00:12:34:56`, `default`, `101/52:54:00:12:34:56`, `101/default`.
  package var description: String {
    let name =
      switch address {
      case .mac(let mac): mac.description
      case .default: "default"
      }
    return vlan.map { "\($0)/\(name)" } ?? name
  }
}

/// A row of the classifier table: frames with this key go to this port, in every classifier that sends to it.
package struct ClassifierEntry: Hashable, Sendable, Comparable {
  package let key: ClassifierKey
  /// With the queue, when one was said.
  package let port: ResourceUID

  package init(_ key: ClassifierKey, port: ResourceUID) {
    self.key = key
    self.port = port
  }

  package static func < (a: ClassifierEntry, b: ClassifierEntry) -> Bool {
    (a.key, a.port) < (b.key, b.port)
  }
}
