// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// What a vf finds when it joins its group, and keeps until it leaves.
struct VFHost {
  let client: ClientID
  let registry: Registry
  let pool: PacketPool
  let guests: GuestOptions
  let mainLcore: LcoreID
  let workers: [LcoreID]

  /// What a plan must fit, now.
  var facts: ProcessFacts {
    ProcessFacts(
      client: client, mainLcore: mainLcore, workers: Set(workers),
      foreignLcores: registry.foreignLcores(to: client), ports: registry.ports.map(\.facts))
  }

  /// Files of `pcap:index`, named as Soft Patch Panel's users know them.
  func captureSource(_ index: UInt8) -> String { "/tmp/spp-rx\(index).pcap" }
  func captureTarget(_ index: UInt8) -> String { "/tmp/spp-tx\(index).pcap" }
}
