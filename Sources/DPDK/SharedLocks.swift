// SPDX-License-Identifier: BSD-3-Clause

internal import CDPDK
internal import Glibc

/// The locks in EAL's shared configuration, which a process that is killed within EAL's start may leave taken. No
/// secondary could start after that.
///
/// They lie at the head of `struct rte_mem_config`, the same in DPDK 21.11 to 23.11; magic and version are checked before
/// anything else:
/// ```
///  0  u32 magic, u32 version
/// 16  u32 rwlocks: memory zones, tail queues, mempools;  u32 spinlock: timers;  u32 rwlock: memory
/// ```
/// A word holds 4 for each reader, 2 for a writer, and 1 while a writer waits. Living processes hold these locks for
/// moments, dead ones for ever. So what a word has at the least over a time of patience is what the dead have of it; only
/// that is taken away, and the living do not notice.
@safe
package struct SharedLocks: ~Copyable {
  package enum Name: String, CaseIterable, Sendable {
    case zones = "memory zones"
    case tails = "tail queues"
    case pools = "mempools"
    case timers
    case memory

    fileprivate var offset: Int {
      switch self {
      case .zones: 16
      case .tails: 20
      case .pools: 24
      case .timers: 28
      case .memory: 32
      }
    }
  }

  private static let length = 4096
  private static let waiting: UInt32 = 1
  private static let writing: UInt32 = 2
  private static let flags: UInt32 = 3

  private let base: UnsafeMutableRawPointer

  /// - Parameter path: The group's configuration file, as `GroupDirectory` knows it. Not to be opened in the primary:
  ///   closing it would drop the primary's own lock on it.
  /// - Returns: nil when there is none, or it is of another version of DPDK than this program.
  package init?(configuration path: String) {
    let file = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_size >= Self.length else { return nil }
    let memory = unsafe mmap(nil, Self.length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { return nil }
    guard unsafe cdpdk_load32(memory) == UInt32(RTE_MAGIC),
      unsafe cdpdk_load32(memory + 4) == cdpdk_version()
    else {
      unsafe munmap(memory, Self.length)
      return nil
    }
    unsafe base = memory
  }

  deinit { unsafe munmap(base, Self.length) }

  private func word(_ name: Name) -> UnsafeMutableRawPointer { unsafe base + name.offset }

  /// Frees what dead processes hold. Call it under the birth lock: then nobody is within EAL's start.
  ///
  /// - Parameters:
  ///   - patience: Milliseconds that a lock must have been held without a pause. Longer than a living process holds one.
  ///   - waiting: Called once when there is something to wait for.
  /// - Returns: The locks that were freed. None is the rule, and takes no time.
  package func freeThoseOfTheDead(patience: Int, waiting: () -> Void) -> [Name] {
    var freed: [Name] = []
    var isTold = false
    for name in Name.allCases {
      // A writer that waits is looked at again when the readers are gone: a living one goes on.
      while unsafe cdpdk_load32(word(name)) != 0 {
        if !isTold { waiting() }
        isTold = true
        let held = least(of: name, within: patience)
        guard held != 0 else { break }
        take(held, from: name)
        if freed.last != name { freed.append(name) }
      }
    }
    return freed
  }

  /// What a word had all the time: the fewest readers, and the flags that were never away.
  private func least(of name: Name, within milliseconds: Int) -> UInt32 {
    var readers = UInt32.max
    var flags = Self.flags
    for _ in 0..<milliseconds {
      let value = unsafe cdpdk_load32(word(name))
      readers = min(readers, value & ~Self.flags)
      flags &= value
      guard readers | flags != 0 else { return 0 }
      usleep(1000)
    }
    // While somebody dead reads, a living writer may wait.
    return readers != 0 || flags & Self.writing != 0 ? readers | flags & Self.writing : flags
  }

  private func take(_ held: UInt32, from name: Name) {
    let readers = held & ~Self.flags
    while true {
      let value = unsafe cdpdk_load32(word(name))
      guard value >= readers else { return }
      let rest = (value & ~(held & Self.flags)) - readers
      if unsafe cdpdk_claim32(word(name), value, rest) { return }
    }
  }
}
