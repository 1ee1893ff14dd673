// SPDX-License-Identifier: BSD-3-Clause
import Glibc

/// How many files and connections this program may have open.
enum OpenFiles {
  /// All listeners with as many connections as they take, and then some.
  private static let wanted: rlim_t = 8192

  /// Raises the bound for this program, as far as the system allows. Most start with 1,024.
  static func allowMany() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, wanted))
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
