// SPDX-License-Identifier: BSD-3-Clause
import SPPModel

/// An Ethernet frame for tests, written down byte by byte.
struct Frame: Hashable {
  /// Four bytes after the addresses.
  struct Tag: Hashable {
    var type: UInt16
    var control: UInt16

    static func vlan(_ vid: UInt16, pcp: UInt16 = 0, dei: UInt16 = 0) -> Tag {
      Tag(type: 0x8100, control: pcp << 13 | dei << 12 | vid)
    }
    /// The outer tag of a provider (IEEE 802.1ad).
    static func service(_ vid: UInt16) -> Tag { Tag(type: 0x88a8, control: vid) }
  }

  var destination: UInt64 = 0x5254_0000_0001
  var tags: [Tag] = []
  /// In the first four bytes of the payload, so that every frame differs.
  var number = 0
  var payload = 46

  var bytes: [UInt8] {
    var bytes = big(destination, 6) + big(0x0200_0000_00aa, 6)
    for tag in tags { bytes += big(UInt64(tag.type), 2) + big(UInt64(tag.control), 2) }
    bytes += [0x88, 0xb5] + big(UInt64(number), 4)
    return bytes + (4..<max(4, payload)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) }
  }

  /// The same frame after an attachment's operation, as IEEE 802.1Q and `VLANOperation` say.
  func after(_ operation: VLANOperation) -> Frame {
    var frame = self
    let isTagged = tags.first?.type == 0x8100
    switch operation {
    case .none: break
    case .add(let vlan, let priority):
      if isTagged { frame.tags.removeFirst() }
      frame.tags.insert(.vlan(vlan.number, pcp: UInt16(priority.number)), at: 0)
    case .delete: if isTagged { frame.tags.removeFirst() }
    }
    return frame
  }

  private func big(_ value: UInt64, _ count: Int) -> [UInt8] {
    (1...count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - $0))) }
  }
}

extension VLANOperation {
  static func add(_ vid: Int, pcp: Int = 0) throws -> VLANOperation {
    .add(try VLANID(vid), try PriorityCodePoint(pcp))
  }
}

extension ClassifierKey {
  /// Reads a key as statuses print it: `52:54:00:00:00:01`, `default`, `101/default`.
  init(_ text: String) throws {
    let words = text.split(separator: "/").map(String.init)
    let vlan = words.count > 1 ? try VLANID(parsing: words[0]) : nil
    let name = words.last ?? ""
    self.init(
      vlan: vlan, address: name == "default" ? .default : .mac(try MACAddress(parsing: name)))
  }
}
