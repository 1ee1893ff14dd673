// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
package import SPPModel

/// A moment in which all lcores of the group stand between two bursts, with empty hands; asked for by the primary.
package struct Standstill {
  /// Why there was none. Everybody works on.
  package enum Failure: Error, Hashable, Sendable {
    /// These did not stop in time.
    case moving([LcoreID])
    /// The look took longer than the lcores were asked to stand; what was seen proves nothing.
    case overdue
  }

  let journal: Journal

  package init(_ journal: Journal) { self.journal = journal }

  /// Lets `body` look at shared memory while nobody moves a packet.
  ///
  /// - Parameters:
  ///   - patience: Nanoseconds to wait for all lcores.
  ///   - lease: Nanoseconds that `body` may take; if it takes longer, the lcores go on by themselves.
  ///   - watch: Called again and again while somebody is waited for: the lcores of a process that has died stop by being
  ///     buried.
  /// - Returns: What `body` gave, and for how many nanoseconds the group was asked to stand.
  package func hold<Value>(
    patience: UInt64, lease: UInt64, watch: () -> Void, _ body: () -> Value
  ) throws(Failure) -> (value: Value, nanoseconds: UInt64) {
    let began = cdpdk_monotonic()
    let until = began + min(patience + lease, Halt.longest)
    unsafe cdpdk_store64_release(journal.until, until)
    defer { unsafe cdpdk_store64_release(journal.until, 0) }
    cdpdk_fence_full()
    var looks = 0
    while true {
      let moving = moving(until)
      if moving.isEmpty { break }
      guard cdpdk_monotonic() - began < patience else { throw .moving(moving) }
      looks += 1
      if looks % 50 == 0 { watch() }
      Pause.rest(20_000)
    }
    let value = body()
    // All of the look is done before the lcores are looked at again.
    cdpdk_fence_acquire()
    guard moving(until).isEmpty, cdpdk_monotonic() < until else { throw .overdue }
    return (value, cdpdk_monotonic() - began)
  }

  /// Lcores that are at work. Acquire pairs with the release in `Halt.stand`.
  private func moving(_ until: UInt64) -> [LcoreID] {
    (0..<Journal.slots).compactMap { number in
      let mark = unsafe cdpdk_load64_acquire(journal.mark(number))
      return mark == Halt.atRest || mark == until ? nil : try? LcoreID(number)
    }
  }
}
