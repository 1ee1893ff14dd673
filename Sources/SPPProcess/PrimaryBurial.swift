// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel

/// What is done for a dead process before its slot is given away.
enum PrimaryBurial {
  /// Recovers the packets that its lcores held, as their journals prove.
  static func bury(_ client: RegistryClient, journal: Journal, pools: [PacketPool]) {
    let undertaker = Undertaker(journal, pools: pools) { Ring.lookup($0) }
    let burials = client.lcores.map { undertaker.bury($0) }
    guard let first = burials.first else { return }
    let burial = burials.dropFirst().reduce(first, +)
    Log.note(
      """
      \(client.kind.rawValue) \(client.id): \(burial.freed) buffers and \(burial.magazines) magazines given back, \
      \(burial.rings) ring sides brought back in order, \(burial.lost) buffers lost
      """)
  }
}
