// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// The lock of DPDK's memory in the configuration that a group shares: 4 for each reader, 1 while a writer waits.
final class MemoryLock {
  private let base: UnsafeMutableRawPointer
  private static let length = 4096

  init(of prefix: String) throws {
    let path = "/var/run/dpdk/\(prefix)/config"
    let file = open(path, O_RDWR | O_CLOEXEC)
    defer { close(file) }
    let memory = mmap(nil, Self.length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    guard file >= 0, let memory, memory != MAP_FAILED else {
      throw NotInTime(description: "\(path) cannot be mapped")
    }
    base = memory
  }

  deinit { munmap(base, Self.length) }

  var value: UInt32 { base.load(fromByteOffset: 32, as: UInt32.self) }

  /// Nobody else changes it meanwhile.
  func add(_ difference: Int32) {
    let value = base.load(fromByteOffset: 32, as: UInt32.self)
    base.storeBytes(
      of: UInt32(truncatingIfNeeded: Int64(value) + Int64(difference)), toByteOffset: 32,
      as: UInt32.self)
  }
}
