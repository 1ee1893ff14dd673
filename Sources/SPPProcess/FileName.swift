// SPDX-License-Identifier: BSD-3-Clause
internal import Glibc

/// A path, and what is asked about it.
struct FileName {
  let path: String
  init(_ path: String) { self.path = path }

  var exists: Bool { unsafe access(path, F_OK) == 0 }
  func remove() { unsafe unlink(path) }
}
