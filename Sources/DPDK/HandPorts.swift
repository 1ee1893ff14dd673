// SPDX-License-Identifier: BSD-3-Clause

/// Ports that are no devices: guests and capture files.
extension Hand {
  /// Takes up to 32 packets that a guest sent. The hand must be empty.
  @inlinable @inline(__always) @_noLocks
  public mutating func receive(from guest: GuestQueue) {
    guard guest.isConnected else { return }
    beginReceive()
    finishReceive(unsafe Int(guest.dequeue(into: objects, max: 32)))
  }

  /// Takes up to 32 frames of a capture file. The hand must be empty.
  @inlinable @inline(__always) @_noLocks
  public mutating func receive(from file: PcapFileSource, pool: PacketPool) {
    beginReceive()
    finishReceive(unsafe Int(file.read(into: objects, max: 32, pool: pool.raw)))
  }

  /// Copies the first `count` packets into a guest's buffers; returns how many found one. The hand still holds them.
  @inlinable @inline(__always) @_noLocks
  public func copy(_ count: Int, to guest: GuestQueue) -> Int {
    unsafe Int(guest.enqueue(objects + offset, count: UInt16(truncatingIfNeeded: count)))
  }

  /// Writes the first `count` packets to a capture file; returns how many it took. The hand still holds them.
  @inlinable @inline(__always) @_noLocks
  public func copy(_ count: Int, to file: PcapFileSink) -> Int {
    unsafe Int(file.write(objects + offset, count: UInt16(truncatingIfNeeded: count)))
  }

  /// Computes the checksums that guests left to their network in the first `count` packets.
  @inlinable @inline(__always) @_noLocks
  public func finishChecksums(_ count: Int) { unsafe Checksum.finish(objects + offset, count) }
}
