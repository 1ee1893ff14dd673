// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// Two rings as one device, whose other side is a program of DPDK's that knows devices only.
struct PipePort {
  let pipe: Pipe
  private let device: EthernetDevice
  private let claims: [Claim]

  /// The name of the device in DPDK is `net_ring_` and this.
  static func device(_ index: UInt8) -> String { "spp_pipe\(index)" }

  /// Makes the device, and claims the sides of the rings that it uses.
  ///
  /// - Throws: `PrimaryError`; nothing is changed then.
  static func make(_ pipe: Pipe, registry: Registry, pool: PacketPool) throws(PrimaryError)
    -> PipePort
  {
    let label = Pipe.name(pipe.index)
    guard pipe.rx != pipe.tx else { throw .sameRing(pipe) }
    guard EthernetDevice.ids.count < PrimaryOptions.maximumPorts else {
      throw .tooManyDevices(label)
    }
    var claims: [Claim] = []
    do {
      let name = try ComponentName(label)
      claims.append(try registry.claim(pipe.rx, .rx, for: name, by: .primary))
      claims.append(try registry.claim(pipe.tx, .tx, for: name, by: .primary))
      guard let rx = Ring.lookup(pipe.rx.index), let tx = Ring.lookup(pipe.tx.index) else {
        throw RegistryError.noSuchPort(pipe.rx)
      }
      let joined = try EthernetDevice.join(
        device(pipe.index), rx: rx, tx: tx, label: label, pool: pool)
      return PipePort(pipe: pipe, device: joined, claims: claims)
    } catch {
      for claim in claims { registry.release(claim, by: .primary) }
      throw .refused("\(error)")
    }
  }

  /// Takes the device away; its program has ended.
  ///
  /// - Throws: `PrimaryError.dpdk`; the pipe is still there then.
  func remove(_ registry: Registry) throws(PrimaryError) {
    do throws(DPDKError) { try device.unplug() } catch { throw .dpdk(error) }
    for claim in claims { registry.release(claim, by: .primary) }
  }
}
