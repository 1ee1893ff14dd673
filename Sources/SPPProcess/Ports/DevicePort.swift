// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// A port with a device of DPDK's Ethernet layer behind it.
enum DevicePort {
  /// Header and two tags: what a frame has beyond its payload.
  static let frameOverhead = 14 + 2 * 4

  /// Makes a virtual device with one queue and announces it to the group.
  static func plug(
    _ uid: ResourceUID, _ name: String, _ arguments: String, pool: PacketPool
  ) throws(PrimaryError) -> RegistryPort {
    guard EthernetDevice.ids.count < PrimaryOptions.maximumPorts else {
      throw .tooManyDevices("\(uid)")
    }
    do throws(DPDKError) {
      let (device, setup) = try EthernetDevice.plug(
        name, arguments: arguments, label: "\(uid)", setup: EthernetDeviceSetup(), pool: pool)
      return port(uid, device, setup)
    } catch {
      throw .dpdk(error)
    }
  }

  /// The port as it is published.
  static func port(_ uid: ResourceUID, _ device: EthernetDevice, _ setup: EthernetDeviceSetup)
    -> RegistryPort
  {
    var port = RegistryPort(uid, backing: device.id)
    port.rxQueues = setup.rxQueues
    port.txQueues = setup.txQueues
    port.deviceTxQueues = setup.deviceTxQueues
    port.mac = device.macAddress
    port.socket = device.socket
    port.maximumFrame = device.mtu + frameOverhead
    return port
  }

  /// Takes the device away; nobody uses it.
  static func unplug(_ port: RegistryPort) throws(PrimaryError) {
    do throws(DPDKError) {
      try EthernetDevice(id: port.backing, label: "\(port.uid)").unplug()
    } catch {
      throw .dpdk(error)
    }
  }
}
