// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// A device that makes frames from nothing and lets them vanish.
enum NullPort {
  static func device(_ index: UInt8) -> String { "eth_null\(index)" }

  /// Bytes of the frames it makes. The driver does not check it against the buffer.
  static let frameSize = 64

  static func plug(_ uid: ResourceUID, pool: PacketPool) throws(PrimaryError) -> RegistryPort {
    var port = try DevicePort.plug(uid, device(uid.index), "size=\(frameSize)", pool: pool)
    port.maximumFrame = 0
    return port
  }
}
