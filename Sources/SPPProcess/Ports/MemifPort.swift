// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// A shared-memory link to another DPDK program, which connects to our socket as a client.
enum MemifPort {
  /// The socket that Soft Patch Panel uses; one for all ports, told apart by their number.
  static let socket = "/tmp/spp-memif.sock"

  /// The name of the device in DPDK; the driver has no alias, and `net_memif0` may be a user's own.
  static func device(_ index: UInt8) -> String { "net_memif_spp\(index)" }

  /// - Parameter isFirst: Whether no memif port of ours listens on the socket yet.
  static func plug(_ uid: ResourceUID, isFirst: Bool, pool: PacketPool) throws(PrimaryError)
    -> RegistryPort
  {
    let file = FileName(socket)
    if isFirst, file.exists {
      guard !ControlLoopSocket.isServed(path: socket) else { throw .socketTaken(uid, path: socket) }
      // Left by a process that was killed; the driver would fail on it.
      file.remove()
    }
    return try DevicePort.plug(
      uid, device(uid.index), "role=server,id=\(uid.index),socket=\(socket),socket-abstract=no",
      pool: pool)
  }
}
