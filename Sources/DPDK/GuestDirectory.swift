// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import Glibc
internal import Synchronization

/// The devices of this process, as librte_vhost's callbacks find them.
///
/// The callbacks run on its event thread, some of them with a queue's lock held; only `guestStopped` waits for lcores,
/// and that one is called without. An lcore that waits for such a lock may be waited for nowhere else.
enum GuestDirectory {
  @safe
  private struct Entry: @unchecked Sendable {
    let path: String
    let state: UnsafeMutablePointer<GuestState>
    /// The queue pairs served, as a mask.
    let pairs: UInt64
    /// librte_vhost's number of the connection, or -1.
    var connection: Int32 = -1
    /// Bytes of the shared heap that are used by librte_vhost for the connection.
    var memory: UInt64 = 0
    /// Bytes of the shared heap that were in use when the connection began.
    var usedBefore: UInt64 = 0
  }

  /// Guests that are connected, and what librte_vhost keeps for them in the heap that all processes share.
  static var use: Registry.Guests {
    entries.withLock { entries in
      let connected = entries.filter { $0.connection != -1 }
      return Registry.Guests(
        count: connected.count, memory: connected.reduce(0) { $0 + $1.memory })
    }
  }

  /// `struct virtio_net`, which is allocated before anybody is told of the connection: a path, and pointers to 256 queues.
  private static let connectionSize: UInt64 = 8192

  private static var heapInUse: UInt64 {
    let heap = EAL.heap
    return heap.size &- heap.free
  }

  private static let entries = Mutex<[Entry]>([])
  static let quiesce = Mutex<GuestDevice.Quiesce?>(nil)

  /// Kept by pointer in librte_vhost: never freed.
  nonisolated(unsafe) static let callbacks: UnsafePointer<rte_vhost_device_ops> = {
    let callbacks = UnsafeMutablePointer<rte_vhost_device_ops>.allocate(capacity: 1)
    var operations = rte_vhost_device_ops()
    operations.new_connection = guestConnected
    operations.destroy_connection = guestDisconnected
    operations.new_device = guestStarted
    operations.destroy_device = guestStopped
    operations.vring_state_changed = guestQueueChanged
    unsafe callbacks.initialize(to: operations)
    return unsafe UnsafePointer(callbacks)
  }()

  /// False when the path is taken.
  static func enter(_ path: String, _ state: UnsafeMutablePointer<GuestState>, pairs: Int) -> Bool {
    let entry = unsafe Entry(path: path, state: state, pairs: ~0 >> UInt64(64 - pairs))
    return entries.withLock { entries in
      guard !entries.contains(where: { $0.path == path }) else { return false }
      entries.append(entry)
      return true
    }
  }

  static func leave(_ path: String) {
    entries.withLock { $0.removeAll { $0.path == path } }
  }

  /// Takes the connection, unless the device has one.
  fileprivate static func connect(_ guest: Int32) -> Bool {
    var name = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard unsafe rte_vhost_get_ifname(guest, &name, name.count) == 0 else { return false }
    let used = heapInUse
    let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return entries.withLock { entries in
      guard let i = entries.firstIndex(where: { $0.path == path }), entries[i].connection == -1
      else { return false }
      entries[i].connection = guest
      entries[i].memory = connectionSize
      entries[i].usedBefore = used
      reset(entries[i])
      return true
    }
  }

  fileprivate static func disconnect(_ guest: Int32) {
    entries.withLock { entries in
      guard let i = entries.firstIndex(where: { $0.connection == guest }) else { return }
      entries[i].connection = -1
      reset(entries[i])
    }
  }

  private static func reset(_ entry: Entry) {
    unsafe entry.state.pointee.transmitting.store(0, ordering: .relaxed)
    unsafe entry.state.pointee.receiving.store(0, ordering: .relaxed)
    unsafe entry.state.pointee.idle.store(0, ordering: .relaxed)
  }

  fileprivate static func publish(_ guest: Int32) -> Bool {
    var features: UInt64 = 0
    _ = unsafe rte_vhost_get_negotiated_features(guest, &features)
    var mtu: UInt16 = 0
    _ = unsafe rte_vhost_get_mtu(guest, &mtu)
    // GUEST_CSUM is bit 1, RING_PACKED bit 34 (virtio 1.1, 5.1.3 and 6).
    let takesPartialChecksums = features & 1 << 1 != 0
    let isPacked = features & 1 << 34 != 0
    // Its queues are allocated now. Others allocate in the same heap, but hardly ever, and not much.
    let used = heapInUse
    return entries.withLock { entries in
      guard let i = entries.firstIndex(where: { $0.connection == guest }) else { return false }
      if used > entries[i].usedBefore {
        entries[i].memory = connectionSize + used - entries[i].usedBefore
      }
      let entry = entries[i]
      unsafe entry.state.pointee.takesPartialChecksums.store(
        takesPartialChecksums, ordering: .relaxed)
      unsafe entry.state.pointee.isPacked.store(isPacked, ordering: .relaxed)
      unsafe entry.state.pointee.mtu.store(mtu, ordering: .relaxed)
      unsafe entry.state.pointee.guest.store(guest, ordering: .releasing)
      return true
    }
  }

  fileprivate static func withdraw(_ guest: Int32) {
    entries.withLock { entries in
      guard let entry = entries.first(where: { $0.connection == guest }) else { return }
      unsafe entry.state.pointee.guest.store(-1, ordering: .sequentiallyConsistent)
    }
    cdpdk_heavy_fence()
    quiesce.withLock { $0 }?()
  }

  fileprivate static func change(_ guest: Int32, vring: UInt16, isEnabled: Bool) {
    entries.withLock { entries in
      guard let entry = entries.first(where: { $0.connection == guest }), vring < 128 else {
        return
      }
      let bit = entry.pairs & 1 << UInt64(vring / 2)
      switch (vring % 2 == 1, isEnabled) {
      case (true, true):
        unsafe entry.state.pointee.kickingTransmit.bitwiseOr(bit, ordering: .relaxed)
        unsafe entry.state.pointee.transmitting.bitwiseOr(bit, ordering: .relaxed)
      case (true, false):
        unsafe entry.state.pointee.transmitting.bitwiseAnd(~bit, ordering: .relaxed)
      case (false, true):
        unsafe entry.state.pointee.kickingReceive.bitwiseOr(bit, ordering: .relaxed)
        unsafe entry.state.pointee.receiving.bitwiseOr(bit, ordering: .relaxed)
      case (false, false): unsafe entry.state.pointee.receiving.bitwiseAnd(~bit, ordering: .relaxed)
      }
    }
  }
}

// MARK: - The callbacks as C functions; 0 accepts, -1 refuses

private func guestConnected(_ guest: Int32) -> Int32 { GuestDirectory.connect(guest) ? 0 : -1 }
private func guestDisconnected(_ guest: Int32) { GuestDirectory.disconnect(guest) }
private func guestStarted(_ guest: Int32) -> Int32 { GuestDirectory.publish(guest) ? 0 : -1 }
private func guestStopped(_ guest: Int32) { GuestDirectory.withdraw(guest) }
private func guestQueueChanged(_ guest: Int32, _ vring: UInt16, _ enable: Int32) -> Int32 {
  GuestDirectory.change(guest, vring: vring, isEnabled: enable != 0)
  return 0
}
