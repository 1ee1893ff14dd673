// SPDX-License-Identifier: BSD-3-Clause

package import SPPModel

/// Tells workers that turn from those that do not end the turn they are in.
package struct Stagnation {
  private struct Look {
    var turns: UInt64
    /// When the worker was last seen in another turn, or without one.
    var moved: UInt64
  }

  /// Nanoseconds in one turn after which a worker is stuck. A turn takes microseconds; the rest is for the scheduler.
  package static let patience: UInt64 = 3_000_000_000

  private var looks: [LcoreID: Look] = [:]
  /// Lcores that are stuck, and since when.
  package private(set) var stuck: [LcoreID: UInt64] = [:]

  package init() {}

  /// Looks at the workers.
  ///
  /// - Parameter now: Nanoseconds.
  /// - Returns: Lcores that got stuck (since when) or turn again (nil) since the last look.
  package mutating func look(at workers: some Sequence<Worker>, now: UInt64) -> [LcoreID: UInt64?] {
    var changes: [LcoreID: UInt64?] = [:]
    for worker in workers {
      let turns = worker.turns
      let look = looks[worker.lcore]
      if worker.isWalking, let look, look.turns == turns {
        if now > look.moved, now - look.moved > Self.patience, stuck[worker.lcore] == nil {
          stuck[worker.lcore] = look.moved
          changes[worker.lcore] = .some(look.moved)
        }
      } else {
        looks[worker.lcore] = Look(turns: turns, moved: now)
        if stuck.removeValue(forKey: worker.lcore) != nil {
          changes.updateValue(nil, forKey: worker.lcore)
        }
      }
    }
    return changes
  }
}
