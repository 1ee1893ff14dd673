// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import Glibc

/// The right to be born: held from before EAL starts until the process is ready, by one process of a group at a time.
///
/// A process that is killed within EAL's start leaves shared locks taken; as nobody else is within it, the primary can
/// tell. The kernel releases the lock when its holder dies.
package struct BirthLock: ~Copyable {
  static let name = "spp_birth.lock"

  private let descriptor: Descriptor

  /// Waits for the lock.
  ///
  /// - Parameters:
  ///   - making: Whether the directory may be made; a secondary finds its primary's.
  ///   - waiting: Called once when another process is being born.
  /// - Returns: nil when the directory is missing or may not be written.
  package init?(_ directory: GroupDirectory, making: Bool, waiting: () -> Void) {
    let path = "\(directory.path)/\(Self.name)"
    while true {
      if making { directory.make() }
      guard let descriptor = Descriptor.open(path, making ? O_RDWR | O_CREAT : O_RDWR) else {
        return nil
      }
      if flock(descriptor.number, LOCK_EX | LOCK_NB) != 0 {
        waiting()
        while flock(descriptor.number, LOCK_EX) != 0, errno == EINTR {}
      }
      // A primary that left may have removed the file while we waited for it.
      guard descriptor.isFile(at: path) else { continue }
      self.descriptor = descriptor
      return
    }
  }

  /// Lets the next one be born.
  package consuming func release() {}
}
