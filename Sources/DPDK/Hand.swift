// SPDX-License-Identifier: BSD-3-Clause

public import CDPDK

/// The burst an lcore works on: up to 32 packets in shared memory, and the journal word that says where they came from
/// and where they go, so that they can be given back whatever instruction the lcore dies at.
///
/// Two banks of 32 pointers; the packets held are `offset..<end`, within one bank. Every transfer has one commit store,
/// and before it the word names what will commit. No packet pointer lives anywhere else.
@safe @frozen
public struct Hand: ~Copyable {
  /// Packets in a bank, and so in a burst.
  @inlinable public static var burst: Int { @inline(__always) @_noLocks get { 32 } }

  @usableFromInline let word: UnsafeMutableRawPointer
  @usableFromInline let objects: UnsafeMutablePointer<OpaquePointer?>
  @usableFromInline let section: UnsafeMutableRawPointer

  /// First packet held.
  @usableFromInline var offset: Int
  /// One past the last packet held.
  @usableFromInline var end: Int

  init(_ slot: UnsafeMutableRawPointer, section: UnsafeMutableRawPointer) {
    unsafe word = slot
    unsafe objects = (slot + 64).assumingMemoryBound(to: OpaquePointer?.self)
    unsafe self.section = section
    offset = 0
    end = 0
  }

  /// Packets held.
  @inlinable public var count: Int { @inline(__always) @_noLocks get { end &- offset } }

  /// The packet at `index` of those held, counted from 0.
  @inlinable @inline(__always) @_noLocks
  public func packet(_ index: Int) -> Mbuf {
    unsafe Mbuf(objects[offset &+ index].unsafelyUnwrapped)
  }

  /// Bytes of the first `count` packets.
  @inlinable @inline(__always) @_noLocks
  public func bytes(_ count: Int) -> Int {
    unsafe Int(cdpdk_mbuf_lengths(objects + offset, UInt32(truncatingIfNeeded: count)))
  }

  /// The packets held, without the hand around them: for loops that write other memory.
  @inlinable public var held: Bank {
    @inline(__always) @_noLocks get { unsafe Bank(objects + offset) }
  }

  // MARK: Receiving

  /// Opens a section in which opaque code may take buffers from pools and give them back; the hand is empty.
  ///
  /// - Parameter keeps: Whether the code may keep buffers for itself; those of a lcore that dies in it are then lost, for
  ///   nobody can tell whose they are.
  @inlinable @inline(__always) @_noLocks
  public mutating func beginReceive(keeps: Bool = false) {
    unsafe cdpdk_journal64(section, 0)
    unsafe cdpdk_journal32(section + 8, 0)
    unsafe cdpdk_journal64(word, HandWord.section(0, 0, touched: 0, keeps: keeps))
  }

  /// Closes the section: the hand holds the first `count` pointers.
  @inlinable @inline(__always) @_noLocks
  public mutating func finishReceive(_ count: Int) {
    unsafe cdpdk_journal64(word, count == 0 ? 0 : HandWord.hold(0, count))
    offset = 0
    end = count
  }

  /// Receives up to 32 packets from a device's queue. The hand must be empty.
  ///
  /// The corresponding C function is `rte_eth_rx_burst`.
  @inlinable @inline(__always) @_noLocks
  public mutating func receive(device: UInt16, queue: UInt16, keeps: Bool = true) {
    beginReceive(keeps: keeps)
    finishReceive(unsafe Int(cdpdk_rx_burst(device, queue, objects, 32)))
  }

  /// Takes up to 32 packets from a ring whose consumer this lcore is. The hand must be empty.
  ///
  /// What `rte_ring_sc_dequeue_burst` does.
  @inlinable @inline(__always) @_noLocks
  public mutating func take(from ring: Ring) {
    unsafe cdpdk_journal64(
      word, HandWord.take(ring: ring.index, tail: cdpdk_ring_consumer_tail(ring.raw)))
    // The commit is the ring's cons.tail.
    finishReceive(unsafe Int(cdpdk_ring_take(ring.raw, objects, 32)))
  }

  /// Takes `count` fresh buffers from a pool, all or none. The hand must be empty.
  ///
  /// The corresponding C function is `rte_pktmbuf_alloc_bulk`.
  @inlinable @inline(__always) @_noLocks
  public mutating func allocate(_ count: Int, from pool: PacketPool) -> Bool {
    beginReceive()
    let code = unsafe cdpdk_alloc_bulk(pool.raw, objects, UInt32(truncatingIfNeeded: count))
    finishReceive(code == 0 ? count : 0)
    return code == 0
  }

  // MARK: Sending

  @inlinable @inline(__always) @_noLocks
  mutating func advance(_ sent: Int) {
    offset &+= sent
    unsafe cdpdk_journal64(word, offset == end ? 0 : HandWord.hold(offset, end))
  }

