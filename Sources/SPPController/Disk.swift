// SPDX-License-Identifier: BSD-3-Clause
import Glibc

/// The calls that a durable write is made of, so that a test can cut the power after any of them.
package protocol Disk {
  /// Makes an empty file that is written next.
  mutating func create(_ path: String) throws(StoreError)
  /// - Returns: How many bytes were written, one or more.
  mutating func append(_ bytes: ArraySlice<UInt8>) throws(StoreError) -> Int
  /// Makes what was written durable, and ends the writing.
  mutating func sync() throws(StoreError)
  mutating func rename(_ from: String, to path: String) throws(StoreError)
  /// Ends the writing and removes the file, after an error.
  mutating func discard(_ path: String)
  /// Makes renames in a directory durable.
  mutating func syncDirectory(_ path: String) throws(StoreError)
}

/// The disk behind the kernel's calls.
struct KernelDisk: Disk {
  private var file: Int32 = -1
  private var path = ""

  mutating func create(_ path: String) throws(StoreError) {
    self.path = path
    file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw StoreError("writing", path) }
  }

  mutating func append(_ bytes: ArraySlice<UInt8>) throws(StoreError) -> Int {
    while true {
      let count = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw StoreError("writing", path) }
      return count
    }
  }

  mutating func sync() throws(StoreError) {
    guard fsync(file) == 0 else { throw StoreError("writing", path) }
    close()
  }

  mutating func rename(_ from: String, to path: String) throws(StoreError) {
    guard unsafe Glibc.rename(from, path) == 0 else { throw StoreError("replacing", path) }
  }

  mutating func discard(_ path: String) {
    // What was not made by this write stays: a directory in its way, for one.
    guard file >= 0 else { return }
    close()
    _ = unsafe unlink(path)
  }

  /// A rename is durable once its directory is.
  mutating func syncDirectory(_ path: String) throws(StoreError) {
    let directory = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw StoreError("opening directory", path) }
    defer { _ = Glibc.close(directory) }
    guard fsync(directory) == 0 else { throw StoreError("writing directory", path) }
  }

  private mutating func close() {
    _ = Glibc.close(file)
    file = -1
  }
}
