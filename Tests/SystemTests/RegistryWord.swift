// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A 32-bit word of a group's registry, found in the hugepages by the registry's magic.
final class RegistryWord {
  private let base: UnsafeMutableRawPointer
  private let length: Int
  private let offset: Int

  private init(_ base: UnsafeMutableRawPointer, _ length: Int, _ offset: Int) {
    self.base = base
    self.length = length
    self.offset = offset
  }

  deinit { munmap(base, length) }

  var value: UInt32 {
    get { base.load(fromByteOffset: offset, as: UInt32.self) }
    set { base.storeBytes(of: newValue, toByteOffset: offset, as: UInt32.self) }
  }

  /// The version, which lies behind the magic; nil when the group has no registry.
  static func abi(of prefix: String) throws -> RegistryWord? {
    let magic: UInt64 = 0x5350_5052_4547_5354
    let directory = "/dev/hugepages"
    for name in try FileManager.default.contentsOfDirectory(atPath: directory)
    where name.hasPrefix("\(prefix)map_") {
      let file = open("\(directory)/\(name)", O_RDWR | O_CLOEXEC)
      defer { close(file) }
      var status = stat()
      guard file >= 0, fstat(file, &status) == 0 else { continue }
      let length = Int(status.st_size)
      guard let base = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
        base != MAP_FAILED
      else { continue }
      // Memzones begin at cache lines.
      for place in stride(from: 0, to: length, by: 64)
      where base.load(fromByteOffset: place, as: UInt64.self) == magic {
        return RegistryWord(base, length, place + 8)
      }
      munmap(base, length)
    }
    return nil
  }
}
