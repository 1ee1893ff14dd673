// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK

/// A count with one writer, an lcore, and readers in other threads.
@safe @frozen
public struct Counter {
  @usableFromInline let word: UnsafeMutableRawPointer

  /// - Parameter word: Eight bytes, aligned, that outlive the counter.
  public init(_ word: UnsafeMutableRawPointer) { unsafe self.word = word }

  /// Adds; only the writer. A plain add in the object code.
  @inlinable @inline(__always) @_noLocks
  public func add(_ n: Int) { unsafe cdpdk_count(word, UInt64(truncatingIfNeeded: n)) }

  @inlinable @inline(__always) @_noLocks
  public func store(_ value: UInt64) { unsafe cdpdk_store64(word, value) }

  @inlinable
  public var value: UInt64 { @inline(__always) @_noLocks get { unsafe cdpdk_load64(word) } }
}
