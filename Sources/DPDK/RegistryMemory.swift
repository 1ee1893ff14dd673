// SPDX-License-Identifier: BSD-3-Clause
internal import CDPDK

/// A piece of memory that several processes write: words are read and written whole, and every offset is checked.
@safe package struct RegistryMemory: @unchecked Sendable {
  // Other processes and threads write here at any time; each access is atomic, so no thread owns it.
  private let base: UnsafeMutableRawPointer
  package let size: Int

  /// - Parameters:
  ///   - base: Aligned to 8 bytes; stays mapped as long as the process lives.
  ///   - size: Bytes.
  @unsafe package init(base: UnsafeMutableRawPointer, size: Int) {
    precondition(UInt(bitPattern: base) % 8 == 0)
    unsafe self.base = unsafe base
    self.size = size
  }

  private func address(_ offset: Int, width: Int) -> UnsafeMutableRawPointer {
    precondition(
      offset >= 0 && offset % width == 0 && offset <= size - width, "outside the registry")
    return unsafe base + offset
  }

  func load32(_ offset: Int) -> UInt32 { unsafe cdpdk_shared_load32(address(offset, width: 4)) }
  func load64(_ offset: Int) -> UInt64 { unsafe cdpdk_shared_load64(address(offset, width: 8)) }
  package func store32(_ offset: Int, _ value: UInt32) {
    unsafe cdpdk_shared_store32(address(offset, width: 4), value)
  }
  func store64(_ offset: Int, _ value: UInt64) {
    unsafe cdpdk_shared_store64(address(offset, width: 8), value)
  }

  /// Writes `desired` when the word is `expected`; says whether it was.
  func exchange32(_ offset: Int, _ expected: UInt32, _ desired: UInt32) -> Bool {
    unsafe cdpdk_shared_exchange32(address(offset, width: 4), expected, desired)
  }

  func exchange64(_ offset: Int, _ expected: UInt64, _ desired: UInt64) -> Bool {
    unsafe cdpdk_shared_exchange64(address(offset, width: 8), expected, desired)
  }

  /// A word as a counter that one lcore writes.
  func counter(_ offset: Int) -> Counter { unsafe Counter(address(offset, width: 8)) }

  /// Writes `text`, cut to `length - 1` bytes and filled up with NUL, word by word.
  func storeText(_ offset: Int, length: Int, _ text: String) {
    let bytes = Array(text.utf8.prefix(length - 1)) + Array(repeating: 0, count: length)
    for word in 0..<length / 4 {
      let value = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[4 * word + $1]) << (8 * UInt32($1))
      }
      store32(offset + 4 * word, value)
    }
  }

  /// The text up to the first NUL; bytes that are not printable ASCII become `?`, whoever wrote them.
  func loadText(_ offset: Int, length: Int) -> String {
    var text = ""
    for word in 0..<length / 4 {
      let value = load32(offset + 4 * word)
      for byte in 0..<4 {
        let character = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte)))
        guard character != 0 else { return text }
        text.append((33...126).contains(character) ? Character(UnicodeScalar(character)) : "?")
      }
    }
    return text
  }
}
