// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import Glibc

/// Copies of frames on their way from the lcore that received them to the thread that writes them to a file.
///
/// Memory of this process, made once; one producer, one consumer. A record is 16 bytes (time, length) and the frame,
/// rounded up to 16. One that does not fit before the end of the memory starts anew at its beginning.
@safe
public final class CaptureRing: @unchecked Sendable {
  /// What a recorded frame is known by.
  public struct Record: Sendable {
    /// Nanoseconds since 1970, when its burst was received.
    public let time: UInt64
    /// Bytes of the frame.
    public let length: Int
  }

  private let state: UnsafeMutableRawPointer
  /// Position of the consumer; only it writes it here, and stores it in the shared word.
  private var taken: UInt64 = 0

  /// - Parameter size: Bytes, a power of two of at least a mebibyte.
  public init(size: Int) {
    precondition(size >= 1 << 20 && size & (size - 1) == 0, "a power of two of at least a mebibyte")
    unsafe state = .allocate(byteCount: CaptureSink.header + size, alignment: 64)
    // Touched now, so that the lcore never waits for a page.
    unsafe state.initializeMemory(as: UInt8.self, repeating: 0, count: CaptureSink.header + size)
    unsafe cdpdk_store64(state + CaptureSink.sizeOffset, UInt64(size))
  }

  deinit { unsafe state.deallocate() }

  /// The view for the lcore. The ring must outlive it.
  public var sink: CaptureSink { unsafe CaptureSink(state: state) }

  /// The oldest record that was not taken, or nil. The consumer's.
  public var front: Record? {
    while true {
      let put = unsafe cdpdk_load64_acquire(state + CaptureSink.putOffset)
      guard taken != put else { return nil }
      let record = unsafe place(taken)
      let length = unsafe record.load(fromByteOffset: 8, as: UInt32.self)
      guard length == CaptureSink.skip else {
        return unsafe Record(time: record.load(as: UInt64.self), length: Int(length))
      }
      taken += unsafe UInt64(size) - (taken & UInt64(size - 1))
      unsafe cdpdk_store64_release(state + CaptureSink.takenOffset, taken)
    }
  }

  /// Appends the frame of `front` to `bytes`, and makes its room free.
  public func takeFront(into bytes: inout [UInt8]) {
    guard let record = front else { return }
    let frame = unsafe UnsafeRawBufferPointer(
      start: place(taken) + 16, count: min(record.length, size - 16))
    unsafe bytes.append(contentsOf: frame)
    taken += UInt64(CaptureSink.room(for: record.length))
    unsafe cdpdk_store64_release(state + CaptureSink.takenOffset, taken)
  }

  private var size: Int { unsafe Int(cdpdk_load64(state + CaptureSink.sizeOffset)) }

  private func place(_ position: UInt64) -> UnsafeMutableRawPointer {
    unsafe state + CaptureSink.header + Int(position & UInt64(size - 1))
  }
}

/// A `CaptureRing` as the lcore sees it, which puts in.
@safe
public struct CaptureSink: BitwiseCopyable, @unchecked Sendable {
  // Words that different threads write are 128 bytes apart.
  static let sizeOffset = 0
  static let putOffset = 128
  static let takenOffset = 256
  static let header = 384
  /// Length of what is no record: the next one is at the beginning of the memory.
  static let skip = UInt32.max

  let state: UnsafeMutableRawPointer

  init(state: UnsafeMutableRawPointer) { unsafe self.state = state }

  @inline(__always) @_noLocks
  static func room(for length: Int) -> Int { (length &+ 31) & ~15 }

  /// Copies the frames that fit, in order; stops at the first that does not.
  ///
  /// - Returns: How many, and their bytes.
  @_noLocks
  func put(_ objects: UnsafeMutablePointer<OpaquePointer?>, count: Int) -> (
    packets: Int, bytes: Int
  ) {
    let now = cdpdk_wall_clock()
    let size = unsafe cdpdk_load64(state)
    var position = unsafe cdpdk_load64(state + 128)
    let taken = unsafe cdpdk_load64_acquire(state + 256)
    var packets = 0
    var bytes = 0
    while packets < count, let packet = unsafe objects[packets] {
      let length = unsafe Int(cdpdk_mbuf_packet_length(packet))
      let needed = UInt64(Self.room(for: length))
      let offset = position & (size &- 1)
      let left = size &- offset
      let skipped = needed > left ? left : 0
      guard position &+ skipped &+ needed &- taken <= size else { break }
      if skipped > 0 {
        unsafe (state + 384 + Int(offset)).storeBytes(
          of: .max, toByteOffset: 8, as: UInt32.self)
        position &+= skipped
      }
      let record = unsafe state + 384 + Int(position & (size &- 1))
      let copied = unsafe cdpdk_mbuf_read(
        packet, record + 16, UInt32(truncatingIfNeeded: length))
      unsafe record.storeBytes(of: now, as: UInt64.self)
      unsafe record.storeBytes(of: copied, toByteOffset: 8, as: UInt32.self)
      position &+= UInt64(Self.room(for: Int(copied)))
      bytes &+= length
      packets &+= 1
    }
    unsafe cdpdk_store64_release(state + 128, position)
    return (packets, bytes)
  }
}

extension Hand {
  /// Copies the first `count` packets for a recorder; the hand still holds them.
  ///
  /// - Returns: How many found room, and their bytes.
  @inline(__always) @_noLocks
  public func copy(_ count: Int, to sink: CaptureSink) -> (packets: Int, bytes: Int) {
    unsafe sink.put(objects + offset, count: count)
  }
}
