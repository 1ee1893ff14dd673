// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK
internal import Glibc

/// A recorded file as the feeding lcore uses it. A view: its `PcapFileWriter` outlives it.
@safe @frozen
public struct PcapFileSink: BitwiseCopyable, @unchecked Sendable {
  /// Pieces that one `writev` takes here; the kernel takes 1,024.
  @inlinable static var maximumPieces: Int { @inline(__always) @_noLocks get { 512 } }
  /// Frames that one `writev` takes here.
  @inlinable static var maximumFrames: Int { @inline(__always) @_noLocks get { 64 } }

  /// The header of a record.
  @frozen @usableFromInline
  struct Record: BitwiseCopyable {
    @usableFromInline var seconds: UInt32
    @usableFromInline var nanoseconds: UInt32
    @usableFromInline var captured: UInt32
    @usableFromInline var length: UInt32
  }

  @safe
  public struct State: ~Copyable {
    @usableFromInline let file: Int32
    /// Bytes of the file: the file header and whole records.
    @usableFromInline var length: Int
    @usableFromInline let records: UnsafeMutablePointer<Record>
    @usableFromInline let pieces: UnsafeMutablePointer<iovec>

    init(file: Int32, length: Int) {
      self.file = file
      self.length = length
      unsafe records = .allocate(capacity: PcapFileSink.maximumFrames)
      unsafe pieces = .allocate(capacity: PcapFileSink.maximumPieces)
      unsafe records.initialize(
        repeating: Record(seconds: 0, nanoseconds: 0, captured: 0, length: 0),
        count: PcapFileSink.maximumFrames)
      unsafe pieces.initialize(repeating: iovec(), count: PcapFileSink.maximumPieces)
    }

    func release() {
      unsafe records.deallocate()
      unsafe pieces.deallocate()
    }
  }

  @usableFromInline let state: UnsafeMutablePointer<State>

  init(state: UnsafeMutablePointer<State>) { unsafe self.state = state }

  /// Appends frames, whatever their segments, and leaves nothing in a buffer of this process; frees none.
  ///
  /// - Returns: How many of the first `count` the file has now; fewer when the disk is full, and then the file still ends
  ///   with a whole record.
  @_noLocks
  public func write(_ objects: UnsafeMutablePointer<OpaquePointer?>, count: UInt16) -> UInt16 {
    let now = cdpdk_wall_clock()
    var done = 0
    while done < Int(count) {
      let gathered = unsafe gather(objects + done, Int(count) &- done, now)
      guard gathered.frames > 0 else { break }
      let written = append(gathered.frames, gathered.pieces)
      done &+= written
      guard written == gathered.frames else { break }
    }
    return UInt16(truncatingIfNeeded: done)
  }

  /// Lays out as many whole frames as one `writev` takes.
  @_noLocks
  private func gather(
    _ objects: UnsafeMutablePointer<OpaquePointer?>, _ count: Int, _ now: UInt64
  ) -> (frames: Int, pieces: Int) {
    var frames = 0
    var used = 0
    while frames < min(count, Self.maximumFrames), let packet = unsafe objects[frames] {
      guard unsafe used &+ Int(cdpdk_mbuf_segments(packet)) < Self.maximumPieces else { break }
      unsafe state.pointee.pieces[used] = iovec(
        iov_base: state.pointee.records + frames, iov_len: MemoryLayout<Record>.size)
      used &+= 1
      var length: UInt32 = 0
      var segment: OpaquePointer? = unsafe packet
      while let current = unsafe segment, used < Self.maximumPieces {
        let size = unsafe cdpdk_mbuf_data_length(current)
        unsafe state.pointee.pieces[used] = iovec(
          iov_base: cdpdk_mbuf_data(current), iov_len: Int(size))
        used &+= 1
        length &+= UInt32(size)
        unsafe segment = cdpdk_mbuf_next(current)
      }
      unsafe state.pointee.records[frames] = Record(
        seconds: UInt32(truncatingIfNeeded: now / 1_000_000_000),
        nanoseconds: UInt32(now % 1_000_000_000),
        captured: length, length: length)
      frames &+= 1
    }
    return (frames, used)
  }

  /// Writes the frames laid out; cuts the file back to its last whole record when not all of them went in.
  @_noLocks
  private func append(_ frames: Int, _ pieces: Int) -> Int {
    let written = unsafe cdpdk_writev(
      state.pointee.file, state.pointee.pieces, Int32(truncatingIfNeeded: pieces))
    var whole = 0
    var bytes = 0
    while whole < frames {
      let next =
        unsafe bytes &+ MemoryLayout<Record>.size &+ Int(state.pointee.records[whole].captured)
      guard next <= written else { break }
      bytes = next
      whole &+= 1
    }
    unsafe state.pointee.length &+= bytes
    if whole < frames { unsafe cdpdk_cut(state.pointee.file, state.pointee.length) }
    return whole
  }
}
