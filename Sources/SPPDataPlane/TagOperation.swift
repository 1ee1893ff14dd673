// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK
internal import SPPModel

/// A `VLANOperation` as the hot loop needs it.
enum TagOperation {
  case none
  /// Control information in network byte order.
  case set(UInt16)
  case remove

  init(_ operation: VLANOperation) {
    switch operation {
    case .none: self = .none
    case .add(let vlan, let priority):
      self = .set((UInt16(priority.number) << 13 | vlan.number).bigEndian)
    case .delete: self = .remove
    }
  }

  var isNone: Bool {
    @inline(__always) @_noLocks get { if case .none = self { true } else { false } }
  }

  @inline(__always) @_noLocks
  func apply(to packet: Mbuf) -> Mbuf.Fault {
    switch self {
    case .none: .none
    case .set(let control): packet.setTag(control)
    case .remove: packet.removeTag()
    }
  }
}
