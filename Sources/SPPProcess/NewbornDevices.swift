// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// The devices of the group that a secondary has not heard of in EAL's start.
///
/// EAL asks the primary for its virtual devices, waits 5 s, and goes on without them. The answer of a primary that is short
/// of CPU comes all the same, and then nobody looks for devices in it.
struct NewbornDevices {
  /// How long EAL waits for the answer, in nanoseconds; a start that took less has had it.
  private static let patience: UInt64 = 5_000_000_000
  /// How long is waited for the late answer, in nanoseconds.
  private static let longest: UInt64 = 20_000_000_000

  let registry: Registry

  /// Ports that the primary publishes, and whose devices are not here; a NIC that was not named to this process, too.
  private var missing: [RegistryPort] {
    registry.ports.filter { port in
      switch port.uid.type {
      case .phy, .tap, .nullpmd, .memif:
        (try? EthernetDevice(id: port.backing, label: "\(port.uid)")) == nil
      case .ring, .vhost, .pcap: false
      }
    }
  }

  /// Waits until all are here, if EAL's start may have missed them.
  ///
  /// - Parameter began: When EAL's start began, as `Registry.now` says it.
  /// - Throws: `BirthError` when they do not come: the process would be ready, and could use no port.
  func arrive(since began: UInt64) throws(BirthError) {
    let start = Registry.now()
    guard start - began >= Self.patience, let first = missing.first else { return }
    Log.note(
      "the primary has not told of \(first.uid)'s device within 5 s; waiting for it a little longer"
    )
    while Registry.now() - start < Self.longest {
      EAL.probe()
      if missing.isEmpty { return }
      Pause.rest(100_000_000)
    }
    throw BirthError(
      "the primary does not answer, so that \(first.uid)'s device is not here; is it hung, or short of CPU? "
        + "Start this process again when it works")
  }
}
