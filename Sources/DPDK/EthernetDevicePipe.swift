// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK
internal import Glibc

extension EthernetDevice {
  /// Makes a device that receives from one ring and sends to another, for programs that only know devices.
  ///
  /// - Parameters:
  ///   - name: At most 20 bytes; DPDK calls the device `net_ring_` and that.
  ///   - label: As users call it.
  /// - Throws: `DPDKError`; nothing is left of the device then.
  ///
  /// The corresponding C functions are `rte_eth_from_rings` and `rte_dev_probe`.
  package static func join(
    _ name: String, rx: Ring, tx: Ring, label: String, pool: PacketPool
  ) throws(DPDKError) -> EthernetDevice {
    let id = unsafe cdpdk_device_of_rings(name, rx.raw, tx.raw)
    guard id >= 0 else { throw DPDKError("rte_eth_from_rings", label, code: id) }
    let full = "net_ring_\(name)"
    do throws(DPDKError) {
      let device = try EthernetDevice(id: UInt16(id), label: label)
      _ = try device.configure(EthernetDeviceSetup(), pool: pool)
      try device.start()
      try device.announce(full)
      return device
    } catch {
      _ = unsafe rte_vdev_uninit(full)
      throw error
    }
  }
}