  /// Puts the first `count` packets on a ring whose producer this lcore is; returns how many fitted.
  ///
  /// The corresponding C function is `rte_ring_sp_enqueue_burst`.
  @inlinable @inline(__always) @_noLocks
  public mutating func give(_ count: Int, to ring: Ring) -> Int {
    let tail = unsafe cdpdk_ring_producer_tail(ring.raw)
    unsafe cdpdk_journal64(word, HandWord.give(ring: ring.index, offset, end, tail: tail))
    let sent = unsafe Int(
      cdpdk_ring_give(ring.raw, objects + offset, UInt32(truncatingIfNeeded: count)))
    advance(sent)  // the commit was the ring's prod.tail
    return sent
  }

  /// Sends the first `count` packets to a device's queue; returns how many it took.
  ///
  /// - Parameter chained: Whether one of them has more than one segment; they then go one by one, so that a section never
  ///   frees more than a magazine.
  ///
  /// The corresponding C function is `rte_eth_tx_burst`.
  @inlinable @inline(__always) @_noLocks
  public mutating func transmit(
    _ count: Int, device: UInt16, queue: UInt16, chained: Bool, keeps: Bool = true
  ) -> Int {
    guard !chained else { return transmitChains(count, device: device, queue: queue, keeps: keeps) }
    beginSection(count, keeps: keeps)
    let sent = unsafe Int(
      cdpdk_tx_burst(device, queue, objects + offset, UInt16(truncatingIfNeeded: count)))
    advance(sent)
    return sent
  }

  @inline(never) @_noLocks @usableFromInline
  mutating func transmitChains(_ count: Int, device: UInt16, queue: UInt16, keeps: Bool) -> Int {
    for done in 0..<count {
      beginSectionOfChain(keeps: keeps)
      let sent = unsafe Int(cdpdk_tx_burst(device, queue, objects + offset, 1))
      advance(sent)
      if sent == 0 { return done }
    }
    return count
  }

  /// Gives the first `count` packets back to their pool.
  ///
  /// The corresponding C function is `rte_pktmbuf_free_bulk`.
  @inlinable @inline(__always) @_noLocks
  public mutating func free(_ count: Int, chained: Bool) {
    guard !chained else { return freeChains(count) }
    beginSection(count)
    unsafe cdpdk_free_bulk(objects + offset, UInt32(truncatingIfNeeded: count))
    advance(count)
  }

  @inline(never) @_noLocks @usableFromInline
  mutating func freeChains(_ count: Int) {
    for _ in 0..<count {
      beginSectionOfChain()
      unsafe cdpdk_free_bulk(objects + offset, 1)
      advance(1)
    }
  }

  /// Opens a section that may free the first `count` packets, each of one segment.
  @inlinable @inline(__always) @_noLocks
  func beginSection(_ count: Int, keeps: Bool = false) {
    unsafe cdpdk_journal64(section, 0)
    unsafe cdpdk_journal32(section + 8, 0)
    unsafe cdpdk_journal64(word, HandWord.section(offset, end, touched: count, keeps: keeps))
  }

  /// Names the further segments of the first packet before the section: a half-freed chain has no links.
  @inline(__always) @_noLocks
  private func beginSectionOfChain(keeps: Bool = false) {
    unsafe cdpdk_journal64(section, 0)
    unsafe cdpdk_journal32(section + 8, 0)
    let record = unsafe (section + 64).assumingMemoryBound(to: OpaquePointer?.self)
    var named = 0
    var segment = unsafe cdpdk_mbuf_next(objects[offset].unsafelyUnwrapped)
    while let next = unsafe segment, named < Journal.gotCapacity {
      unsafe record[named] = next
      named &+= 1
      unsafe segment = cdpdk_mbuf_next(next)
    }
    unsafe cdpdk_journal64(section, SectionWord.make(0, 0, 0, 0, named, 0))
    unsafe cdpdk_journal64(word, HandWord.section(offset, end, touched: 1, keeps: keeps))
  }

  // MARK: Regrouping

  /// The bank that holds nothing; what is written there counts only after `flip`.
  @inlinable public var spare: Bank {
    @inline(__always) @_noLocks get { unsafe Bank(objects + (offset >= 32 ? 0 : 32)) }
  }

  /// Writes a packet's place in the bank that holds nothing; it counts only after `flip`.
  @inlinable @inline(__always) @_noLocks
  public func place(_ packet: Mbuf, at index: Int) {
    unsafe objects[(offset >= 32 ? 0 : 32) &+ index] = packet.pointer
  }

  /// Makes the other bank the one that counts. It must hold the same packets in another order.
  @inlinable @inline(__always) @_noLocks
  public mutating func flip() {
    let start = offset >= 32 ? 0 : 32
    let next = start &+ (end &- offset)
    unsafe cdpdk_journal64(word, HandWord.hold(start, next))
    offset = start
    end = next
  }
}

/// Places of packets in a hand.
@safe @frozen
public struct Bank {
  @usableFromInline let places: UnsafeMutablePointer<OpaquePointer?>

  @inlinable @inline(__always) @_noLocks
  init(_ places: UnsafeMutablePointer<OpaquePointer?>) { unsafe self.places = places }

  @inlinable public subscript(index: Int) -> Mbuf {
    @inline(__always) @_noLocks get { unsafe Mbuf(places[index].unsafelyUnwrapped) }
    @inline(__always) @_noLocks nonmutating set { unsafe places[index] = newValue.pointer }
  }
}
