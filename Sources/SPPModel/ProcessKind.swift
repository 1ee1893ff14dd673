// SPDX-License-Identifier: BSD-3-Clause

/// The kinds of process a controller knows, by the word they say in their hello.
package enum ProcessKind: String, CaseIterable, Hashable, Sendable {
  /// Owns the memory and the ports of a group.
  case primary
  /// Components that are configured one by one.
  case vf
  /// A patch table: from port to port.
  case nfv
  /// Components that duplicate traffic.
  case mirror
  /// Records one port.
  case pcap

  /// Kinds of component that a process of this kind runs; the others make theirs themselves.
  package var components: [ComponentKind] {
    switch self {
    case .vf: ComponentKind.allCases + [.formerClassifier]
    case .mirror: [.mirror]
    case .primary, .nfv: [.forward, .merge]
    case .pcap: [.capture]
    }
  }

  /// The program of this kind.
  package var program: String { "spp_\(rawValue)" }
}

/// What a process says of itself when it is asked who it is.
package struct Hello: Hashable, Sendable {
  package let kind: ProcessKind
  package let client: ClientID
  package let pid: Int32
  /// Whether it holds no configuration yet, so that a stored one may be given back.
  package let isEmpty: Bool
  /// Of the primary: what secondaries must know to join it.
  package var group: Group?

  /// Where a group is, and how it is joined.
  package struct Group: Hashable, Sendable {
    /// The boot of its host (`/proc/sys/kernel/random/boot_id`).
    package let host: String
    package let filePrefix: String
    /// Where the output of launched processes goes.
    package let logDirectory: String

    package init(host: String, filePrefix: String, logDirectory: String) {
      self.host = host
      self.filePrefix = filePrefix
      self.logDirectory = logDirectory
    }
  }

  package init(kind: ProcessKind, client: ClientID, pid: Int32, isEmpty: Bool) {
    self.kind = kind
    self.client = client
    self.pid = pid
    self.isEmpty = isEmpty
  }
}
