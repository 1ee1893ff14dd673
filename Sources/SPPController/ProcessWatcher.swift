// SPDX-License-Identifier: BSD-3-Clause
import CLinux
import Glibc
import NIOPosix
import Synchronization

/// Tells at once when a process has ended: one thread that waits for all of them.
final class ProcessWatcher: Sendable {
  private let epoll: Int32
  private let watched = Mutex<[Int32: (ProcessHandle, @Sendable () -> Void)]>([:])
  private let thread = NIOThreadPool(numberOfThreads: 1)

  /// - Throws: `StoreError` when the kernel gives no epoll instance, which it does only without memory.
  init() throws(StoreError) {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw StoreError("epoll_create1", reason: systemReason(errno)) }
    thread.start()
    thread.submit { [weak self, epoll] _ in
      while true {
        var events = [epoll_event](repeating: epoll_event(), count: 16)
        let count = unsafe epoll_wait(epoll, &events, 16, 1000)
        guard let self else { return }
        for event in events.prefix(Int(max(count, 0))) { self.ended(unsafe event.data.fd) }
      }
    }
  }

  /// Calls `action` once, when the process has ended; at once when it has already.
  func watch(_ handle: ProcessHandle, _ action: @escaping @Sendable () -> Void) {
    watched.withLock { $0[handle.descriptor] = (handle, action) }
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | EPOLLONESHOT.rawValue
    unsafe event.data.fd = handle.descriptor
    if unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, handle.descriptor, &event) != 0 {
      ended(handle.descriptor)
    }
  }

  private func ended(_ descriptor: Int32) {
    let entry = watched.withLock { $0.removeValue(forKey: descriptor) }
    guard let (_, action) = entry else { return }
    _ = unsafe epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
    action()
  }
}
