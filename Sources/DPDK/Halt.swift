// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK
package import SPPModel

/// Where an lcore is asked to stand still between two bursts, and says that it does.
///
/// ```
/// journal's end:   u64 until                     0, or the moment (CLOCK_MONOTONIC, ns) at which standing ends by itself
///         + 64 k:  u64 mark of lcore k - 1       0 at rest, 1 at work, else the `until` that it stands for
/// ```
/// The moment is a lease: whoever asks may die or hang, and the lcores go on when it is over. One that is too far away
/// is no word of ours, and nobody stands for it.
@safe @frozen
public struct Halt {
  /// Longest lease, in nanoseconds.
  static let longest: UInt64 = 5_000_000_000
  static let atRest: UInt64 = 0
  static let atWork: UInt64 = 1

  @usableFromInline let until: UnsafeMutableRawPointer
  @usableFromInline let mark: UnsafeMutableRawPointer

  init(until: UnsafeMutableRawPointer, mark: UnsafeMutableRawPointer) {
    unsafe self.until = until
    unsafe self.mark = mark
  }

  /// Says that the lcore is at work from now on; first thing on it, with empty hands.
  ///
  /// The fence pairs with the one in `Standstill`: that one sees the mark, or `pass` sees that it is asked for.
  @_noLocks
  public func begin() {
    unsafe cdpdk_store64(mark, Self.atWork)
    cdpdk_fence_full()
    pass()
  }

  /// Stands still while that is asked for; both hands are empty.
  @inlinable @inline(__always) @_noLocks
  public func pass() {
    if unsafe cdpdk_load64(until) != 0 { stand() }
  }

  @inline(never) @_noLocks @usableFromInline
  func stand() {
    let moment = unsafe cdpdk_load64_acquire(until)
    let now = cdpdk_monotonic()
    guard moment > now, moment &- now <= Self.longest else { return }
    // Release: all that this lcore has done is visible to who reads the mark.
    unsafe cdpdk_store64_release(mark, moment)
    while unsafe cdpdk_load64_acquire(until) == moment, cdpdk_monotonic() < moment {
      cdpdk_rest(10_000)
    }
    unsafe cdpdk_store64_release(mark, Self.atWork)
  }

  /// Says that the lcore has stopped; last thing on it.
  @_noLocks
  public func end() { unsafe cdpdk_store64_release(mark, Self.atRest) }
}

extension Journal {
  private static let lineSize = 64
  /// Bytes of the journal: slots, then what is asked of all lcores, then their marks.
  static let size = slots * slotSize + lineSize * (1 + slots)

  /// Where all lcores are asked to stand still.
  var until: UnsafeMutableRawPointer { unsafe base + Self.slots * Self.slotSize }

  func mark(_ lcore: Int) -> UnsafeMutableRawPointer { unsafe until + Self.lineSize * (1 + lcore) }

  /// What `lcore` looks at between two bursts. Only that lcore may use it.
  package func halt(_ lcore: LcoreID) -> Halt {
    unsafe Halt(until: until, mark: mark(Int(lcore.number)))
  }
}
