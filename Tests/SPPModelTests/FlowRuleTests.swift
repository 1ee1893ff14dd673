// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import Testing

struct FlowRuleTests {
  private func eth(_ text: String) throws -> FlowMatch<FlowEthernet> {
    guard case .eth(let match) = try FlowItem(parsing: text) else {
      throw ValueError("item", given: text, expected: "eth")
    }
    return match
  }

  private func vlan(_ text: String) throws -> FlowMatch<FlowVLAN> {
    guard case .vlan(let match) = try FlowItem(parsing: text) else {
      throw ValueError("item", given: text, expected: "vlan")
    }
    return match
  }

  @Test func `an item without fields says nothing`() throws {
    #expect(try eth("eth") == FlowMatch())
    #expect(try vlan("vlan") == FlowMatch())
  }

  @Test func `is means the value and a mask of all ones`() throws {
    let match = try eth("eth dst is 52:54:00:12:34:56 type is 0x0800")
    #expect(match.spec?.destination == (try MACAddress(parsing: "52:54:00:12:34:56")))
    #expect(match.mask?.destination == MACAddress(bits: .max))
    #expect(match.spec?.type == 0x0800)
    #expect(match.mask?.type == 0xffff)
    #expect(match.spec?.source == MACAddress(bits: 0))
    #expect(match.mask?.source == MACAddress(bits: 0))
    #expect(match.last == nil)
  }

  @Test func `spec, last, mask and prefix set one part each`() throws {
    let match = try eth(
      "eth src spec 02:00:00:00:00:00 src last 02:00:00:00:00:FF src prefix 40 type mask 0xff00")
    #expect(match.spec?.source.bits == 0x0200_0000_0000)
    #expect(match.last?.source.bits == 0x0200_0000_00ff)
    #expect(match.mask?.source.bits == 0xffff_ffff_ff00)
    #expect(match.mask?.type == 0xff00)
  }

  @Test(arguments: [
    ("tci is 0xabcd", UInt16(0xabcd), UInt16(0xffff)), ("vid is 100", 100, 0x0fff),
    ("pcp is 5", 0xa000, 0xe000), ("dei is 1", 0x1000, 0x1000),
    ("pcp is 7 dei is 1 vid is 4095", 0xffff, 0xffff),
    ("vid prefix 4 vid spec 0xf00", 0xf00, 0xf00),
  ])
  func `the fields of a tag lie in its control information`(
    _ text: String, _ spec: UInt16, _ mask: UInt16
  ) throws {
    let match = try vlan("vlan \(text)")
    #expect(match.spec?.control == spec)
    #expect(match.mask?.control == mask)
  }

  @Test func `inner_type is a field of its own`() throws {
    let match = try vlan("vlan inner_type is 0x86dd")
    #expect(match.spec?.innerType == 0x86dd)
    #expect(match.spec?.control == 0)
  }

  @Test(arguments: [
    "", "ipv4", "eth dst", "eth dst is", "eth dst is zz", "eth dst like 00:00:00:00:00:00",
    "eth vid is 1", "eth type is 65536", "eth type is -1", "eth dst prefix 49", "vlan pcp is 8",
    "vlan dei is 2", "vlan vid is 0x1000", "vlan vid is 1 vid",
  ])
  func `what is no item is refused`(_ text: String) {
    #expect(throws: ValueError.self) { try FlowItem(parsing: text) }
  }

  @Test(arguments: [
    ("jump group 4294967295", FlowAction.jump(group: .max)), ("queue index 3", .queue(index: 3)),
    ("of_pop_vlan", .popVLAN), ("of_push_vlan ethertype 0x8100", .pushVLAN(ethertype: 0x8100)),
    ("of_set_vlan_vid vlan_vid 101", .setVLANID(101)),
    ("of_set_vlan_pcp vlan_pcp 7", .setPriority(7)),
  ])
  func `each action is read, and read again from its text`(
    _ text: String, _ action: FlowAction
  ) throws {
    #expect(try FlowAction(parsing: text) == action)
    #expect(try FlowAction(parsing: action.text) == action)
  }

  @Test(arguments: [
    "", "drop", "queue", "queue index", "queue index x", "queue index 65536", "queue group 1",
    "jump group 4294967296", "of_pop_vlan now", "of_set_vlan_vid vlan_vid 4096",
    "of_set_vlan_pcp vlan_pcp 8", "queue index 1 2",
  ])
  func `what is no action is refused`(_ text: String) {
    #expect(throws: ValueError.self) { try FlowAction(parsing: text) }
  }

  @Test(arguments: [
    "eth dst is 52:54:00:12:34:56", "eth src spec 02:00:00:00:00:01 type last 2048",
    "vlan pcp is 3",
    "vlan vid spec 7 inner_type mask 0xff", "eth",
  ])
  func `the text of an item is read as the same item`(_ text: String) throws {
    let item = try FlowItem(parsing: text)
    #expect(try FlowItem(parsing: item.text) == item)
  }
}
