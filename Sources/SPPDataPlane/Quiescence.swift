// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK
internal import Synchronization

/// Waits until every lcore of this process has left the turn it was in: what was hidden from the lcores before is then
/// used by none.
package enum Quiescence {
  private static let watched = Mutex<[Worker]>([])

  /// The workers to wait for; before the first guest.
  package static func watch(_ workers: [Worker]) { watched.withLock { $0 = workers } }

  /// Called on librte_vhost's thread, after a heavy fence.
  package static let wait: @convention(c) () -> Void = {
    let workers = watched.withLock { $0 }
    let before = workers.map(\.turns)
    for (worker, turns) in zip(workers, before) {
      // A worker without a pipeline, or one that has stopped, takes no turns and holds nothing.
      while worker.isWalking, worker.turns == turns { Pause.rest(20_000) }
    }
  }
}
