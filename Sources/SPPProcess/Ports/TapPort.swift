// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// A Linux tap device, made at run time.
enum TapPort {
  /// The name of the device in DPDK. The alias, so that a user's own `--vdev net_tap0` keeps its name.
  static func device(_ index: UInt8) -> String { "eth_tap\(index)" }

  /// The name of the interface in Linux: `spp_tap3`, or `spp_tap3g2` while an earlier `spp_tap3` is still there.
  ///
  /// Secondaries that attached an earlier one hold it open as long as they live, and a new device of the same name
  /// would become one more queue of it.
  static func interface(_ index: UInt8) -> String {
    let plain = "spp_tap\(index)"
    var name = plain
    var generation = 2
    while FileName("/sys/class/net/\(name)").exists, generation < 1000 {
      name = "\(plain)g\(generation)"
      generation += 1
    }
    return name
  }

  static func plug(_ uid: ResourceUID, pool: PacketPool) throws(PrimaryError) -> RegistryPort {
    let interface = interface(uid.index)
    let port = try DevicePort.plug(uid, device(uid.index), "iface=\(interface)", pool: pool)
    Log.note("\(uid) is the interface \(interface)")
    return port
  }
}
