// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK

/// What a device says it can do, with what we know better.
struct EthernetCapabilities {
  /// How many descriptors a queue may have.
  struct Descriptors {
    let least: Int
    let most: Int
    let multiple: Int

    func nearest(to wanted: Int) -> Int { max(min(wanted, most) / multiple * multiple, least) }
  }

  let driver: String
  let rxQueues: Int
  let txQueues: Int
  let rxOffloads: UInt64
  let txOffloads: UInt64
  let rssFunctions: UInt64
  let rxDescriptors: Descriptors
  let txDescriptors: Descriptors

  var isTap: Bool { driver == "net_tap" }

  /// The corresponding C function is `rte_eth_dev_info_get`.
  init(of device: EthernetDevice) throws(DPDKError) {
    var info = unsafe rte_eth_dev_info()
    let code = unsafe rte_eth_dev_info_get(device.id, &info)
    guard code == 0 else { throw DPDKError("rte_eth_dev_info_get", device.label, code: code) }
    driver = unsafe info.driver_name.map { unsafe String(cString: $0) } ?? ""
    // The tap driver reports 16 and aborts the process with five.
    let limit = driver == "net_tap" ? 4 : 1024
    rxQueues = unsafe min(Int(info.max_rx_queues), limit)
    txQueues = unsafe min(Int(info.max_tx_queues), limit)
    rxOffloads = unsafe info.rx_offload_capa
    txOffloads = unsafe info.tx_offload_capa
    rssFunctions = unsafe info.flow_type_rss_offloads
    rxDescriptors = unsafe Descriptors(info.rx_desc_lim)
    txDescriptors = unsafe Descriptors(info.tx_desc_lim)
  }
}

extension EthernetCapabilities.Descriptors {
  /// Drivers leave the limit 0 where they have none.
  init(_ limit: rte_eth_desc_lim) {
    multiple = max(Int(limit.nb_align), 1)
    least = max(Int(limit.nb_min), 1)
    most = limit.nb_max == 0 ? Int(UInt16.max) : Int(limit.nb_max)
  }
}
