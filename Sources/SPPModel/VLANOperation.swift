// SPDX-License-Identifier: BSD-3-Clause

/// What an attachment does to the VLAN tag of each frame that passes it.
///
/// Only the outermost tag with TPID 0x8100 counts; any other type, 0x88a8 included, is an untagged frame's (IEEE 802.1Q, 9.5).
package enum VLANOperation: Hashable, Sendable {
  /// Leaves frames as they are.
  case none
  /// Gives an untagged frame a tag; rewrites VID and PCP of a tagged one. DEI becomes 0.
  case add(VLANID, PriorityCodePoint)
  /// Takes the tag off; leaves an untagged frame as it is.
  case delete
}
