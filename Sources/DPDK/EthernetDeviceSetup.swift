// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK
internal import Glibc
internal import SPPModel

/// How a device is set up, and what it turned out to have.
package struct EthernetDeviceSetup: Hashable, Sendable {
  /// Receive queues that users see; frames are spread over them by RSS.
  package var rxQueues = 1
  /// Transmit queues that users see.
  package var txQueues = 1
  /// Transmit queues of the device: more than users see, so that components need not share one.
  package internal(set) var deviceTxQueues = 1
  package internal(set) var rxDescriptors = 0
  package internal(set) var txDescriptors = 0
  /// Payload bytes of the longest frame, nil to leave it as it is.
  package var mtu: Int?

  /// Most transmit queues that are set up unless users ask for more: software drivers count the packets of this many
  /// (`RTE_ETHDEV_QUEUE_STAT_CNTRS`), and no host of ours has more components on one port.
  package static let maximumTxQueues = 16

  package init(rxQueues: Int = 1, txQueues: Int = 1, mtu: Int? = nil) {
    self.rxQueues = rxQueues
    self.txQueues = txQueues
    self.mtu = mtu
  }

  /// Buffers that a device set up like this can keep to itself.
  package var heldBuffers: Int {
    rxQueues * rxDescriptors + min(deviceTxQueues, txQueues + 4) * txDescriptors
  }
}

extension EthernetDevice {
  /// Configures the device and its queues; it may be started then.
  ///
  /// Buffers of a port come from one pool and have one owner each, which is what the fast-free offload asks for.
  /// - Parameter pool: Where received frames are put.
  /// - Returns: The setup with what the device has: transmit queues, descriptors.
  /// - Throws: `DPDKError` — `EINVAL` more queues than the device has, `EBUSY` it runs, and what drivers say.
  ///
  /// The corresponding C functions are `rte_eth_dev_configure`, `rte_eth_rx_queue_setup`, `rte_eth_tx_queue_setup`,
  /// `rte_eth_dev_set_mtu` and `rte_eth_promiscuous_enable`.
  package func configure(_ asked: EthernetDeviceSetup, pool: PacketPool) throws(DPDKError)
    -> EthernetDeviceSetup
  {
    let capabilities = try EthernetCapabilities(of: self)
    let setup = try planned(asked, capabilities)
    var configuration = unsafe rte_eth_conf()
    unsafe configuration.rxmode.offloads = capabilities.rxOffloads & cdpdk_rx_checksum
    unsafe configuration.txmode.offloads =
      capabilities.txOffloads & (cdpdk_tx_fast_free | cdpdk_tx_checksums | cdpdk_tx_multi_segment)
    if capabilities.isTap {
      // The driver computes checksums in software for what is marked; buffers are freed one by one anyhow.
      unsafe configuration.rxmode.offloads = 0
      unsafe configuration.txmode.offloads &= cdpdk_tx_checksums
    }
    if setup.rxQueues > 1, capabilities.rssFunctions & cdpdk_rss_ip != 0 {
      unsafe configuration.rxmode.mq_mode = rte_eth_rx_mq_mode(rawValue: cdpdk_mq_rss)
      unsafe configuration.rx_adv_conf.rss_conf.rss_hf = capabilities.rssFunctions & cdpdk_rss_ip
    }
    try check(
      "rte_eth_dev_configure",
      unsafe rte_eth_dev_configure(
        id, UInt16(setup.rxQueues), UInt16(setup.deviceTxQueues), &configuration))
    let socket = UInt32(bitPattern: Int32(self.socket ?? Int(SOCKET_ID_ANY)))
    for queue in 0..<UInt16(setup.rxQueues) {
      try check(
        "rte_eth_rx_queue_setup",
        unsafe rte_eth_rx_queue_setup(id, queue, UInt16(setup.rxDescriptors), socket, nil, pool.raw)
      )
    }
    for queue in 0..<UInt16(setup.deviceTxQueues) {
      try check(
        "rte_eth_tx_queue_setup",
        rte_eth_tx_queue_setup(id, queue, UInt16(setup.txDescriptors), socket, nil))
    }
    if let mtu = setup.mtu {
      try check("rte_eth_dev_set_mtu", rte_eth_dev_set_mtu(id, UInt16(clamping: mtu)))
    }
    // Drivers without the notion receive everything already.
    let promiscuous = rte_eth_promiscuous_enable(id)
    guard promiscuous == 0 || promiscuous == -ENOTSUP else {
      throw DPDKError("rte_eth_promiscuous_enable", label, code: promiscuous)
    }
    return setup
  }

  /// The setup as the device can have it; nothing is changed.
  ///
  /// - Throws: `DPDKError` `EINVAL` more queues than the device has.
  package func planned(_ asked: EthernetDeviceSetup) throws(DPDKError) -> EthernetDeviceSetup {
    try planned(asked, EthernetCapabilities(of: self))
  }

  private func planned(
    _ asked: EthernetDeviceSetup, _ capabilities: EthernetCapabilities
  ) throws(DPDKError) -> EthernetDeviceSetup {
    var setup = asked
    guard setup.rxQueues <= capabilities.rxQueues, setup.txQueues <= capabilities.txQueues else {
      throw DPDKError(
        "rte_eth_dev_configure", "\(label), rxq \(setup.rxQueues) txq \(setup.txQueues)",
        code: EINVAL,
        hint:
          "the device has at most \(capabilities.rxQueues) receive and \(capabilities.txQueues) transmit queues"
      )
    }
    setup.deviceTxQueues = min(
      capabilities.txQueues, max(EthernetDeviceSetup.maximumTxQueues, setup.txQueues))
    if capabilities.isTap {
      // The driver wants as many of the one as of the other.
      setup.rxQueues = max(setup.rxQueues, setup.txQueues)
      setup.deviceTxQueues = setup.rxQueues
    }
    // A tap keeps a buffer for each receive descriptor for ever.
    let wanted = capabilities.isTap ? 128 : 512
    setup.rxDescriptors = capabilities.rxDescriptors.nearest(to: wanted)
    setup.txDescriptors = capabilities.txDescriptors.nearest(to: wanted)
    return setup
  }

  /// Buffers that the driver of a running device keeps: in its receive queues all the time, in its transmit queues at
  /// most. Computed from the queues as they were set up; what drivers say of it differs too much.
  package var heldBuffers: (receiving: Int, sending: Int) {
    var info = unsafe rte_eth_dev_info()
    guard unsafe rte_eth_dev_info_get(id, &info) == 0,
      let capabilities = try? EthernetCapabilities(of: self),
      // Its packets are in rings, where everybody sees them.
      capabilities.driver != "net_ring"
    else { return (0, 0) }
    let asked = unsafe EthernetDeviceSetup(
      rxQueues: Int(info.nb_rx_queues), txQueues: Int(info.nb_tx_queues))
    guard let setup = try? planned(asked, capabilities) else { return (0, 0) }
    return unsafe (
      keepsBuffers(.rx) ? Int(info.nb_rx_queues) * setup.rxDescriptors : 0,
      keepsBuffers(.tx) ? Int(info.nb_tx_queues) * setup.txDescriptors : 0
    )
  }

  /// Driver of the device, such as `net_tap`; empty when it does not say.
  package var driver: String { (try? EthernetCapabilities(of: self).driver) ?? "" }
}
