// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
package import DPDK
internal import Glibc
internal import SPPModel

/// The primary, as a secondary watches it: nothing else tells that it has died.
package struct PrimaryWatch: ~Copyable {
  /// A pidfd; nil when the primary's pid means nothing here, as in another namespace.
  private let process: Descriptor?
  private let directory: GroupDirectory

  package init(_ registry: Registry, _ directory: GroupDirectory) {
    self.directory = directory
    guard let primary = registry.client(.primary)?.process else {
      process = nil
      return
    }
    let descriptor = Descriptor(owning: pidfd_open(primary.pid, 0))
    // Looked up after the pidfd was opened: if it fits, the pidfd is that process's.
    if RegistryProcess.startTime(of: primary.pid) == primary.startTime {
      process = descriptor
    } else {
      process = nil
    }
  }

  /// Readable when the primary has died.
  package var descriptors: [Int32] {
    switch process {
    case .some(let process): [process.number]
    case nil: []
    }
  }

  /// Whether it has died. Without a pidfd its lock is asked for, which opens a file.
  package var isDead: Bool {
    switch process {
    case .some(let process): process.isReady(POLLIN)
    case nil: !directory.primaryIsAlive
    }
  }
}
