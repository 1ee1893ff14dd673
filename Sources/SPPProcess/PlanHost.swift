// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// What a process finds in its group, and keeps until it leaves.
struct PlanHost {
  let client: ClientID
  let kind: ProcessKind
  let registry: Registry
  let pool: PacketPool
  let guests: GuestOptions
  let captures: CaptureOptions
  let mainLcore: LcoreID
  let workers: [LcoreID]

  /// What a plan must fit, now.
  var facts: ProcessFacts {
    ProcessFacts(
      client: client, kind: kind, mainLcore: mainLcore, workers: Set(workers),
      foreignLcores: registry.foreignLcores(to: client), ports: registry.ports.map(\.facts))
  }
}
