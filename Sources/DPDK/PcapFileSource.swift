// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK
public import Synchronization

/// A replayed file as the polling lcore uses it. A view: its `PcapFileReader` outlives it.
@safe @frozen
public struct PcapFileSource: BitwiseCopyable, @unchecked Sendable {
  /// Buffers that one frame may take; a burst then gets at most 256.
  @inlinable public static var maximumSegments: Int { @inline(__always) @_noLocks get { 8 } }

  @safe
  public struct State: ~Copyable {
    @usableFromInline let file: OpaquePointer
    /// A frame that found no buffer; libpcap keeps it until it is asked for the next.
    @usableFromInline var waiting: UnsafePointer<UInt8>?
    @usableFromInline var waitingLength: UInt32 = 0
    // The lcore: writes   control: reads
    @usableFromInline let tooLong = Atomic<UInt64>(0)
    @usableFromInline let isAtEnd = Atomic<Bool>(false)

    init(file: OpaquePointer) { unsafe self.file = file }
  }

  @usableFromInline let state: UnsafeMutablePointer<State>

  init(state: UnsafeMutablePointer<State>) { unsafe self.state = state }

  /// Takes the next frames of the file; none after the last. Frames longer than a buffer become chains.
  ///
  /// For the journal: a section with at most `max * 8` gets and at most 8 puts. A frame that finds the pool empty waits.
  /// - Returns: How many; `objects` beyond them are undefined.
  @inlinable @_noLocks
  public func read(
    into objects: UnsafeMutablePointer<OpaquePointer?>, max: UInt16, pool: OpaquePointer
  ) -> UInt16 {
    let room = unsafe cdpdk_pool_room(pool)
    var count = 0
    while count < Int(max), fetch() {
      let bytes = unsafe state.pointee.waiting.unsafelyUnwrapped
      let length = unsafe state.pointee.waitingLength
      if length > room &* UInt32(Self.maximumSegments) {
        unsafe state.pointee.tooLong.wrappingAdd(1, ordering: .relaxed)
      } else {
        guard unsafe build(objects + count, bytes, length, room, pool) else { break }
        count &+= 1
      }
      unsafe state.pointee.waiting = nil
    }
    return UInt16(truncatingIfNeeded: count)
  }

  /// Whether a frame waits, after reading one when none did.
  @inlinable @_noLocks
  func fetch() -> Bool {
    guard unsafe state.pointee.waiting == nil else { return true }
    guard unsafe !state.pointee.isAtEnd.load(ordering: .relaxed) else { return false }
    var bytes: UnsafePointer<UInt8>?
    var length: UInt32 = 0
    guard unsafe cdpdk_pcap_next(state.pointee.file, &bytes, &length) == 1 else {
      unsafe state.pointee.isAtEnd.store(true, ordering: .relaxed)
      return false
    }
    unsafe state.pointee.waiting = bytes
    unsafe state.pointee.waitingLength = length
    return true
  }

  /// Copies a frame into fresh buffers; false, with none kept, when the pool is empty.
  @inlinable @_noLocks
  func build(
    _ place: UnsafeMutablePointer<OpaquePointer?>, _ bytes: UnsafePointer<UInt8>, _ length: UInt32,
    _ room: UInt32,
    _ pool: OpaquePointer
  ) -> Bool {
    guard unsafe cdpdk_alloc_bulk(pool, place, 1) == 0, let head = unsafe place.pointee else {
      return false
    }
    var done = min(length, room)
    unsafe cdpdk_mbuf_fill(head, bytes, done)
    var last = unsafe head
    while done < length {
      var segment: OpaquePointer?
      guard unsafe cdpdk_alloc_bulk(pool, &segment, 1) == 0, let next = unsafe segment else {
        unsafe cdpdk_free_bulk(place, 1)
        return false
      }
      let size = min(length &- done, room)
      unsafe cdpdk_mbuf_fill(next, bytes + Int(done), size)
      unsafe cdpdk_mbuf_append(head, last, next)
      unsafe last = next
      done &+= size
    }
    return true
  }
}
