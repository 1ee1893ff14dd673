// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK

/// A packet in somebody's hand: a view, valid until the hand gives the packet away.
@safe @frozen
public struct Mbuf {
  @usableFromInline let raw: OpaquePointer

  @inlinable @inline(__always) @_noLocks
  public init(_ raw: OpaquePointer) { unsafe self.raw = raw }

  /// The C object, for functions that take an untyped `rte_mbuf *`.
  @inlinable public var pointer: OpaquePointer { @inline(__always) @_noLocks get { unsafe raw } }

  /// Bytes of the frame in its first segment.
  @inlinable public var dataLength: Int {
    @inline(__always) @_noLocks get { unsafe Int(cdpdk_mbuf_data_length(raw)) }
  }
  /// Bytes of the frame.
  @inlinable public var length: Int {
    @inline(__always) @_noLocks get { unsafe Int(cdpdk_mbuf_packet_length(raw)) }
  }
  @inlinable public var segments: Int {
    @inline(__always) @_noLocks get { unsafe Int(cdpdk_mbuf_segments(raw)) }
  }
  /// `RTE_MBUF_F_…`.
  @inlinable public var flags: UInt64 {
    @inline(__always) @_noLocks get { unsafe cdpdk_mbuf_flags(raw) }
  }
  /// The flags with which a guest leaves checksums to its network.
  @inlinable public static var checksumRequests: UInt64 {
    @inline(__always) @_noLocks get { cdpdk_mbuf_checksum_requests() }
  }
  @inlinable public var pool: PacketPool {
    @inline(__always) @_noLocks get {
      unsafe PacketPool(raw: cdpdk_mbuf_pool(raw).unsafelyUnwrapped)
    }
  }
  @usableFromInline var bytes: UnsafeMutableRawPointer {
    @inlinable @inline(__always) @_noLocks get { unsafe cdpdk_mbuf_data(raw).unsafelyUnwrapped }
  }

  @inlinable @inline(__always) @_noLocks
  public func prefetch() { unsafe cdpdk_prefetch(UnsafeRawPointer(raw)) }

  /// Fetches what freeing the packet will read, and `prefetch` does not: its second cache line.
  @inlinable @inline(__always) @_noLocks
  public func prefetchRest() { unsafe cdpdk_prefetch(UnsafeRawPointer(raw) + 64) }

  /// Fetches the start of the frame into the cache.
  @inlinable @inline(__always) @_noLocks
  public func prefetchFrame() { unsafe cdpdk_prefetch(UnsafeRawPointer(bytes)) }

  /// Fetches memory that will be read soon into the cache.
  @inlinable @inline(__always) @_noLocks
  public static func prefetch(_ address: UnsafeRawPointer) { unsafe cdpdk_prefetch(address) }

  /// Copies the frame and its offload request into a fresh buffer; false when it does not fit.
  @inlinable @inline(__always) @_noLocks
  public func copy(to other: Mbuf) -> Bool { unsafe cdpdk_mbuf_copy(raw, other.raw) }
}

// MARK: - Ethernet and VLAN

extension Mbuf {
  /// What is wrong with a frame's header.
  @frozen
  public enum Fault: UInt8, Sendable {
    case none, runt, malformedTag, noHeadroom
  }

  /// TPID 0x8100 as two bytes loaded little-endian.
  @inlinable static var tagType: UInt16 { @inline(__always) @_noLocks get { 0x0081 } }

  /// `VID << 48 | destination`, the destination's first octet in bits 0 to 7; VID 0 for untagged and priority-tagged
  /// frames (IEEE 802.1Q, 9.6). Or `runtKey`, `malformedKey`.
  @inlinable public var key: UInt64 {
    @inline(__always) @_noLocks get {
      let length = dataLength
      guard length >= 14 else { return self.length < 14 ? Self.runtKey : Self.malformedKey }
      let destination = unsafe bytes.loadUnaligned(as: UInt64.self) & 0xffff_ffff_ffff
      guard unsafe bytes.loadUnaligned(fromByteOffset: 12, as: UInt16.self) == Self.tagType else {
        return destination
      }
      guard length >= 18 else { return Self.malformedKey }
      let tag = unsafe bytes.loadUnaligned(fromByteOffset: 14, as: UInt16.self).byteSwapped
      return UInt64(tag & 0xfff) << 48 | destination
    }
  }
  @inlinable public static var runtKey: UInt64 { @inline(__always) @_noLocks get { .max } }
  @inlinable public static var malformedKey: UInt64 {
    @inline(__always) @_noLocks get { .max &- 1 }
  }

  /// The fault of a header too short to be read, or `none`.
  @inlinable @inline(__always) @_noLocks
  func fault(_ dataLength: Int) -> Fault {
    if dataLength < 14 { return length < 14 ? .runt : .malformedTag }
    return .none
  }

  /// What is wrong with the header, as far as its length tells.
  @inlinable public var headerFault: Fault {
    @inline(__always) @_noLocks get {
      switch key {
      case Self.runtKey: .runt
      case Self.malformedKey: .malformedTag
      default: .none
      }
    }
  }

  /// Gives the frame a tag with this control information, or rewrites the one it has.
  ///
  /// - Parameter control: PCP, DEI and VID in network byte order (IEEE 802.1Q, 9.6).
  @inlinable @inline(__always) @_noLocks
  public func setTag(_ control: UInt16) -> Fault {
    let length = dataLength
    guard length >= 14 else { return fault(length) }
    let frame = unsafe bytes
    if unsafe frame.loadUnaligned(fromByteOffset: 12, as: UInt16.self) == Self.tagType {
      guard length >= 18 else { return .malformedTag }
      unsafe frame.storeBytes(of: control, toByteOffset: 14, as: UInt16.self)
      return .none
    }
    guard unsafe cdpdk_mbuf_headroom(raw) >= 4 else { return .noHeadroom }
    let first = unsafe frame.loadUnaligned(as: UInt64.self)
    let rest = unsafe frame.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    unsafe cdpdk_mbuf_move_start(raw, -4)
    let start = unsafe frame - 4
    unsafe start.storeBytes(of: first, as: UInt64.self)
    unsafe start.storeBytes(of: rest, toByteOffset: 8, as: UInt32.self)
    unsafe start.storeBytes(of: Self.tagType, toByteOffset: 12, as: UInt16.self)
    unsafe start.storeBytes(of: control, toByteOffset: 14, as: UInt16.self)
    return .none
  }

  /// Takes the tag off; an untagged frame stays as it is.
  @inlinable @inline(__always) @_noLocks
  public func removeTag() -> Fault {
    let length = dataLength
    guard length >= 14 else { return fault(length) }
    let frame = unsafe bytes
    guard unsafe frame.loadUnaligned(fromByteOffset: 12, as: UInt16.self) == Self.tagType else {
      return .none
    }
    guard length >= 18 else { return .malformedTag }
    let first = unsafe frame.loadUnaligned(as: UInt64.self)
    let rest = unsafe frame.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    unsafe cdpdk_mbuf_move_start(raw, 4)
    unsafe (frame + 4).storeBytes(of: first, as: UInt64.self)
    unsafe (frame + 12).storeBytes(of: rest, as: UInt32.self)
    return .none
  }
}
