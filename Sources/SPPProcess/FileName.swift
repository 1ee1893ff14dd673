// SPDX-License-Identifier: BSD-3-Clause
internal import Glibc

/// A path, and what is asked about it and done with it.
struct FileName {
  let path: String

  init(_ path: String) { self.path = path }

  /// The path in an environment variable, nil when it is not set.
  init?(environment name: String) {
    guard let value = unsafe getenv(name) else { return nil }
    path = unsafe String(cString: value)
  }

  /// The path from the root; as it is when the working directory is gone.
  var absolute: String {
    guard !path.hasPrefix("/"), let directory = unsafe getcwd(nil, 0) else { return path }
    defer { unsafe free(directory) }
    return unsafe String(cString: directory) + "/" + path
  }

  var exists: Bool { unsafe access(path, F_OK) == 0 }
  func remove() { unsafe unlink(path) }
  /// Takes the place of a file that has the other name; the reason when it does not.
  func rename(to other: String) -> String? {
    unsafe Glibc.rename(path, other) == 0 ? nil : Descriptor.reason
  }
  /// Whether it is a directory in which files can be made.
  var isWritableDirectory: Bool { unsafe access(path + "/.", W_OK | X_OK) == 0 }

  func makeDirectory(mode: mode_t) { unsafe mkdir(path, mode) }
  /// Only an empty one.
  func removeDirectory() { unsafe rmdir(path) }

  /// Names in a directory, without `.` and `..`; none when it cannot be read.
  var names: [String] {
    guard let stream = unsafe opendir(path) else { return [] }
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

  /// Where a symbolic link leads, nil when it is none.
  var linkTarget: String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else {
        return 0
      }
      return unsafe readlink(path, base, bytes.count)
    }
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }
}
