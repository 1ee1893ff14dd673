// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

/// A plan with every kind of component, VLAN operation and entry.
func samplePlan() throws -> VFPlan {
  let mac = try MACAddress(parsing: "52:54:00:12:34:56")
  let vlan = try VLANID(101)
  return VFPlan(
    components: [
      ComponentPlan(
        name: try ComponentName("cls1"), core: try LcoreID(2), kind: .classifier,
        rx: [Attachment(ResourceUID(.phy, 0, queue: 1), vlan: .delete)],
        tx: [
          Attachment(ResourceUID(.ring, 0), vlan: .add(vlan, try PriorityCodePoint(3))),
          Attachment(ResourceUID(.vhost, 1)),
        ]),
      ComponentPlan(name: try ComponentName("mgr1"), core: try LcoreID(2), kind: .merge),
      ComponentPlan(
        name: try ComponentName("fwd1"), core: try LcoreID(3), kind: .forward,
        rx: [Attachment(ResourceUID(.tap, 0))], tx: [Attachment(ResourceUID(.pcap, 0))]),
    ],
    entries: [
      ClassifierEntry(ClassifierKey(vlan: nil, address: .default), port: ResourceUID(.vhost, 1)),
      ClassifierEntry(ClassifierKey(vlan: nil, address: .mac(mac)), port: ResourceUID(.ring, 0)),
      ClassifierEntry(ClassifierKey(vlan: vlan, address: .default), port: ResourceUID(.ring, 0)),
      ClassifierEntry(ClassifierKey(vlan: vlan, address: .mac(mac)), port: ResourceUID(.vhost, 1)),
    ])
}

/// The value as a peer would get it: written, and read again.
func sent(_ json: JSON) throws -> JSON { try JSON(parsing: json.serialized()) }

func parsed(_ text: String) throws(JSONError) -> JSON { try JSON(parsing: Array(text.utf8)) }
