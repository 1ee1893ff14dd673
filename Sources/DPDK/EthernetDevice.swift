// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK
internal import Glibc
package import SPPModel

/// A port of DPDK's Ethernet layer. A lookup: devices belong to the primary, and live until it closes them.
///
/// Only the primary's main lcore changes a device; any process may read its counters.
package struct EthernetDevice: Hashable, Sendable {
  package let id: UInt16
  /// As users call it, such as `phy:0`; the subject of errors.
  package let label: String

  /// - Throws: `DPDKError` `ENODEV` when there is no such port.
  ///
  /// The corresponding C function is `rte_eth_dev_is_valid_port`.
  package init(id: UInt16, label: String) throws(DPDKError) {
    guard rte_eth_dev_is_valid_port(id) != 0 else {
      throw DPDKError("rte_eth_dev_is_valid_port", label, code: ENODEV)
    }
    self.id = id
    self.label = label
  }

  /// - Throws: `DPDKError` when no port has that name.
  ///
  /// The corresponding C function is `rte_eth_dev_get_port_by_name`.
  package init(named name: String, label: String) throws(DPDKError) {
    var id: UInt16 = 0
    let code = unsafe rte_eth_dev_get_port_by_name(name, &id)
    guard code == 0 else {
      throw DPDKError("rte_eth_dev_get_port_by_name", "\(label), \(name)", code: code)
    }
    self.id = id
    self.label = label
  }

  /// Ids of all ports that exist in this process, ascending.
  package static var ids: [UInt16] {
    (0..<UInt16(RTE_MAX_ETHPORTS)).filter { rte_eth_dev_is_valid_port($0) != 0 }
  }

  /// Such as `net_tap0` or `0000:01:00.0`.
  ///
  /// The corresponding C function is `rte_eth_dev_get_name_by_port`.
  package var name: String {
    var buffer = [CChar](repeating: 0, count: Int(RTE_ETH_NAME_MAX_LEN))
    guard unsafe rte_eth_dev_get_name_by_port(id, &buffer) == 0 else { return label }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// nil when the device has none or the null address.
  ///
  /// The corresponding C function is `rte_eth_macaddr_get`.
  package var macAddress: MACAddress { MACAddress(bits: cdpdk_mac_address(id)) }

  /// Whether the link is up, as far as it is known now.
  ///
  /// A secondary that polls a memif port must ask several times a second: the driver drops a dead peer's memory only then.
  ///
  /// The corresponding C function is `rte_eth_link_get_nowait`.
  package var linkIsUp: Bool { cdpdk_link_is_up(id) == 1 }

  /// Whether the driver keeps buffers between two calls, in descriptors or in a queue of its own. Unknown ones may.
  ///
  /// A tap has a buffer waiting for each frame to come, and writes frames out at once; a null device keeps nothing.
  package func keepsBuffers(_ direction: Direction) -> Bool {
    switch (try? EthernetCapabilities(of: self))?.driver {
    case "net_null": false
    case "net_tap": direction == .rx
    default: true
    }
  }

  /// Whether the driver may deliver frames in several segments. Unknown ones may.
  package var makesChains: Bool {
    switch (try? EthernetCapabilities(of: self))?.driver {
    case "net_null", "net_tap": false
    default: true
    }
  }

  /// NUMA node, nil when the device belongs to none.
  ///
  /// The corresponding C function is `rte_eth_dev_socket_id`.
  package var socket: Int? {
    let socket = rte_eth_dev_socket_id(id)
    return socket < 0 ? nil : Int(socket)
  }

  /// Payload bytes of the longest frame.
  ///
  /// The corresponding C function is `rte_eth_dev_get_mtu`.
  package var mtu: Int {
    var mtu: UInt16 = 0
    return unsafe rte_eth_dev_get_mtu(id, &mtu) == 0 ? Int(mtu) : 1500
  }

  // MARK: - Life

  /// The corresponding C function is `rte_eth_dev_start`.
  package func start() throws(DPDKError) { try check("rte_eth_dev_start", rte_eth_dev_start(id)) }

  /// The corresponding C function is `rte_eth_dev_stop`.
  package func stop() throws(DPDKError) { try check("rte_eth_dev_stop", rte_eth_dev_stop(id)) }

  /// The corresponding C function is `rte_eth_dev_close`.
  package func close() throws(DPDKError) { try check("rte_eth_dev_close", rte_eth_dev_close(id)) }

  func check(_ function: String, _ code: Int32) throws(DPDKError) {
    guard code >= 0 else { throw DPDKError(function, label, code: code) }
  }

  // MARK: - Counters

  /// What the device counted since its start or the last reset. Byte counts of null and ring devices stay 0.
  package struct Statistics: Hashable, Sendable {
    package var received = Traffic()
    package var sent = Traffic()
    /// Frames that found no buffer or no room in the receive queue.
    package var missed: UInt64 = 0
    package var receiveErrors: UInt64 = 0
    package var sendErrors: UInt64 = 0
  }

  /// The corresponding C function is `rte_eth_stats_get`.
  package func statistics() throws(DPDKError) -> Statistics {
    var raw = rte_eth_stats()
    try check("rte_eth_stats_get", unsafe rte_eth_stats_get(id, &raw))
    return Statistics(
      received: Traffic(packets: raw.ipackets, bytes: raw.ibytes),
      sent: Traffic(packets: raw.opackets, bytes: raw.obytes),
      missed: raw.imissed &+ raw.rx_nombuf, receiveErrors: raw.ierrors, sendErrors: raw.oerrors)
  }

  /// The corresponding C function is `rte_eth_stats_reset`.
  package func resetStatistics() throws(DPDKError) {
    try check("rte_eth_stats_reset", rte_eth_stats_reset(id))
  }
}
