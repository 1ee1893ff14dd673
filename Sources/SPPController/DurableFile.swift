// SPDX-License-Identifier: BSD-3-Clause
import CLinux
import Glibc

/// A file that is always whole: the old content or the new one, also after a crash or a power cut.
package struct DurableFile: Sendable {
  let path: String

  /// The directory and the name in it.
  package init(_ name: String, in directory: String) { path = directory + "/" + name }

  private var directory: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

  /// Writes a file beside, makes it durable, and puts it in place.
  ///
  /// - Throws: `StoreError`; then the old content is still there.
  func write(_ bytes: [UInt8]) throws(StoreError) {
    var disk = KernelDisk()
    try write(bytes, on: &disk)
  }

  /// The same on another disk, such as one whose power is cut.
  package func write(_ bytes: [UInt8], on disk: inout some Disk) throws(StoreError) {
    let beside = path + ".tmp"
    do throws(StoreError) {
      try disk.create(beside)
      var rest = bytes[...]
      while !rest.isEmpty { rest = rest.dropFirst(try disk.append(rest)) }
      try disk.sync()
      try disk.rename(beside, to: path)
    } catch {
      disk.discard(beside)
      throw error
    }
    try disk.syncDirectory(directory)
  }

  /// The content, or nil when there is no such file.
  func read(limit: Int = 64 << 20) throws(StoreError) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw StoreError("reading", path)
    }
    defer { close(file) }
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while content.count < limit {
      let count = unsafe part.withUnsafeMutableBytes {
        unsafe Glibc.read(file, $0.baseAddress, $0.count)
      }
      if count == 0 { return content }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw StoreError("reading", path) }
      content += part[..<count]
    }
    throw StoreError("reading '\(path)'", reason: "it is longer than \(limit) bytes")
  }

  /// Removes the file; none is fine.
  func remove() throws(StoreError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw StoreError("removing", path) }
    var disk = KernelDisk()
    try disk.syncDirectory(directory)
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
  static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

  /// Names in a directory, without `.` and `..`; none when it cannot be read.
  static func names(in directory: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Makes a directory and those above it, readable by owner and group.
  static func makeDirectory(_ path: String) throws(StoreError) {
    var made = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      made += "/" + name
      guard unsafe mkdir(made, 0o750) == 0 || errno == EEXIST else {
        throw StoreError("making directory", made)
      }
    }
    guard unsafe access(path, W_OK | X_OK) == 0 else {
      throw StoreError("writing to directory", path)
    }
  }

  /// Keeps a directory for this program until it ends, however it ends.
  ///
  /// - Throws: `StoreError` when another program keeps it.
  ///
  /// The corresponding C function is `flock`; the descriptor stays open on purpose.
  static func lockDirectory(_ path: String) throws(StoreError) {
    let file = unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw StoreError("locking", path) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw StoreError(
        "using directory '\(path)'",
        reason: "another spp-ctl uses it; end that, or choose another directory")
    }
  }
}

/// Why the desired state is not on disk. The description is a sentence.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ action: String, reason: String) { description = "\(action): \(reason)" }

  /// With the reason of the system call that failed last.
  init(_ action: String, _ path: String) {
    self.init("\(action) '\(path)'", reason: systemReason(errno))
  }
}

/// `No such file or directory (2)`
func systemReason(_ number: Int32) -> String {
  unsafe "\(String(cString: strerror(number))) (\(number))"
}
