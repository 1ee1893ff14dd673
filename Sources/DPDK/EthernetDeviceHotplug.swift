// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK
internal import Glibc

extension EthernetDevice {
  /// Makes a virtual device that all processes of the group can poll.
  ///
  /// A secondary copies a device's queues when it attaches, and crashes when there are none yet. So the device is made
  /// in the primary alone, configured and started, and only then announced.
  /// - Parameters:
  ///   - name: The driver's name and a number, such as `net_tap3`.
  ///   - arguments: The driver's, such as `iface=spp_tap3`.
  ///   - label: As users call it.
  /// - Returns: The device, and the setup with what it has.
  /// - Throws: `DPDKError`; nothing is left of the device then.
  ///
  /// The corresponding C functions are `rte_vdev_init` and `rte_dev_probe`.
  package static func plug(
    _ name: String, arguments: String, label: String, setup: EthernetDeviceSetup, pool: PacketPool
  ) throws(DPDKError) -> (EthernetDevice, EthernetDeviceSetup) {
    let code = unsafe rte_vdev_init(name, arguments)
    guard code == 0 else {
      throw DPDKError("rte_vdev_init", "\(label), \(name),\(arguments)", code: code)
    }
    do throws(DPDKError) {
      let device = try EthernetDevice(named: name, label: label)
      let setup = try device.configure(setup, pool: pool)
      try device.start()
      try device.announce("\(name),\(arguments)")
      return (device, setup)
    } catch {
      _ = unsafe rte_vdev_uninit(name)
      throw error
    }
  }

  /// Tells the secondaries of a device that exists here.
  func announce(_ arguments: String) throws(DPDKError) {
    var code = unsafe rte_dev_probe(arguments)
    // A process that died in this moment takes part in the first round only.
    if code == -ENOMSG { code = unsafe rte_dev_probe(arguments) }
    // The primary has it already, which is what was wanted.
    guard code == 0 || code == -EEXIST else {
      throw DPDKError("rte_dev_probe", label, code: code, hint: Self.hung)
    }
  }

  /// Takes the device from all processes. Nobody may poll or feed it any more.
  ///
  /// - Throws: `DPDKError` — `ENOMSG` a secondary did not answer within ten seconds; the device is still there then.
  ///
  /// The corresponding C functions are `rte_eth_dev_stop` and `rte_dev_remove`.
  package func unplug() throws(DPDKError) {
    // A tap whose interface was moved to another namespace cannot be stopped, but removed.
    _ = rte_eth_dev_stop(id)
    var code = cdpdk_remove_device(id)
    if code == -ENOMSG { code = cdpdk_remove_device(id) }
    guard code == 0 else { throw DPDKError("rte_dev_remove", label, code: code, hint: Self.hung) }
  }

  private static let hung = "is a process of the group hung?"
}
