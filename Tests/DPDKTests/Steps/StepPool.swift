// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import CTrace
import DPDK
import Testing

/// A small pool whose buffers are counted one by one, and the rings they may lie in.
///
/// Made once: pools live as long as their group.
@safe
final class StepPool: Sendable {
  static let size = 1500
  private static let made: Result<StepPool, any Error> = Result { try StepPool() }

  static func get() throws -> StepPool { try made.get() }

  let pool: PacketPool
  /// Port numbers of two null devices that take from and give to this pool.
  let device: UInt16
  private let addresses: [UInt]
  private let numbers: [UInt: Int]

  private init() throws {
    _ = try EALFixture.get()
    let pool = try PacketPool.create(name: "steps", count: Self.size, dataRoom: 128)
    device = try EthernetDevice.plug(
      "eth_null90", arguments: "size=64", label: "nullpmd:90",
      setup: EthernetDeviceSetup(rxQueues: 1, txQueues: 1), pool: pool
    ).0.id
    self.pool = pool
    var found = [UInt](repeating: 0, count: Self.size)
    let count = unsafe ctrace_objects(pool.raw, &found, UInt32(Self.size))
    try #require(count == UInt32(Self.size))
    addresses = found
    numbers = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($1, $0) })
  }

  /// The number of a buffer, nil for what is none.
  func number(_ address: UInt) -> Int? { numbers[address] }

  func buffer(_ number: Int) -> OpaquePointer {
    unsafe OpaquePointer(bitPattern: addresses[number]).unsafelyUnwrapped
  }
}

/// How often each buffer of the pool was met.
@safe
struct StepCount {
  private let pool: StepPool
  private var seen = [UInt8](repeating: 0, count: StepPool.size)
  /// What was said to be a buffer and is none.
  private var foreign = 0
  /// Magazines whose owner and length do not fit.
  private var odd = 0
  /// Packets whose header is not that of a packet at rest.
  private var dirty = 0

  init(_ pool: StepPool) { self.pool = pool }

  private mutating func see(_ address: UInt) {
    guard let number = pool.number(address) else {
      foreign += 1
      return
    }
    seen[number] &+= 1
  }

  /// - Parameter owner: The lcore that died: it must own nothing.
  mutating func countMagazines(notOf owner: Int) throws {
    let walk = try unsafe #require(cdpdk_mempool_data(pool.pool.raw))
    let magazines = unsafe Int(walk.load(as: UInt32.self))
    let owners = unsafe walk + 64 + 64 * 128
    let start = (64 + 64 * 128 + 4 * magazines + 63) / 64 * 64
    for magazine in 0..<magazines {
      let word = unsafe owners.load(fromByteOffset: 4 * magazine, as: UInt32.self)
      let place = unsafe walk + start + 2112 * magazine
      let length = unsafe Int(place.load(as: UInt32.self))
      if length > 256 || word < 2 && length != Int(word) * 256 || word == UInt32(2 + owner) {
        odd += 1
      }
      for index in 0..<min(length, 256) {
        unsafe see(place.load(fromByteOffset: 64 + 8 * index, as: UInt.self))
      }
    }
  }

  /// Packets between the two tails, with their chains.
  mutating func count(_ ring: Ring) {
    let slots = unsafe (UnsafeRawPointer(ring.raw) + 384).assumingMemoryBound(to: UInt.self)
    let mask = unsafe UnsafeRawPointer(ring.raw).load(fromByteOffset: 56, as: UInt32.self)
    var position = ring.takenCount
    while position != ring.putCount {
      var segment = unsafe slots[Int(position & mask)]
      var left = 0
      var isHead = true
      repeat {
        see(segment)
        guard let number = pool.number(segment) else { break }
        let raw = unsafe pool.buffer(number)
        if isHead { left = unsafe Int(cdpdk_mbuf_segments(raw)) }
        isHead = false
        left -= 1
        if unsafe cdpdk_mbuf_references(raw) != 1 { dirty += 1 }
        segment = unsafe UInt(bitPattern: cdpdk_mbuf_next(raw))
      } while segment != 0 && left > 0
      if left != 0 || segment != 0 { dirty += 1 }
      position &+= 1
    }
    if ring.head(.producer) != ring.putCount || ring.head(.consumer) != ring.takenCount { odd += 1 }
  }

  mutating func count(_ hoard: Hoard) { for address in hoard.addresses { see(address) } }

  /// Each buffer in the pool is as the pool wants it.
  mutating func checkHeaders(except hoard: Hoard) {
    let held = Set(hoard.addresses)
    for number in 0..<StepPool.size {
      let raw = unsafe pool.buffer(number)
      guard !held.contains(UInt(bitPattern: raw)) else { continue }
      let isClean =
        unsafe cdpdk_mbuf_next(raw) == nil && cdpdk_mbuf_segments(raw) == 1
        && cdpdk_mbuf_references(raw) == 1 && cdpdk_mbuf_pool(raw) == pool.pool.raw
      if !isClean { dirty += 1 }
    }
  }

  /// What is wrong, or nil when each buffer was met once.
  var fault: String? {
    let missing = seen.count { $0 == 0 }
    let doubled = seen.count { $0 > 1 }
    guard missing + doubled + foreign + odd + dirty > 0 else { return nil }
    return "\(missing) missing, \(doubled) doubled, \(foreign) foreign, \(odd) odd, \(dirty) dirty"
  }
}
