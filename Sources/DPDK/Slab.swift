// SPDX-License-Identifier: BSD-3-Clause

internal import Glibc

/// Memory of this process for tables that are looked up at random: on huge pages where the kernel has them, because a
/// walk of the page table costs more than the lookup.
public enum Slab {
  private static let hugePage = 2 << 20

  /// - Parameter words: Of 8 bytes each; not initialized.
  ///
  /// The corresponding C function is `madvise`.
  public static func allocate(words: Int) -> UnsafeMutablePointer<UInt64> {
    let size = words * 8
    let isLarge = size >= hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: size, alignment: isLarge ? hugePage : 64)
    // A wish: without it the table is only slower.
    if isLarge { unsafe madvise(memory, size, MADV_HUGEPAGE) }
    return unsafe memory.bindMemory(to: UInt64.self, capacity: words)
  }

  /// Frees what `allocate` gave.
  public static func deallocate(_ memory: UnsafeMutablePointer<UInt64>) {
    unsafe UnsafeMutableRawPointer(memory).deallocate()
  }
}
