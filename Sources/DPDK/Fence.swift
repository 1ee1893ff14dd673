// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK

/// A sequence word around a group of counters: one writer that never waits, readers that read again when it moved.
public enum Fence {
  /// Makes the sequence odd, before the counters are written.
  @inlinable @inline(__always) @_noLocks
  public static func beginWriting(_ word: UnsafeMutableRawPointer) {
    unsafe cdpdk_store64(word, cdpdk_load64(word) &+ 1)
    cdpdk_fence_release()
  }

  /// Makes the sequence even again; release pairs with the acquire in `readSequence`.
  @inlinable @inline(__always) @_noLocks
  public static func endWriting(
    _ word: UnsafeMutableRawPointer, wish: UnsafeMutableRawPointer
  ) {
    unsafe cdpdk_store64_release(word, cdpdk_load64(word) &+ 1)
    let wished = unsafe cdpdk_load64(wish)
    if wished != 0 { linger(wished) }
  }

  /// What a reader asks of the writer that leaves it no time: to wait a microsecond after each round, or to sleep.
  public enum Wish: UInt64, Sendable {
    case none, moment, sleep
  }

  public static func tell(_ wish: Wish, at word: UnsafeMutableRawPointer) {
    unsafe cdpdk_store64(word, wish.rawValue)
  }

  @inline(never) @_noLocks @usableFromInline
  static func linger(_ wish: UInt64) {
    guard wish == 1 else { return cdpdk_rest(20_000) }
    for _ in 0..<32 { cdpdk_pause() }
  }

  public static func readSequence(_ word: UnsafeMutableRawPointer) -> UInt64 {
    unsafe cdpdk_load64_acquire(word)
  }

  /// Whether nothing was written since `sequence` was read.
  public static func isUnchanged(_ word: UnsafeMutableRawPointer, _ sequence: UInt64) -> Bool {
    cdpdk_fence_acquire()
    return unsafe cdpdk_load64(word) == sequence
  }

  /// Lets the other hardware thread of the core go first.
  public static func pause() { cdpdk_pause() }
}
