// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import Glibc
internal import Synchronization

/// A vhost-user port: a guest's network card, served by this process itself through librte_vhost.
///
/// One guest at a time; a second one that connects is turned away. Whoever owns the device drops it only when no lcore
/// holds a `GuestQueue` of it any more.
///
/// When this process dies and comes back, a guest with split rings goes on. QEMU (7.2) cannot say how far a packed ring
/// was used: such a guest's network card must be reset, as by unbinding its driver, before packets flow again. A DPDK
/// guest (virtio-user) resets itself.
@safe
public struct GuestDevice: ~Copyable {
  /// Waits until every lcore has passed a turn of its loop.
  public typealias Quiesce = @convention(c) () -> Void

  /// The socket.
  public let path: String
  /// Whether this process connects and the guest's side listens.
  public let isClient: Bool
  private let state: UnsafeMutablePointer<GuestState>
  private let pool: OpaquePointer
  /// The socket file that we made; nil in client mode.
  private let file: GuestSocket.Identity?

  /// Opens the port. The guest may come now or later, and come back as often as it likes.
  ///
  /// - Parameters:
  ///   - path: Of the socket; 1 to 107 bytes. In server mode a stale socket there is removed, nothing else is.
  ///   - clientMode: Connect, again and again, instead of listening; survives a restart of this process best.
  ///   - queuePairs: The most that are served, 1 to 64. A guest that enables more loses what it sends on the others.
  ///   - pool: The `rte_mempool` for packets from the guest. Frames longer than its data room are dropped.
  /// - Throws: `DPDKError` — `EADDRINUSE` another process serves the socket, `EEXIST` a file is in the way or this
  ///   process has the port already, and what `bind` gives.
  ///
  /// The corresponding C functions are `rte_vhost_driver_register` and `rte_vhost_driver_start`.
  public init(
    path: String, clientMode: Bool, queuePairs: Int = GuestState.maximumPairs, pool: OpaquePointer
  )
    throws(DPDKError)
  {
    guard (1...GuestState.maximumPairs).contains(queuePairs) else {
      throw DPDKError(
        "rte_vhost_driver_register", path, code: EINVAL,
        hint:
          "\(queuePairs) queue pairs were asked for; 1 to \(GuestState.maximumPairs) are possible")
    }
    try GuestSocket.check(path: path)
    let state = UnsafeMutablePointer<GuestState>.allocate(capacity: 1)
    unsafe state.initialize(to: GuestState())
    do throws(DPDKError) {
      try unsafe Self.open(path, clientMode: clientMode, queuePairs: queuePairs, state)
    } catch {
      unsafe Self.free(state)
      throw error
    }
    unsafe self.state = state
    unsafe self.pool = pool
    self.path = path
    isClient = clientMode
    file = clientMode ? nil : GuestSocket.identity(path)
  }

  deinit {
    GuestSocket.sparing(path, unless: file) {
      _ = unsafe rte_vhost_driver_unregister(path)
    }
    GuestDirectory.leave(path)
    unsafe Self.free(state)
  }

  /// The same with a pool of ours.
  public init(path: String, clientMode: Bool, queuePairs: Int, pool: PacketPool) throws(DPDKError) {
    try unsafe self.init(path: path, clientMode: clientMode, queuePairs: queuePairs, pool: pool.raw)
  }

  /// The view for an lcore.
  ///
  /// - Parameter pair: The queue pair from 0, or nil for all: receives from each in turn, sends to the first.
  public func queue(_ pair: Int?) -> GuestQueue {
    precondition(pair.map { (0..<GuestState.maximumPairs).contains($0) } ?? true)
    return unsafe GuestQueue(state: state, pool: pool, pair: pair)
  }

  /// Whether a guest runs behind the port.
  public var isConnected: Bool { unsafe state.pointee.guest.load(ordering: .acquiring) >= 0 }

  /// Queue pairs that the guest has enabled in both directions; 0 without a guest.
  public var queuePairs: Int {
    guard isConnected else { return 0 }
    let both =
      unsafe state.pointee.transmitting.load(ordering: .relaxed)
      & state.pointee.receiving.load(ordering: .relaxed)
    return both.nonzeroBitCount
  }

  /// The guests of this process, and what librte_vhost keeps for them: if the process dies, nobody can free it.
  package static var use: Registry.Guests { GuestDirectory.use }

  /// Sets how to wait for the lcores; once, before the first device and by the data plane.
  ///
  /// It is called on librte_vhost's thread, or in `deinit`, when a guest has gone: the device is marked so and a heavy
  /// fence has passed. When it returns, every lcore has ended the turn that it was in when it was called; then the
  /// guest's memory is unmapped.
  public static func setQuiesce(_ wait: @escaping Quiesce) {
    GuestDirectory.quiesce.withLock { $0 = wait }
  }

  private static func open(
    _ path: String, clientMode: Bool, queuePairs: Int, _ state: UnsafeMutablePointer<GuestState>
  ) throws(DPDKError) {
    guard unsafe GuestDirectory.enter(path, state, pairs: queuePairs) else {
      throw DPDKError(
        "rte_vhost_driver_register", path, code: EEXIST, hint: "this process serves it already")
    }
    do throws(DPDKError) {
      if !clientMode { try GuestSocket.clear(path) }
      try register(path, clientMode: clientMode)
    } catch {
      GuestDirectory.leave(path)
      throw error
    }
  }

  private static func register(_ path: String, clientMode: Bool) throws(DPDKError) {
    let flags = CDPDK_GUEST_LINEAR | CDPDK_GUEST_COMPLIANT | (clientMode ? CDPDK_GUEST_CLIENT : 0)
    errno = 0
    guard unsafe rte_vhost_driver_register(path, flags) == 0 else {
      throw DPDKError("rte_vhost_driver_register", path, code: errno)
    }
    var failed: String?
    if unsafe rte_vhost_driver_disable_features(path, segmentationFeatures) != 0 {
      failed = "rte_vhost_driver_disable_features"
    } else if unsafe rte_vhost_driver_callback_register(path, GuestDirectory.callbacks) != 0 {
      failed = "rte_vhost_driver_callback_register"
    } else if unsafe rte_vhost_driver_start(path) != 0 {
      failed = "rte_vhost_driver_start"
    }
    guard let failed else { return }
    let code = errno
    GuestSocket.sparing(path, unless: nil) { _ = unsafe rte_vhost_driver_unregister(path) }
    throw DPDKError(failed, path, code: code)
  }

  private static func free(_ state: UnsafeMutablePointer<GuestState>) {
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Segmentation by us or by the guest's card, which nobody here does: GSO, GUEST_TSO4 TSO6 ECN UFO, HOST_TSO4 TSO6 ECN
  /// UFO (virtio 1.1, 5.1.3). A guest keeps what it negotiated first, so the set never changes.
  private static var segmentationFeatures: UInt64 { (6...14).reduce(0) { $0 | 1 << UInt64($1) } }
}
