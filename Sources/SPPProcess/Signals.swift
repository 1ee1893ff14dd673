// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import Glibc

/// SIGTERM and SIGINT as something to read.
package struct Signals: ~Copyable {
  let descriptor: Descriptor

  /// Keeps the two from ending the process; call it before threads are started, so that they inherit it.
  ///
  /// - Returns: nil when the kernel refuses, which it does only without memory.
  package init?() {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGTERM)
    unsafe sigaddset(&set, SIGINT)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    let number = unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    guard let descriptor = Descriptor(owning: number) else { return nil }
    self.descriptor = descriptor
  }

  /// The name of a signal that has come, or nil.
  func next() -> String? {
    guard case .bytes(let bytes) = descriptor.read(), bytes.count >= 4 else { return nil }
    // ssi_signo is the first member; both numbers fit a byte.
    return Int32(bytes[0]) == SIGTERM ? "SIGTERM" : "SIGINT"
  }
}
