// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import Glibc
internal import Synchronization

/// ^C while a command of the interactive shell runs: ends a pause, and never the shell.
package enum Interrupt {
  /// From here on ^C is only noted.
  static func handle() {
    forget()
    _ = signal(SIGINT) { _ in noted.store(true, ordering: .relaxed) }
  }

  static func forget() { noted.store(false, ordering: .relaxed) }

  /// Whether ^C was pressed since `forget`.
  static var happened: Bool { noted.load(ordering: .relaxed) }

  /// Sleeps; returns false when ^C ended it.
  package static func pause(_ duration: Duration) -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + duration
    while !happened {
      let left = clock.now.duration(to: end)
      guard left > .zero else { return true }
      // Short, so that ^C is noticed soon.
      Thread.sleep(forTimeInterval: min(left, .milliseconds(100)) / .seconds(1))
    }
    return false
  }
}

/// Global, because a signal handler has no context; set by it, read by the thread that pauses.
private let noted = Atomic(false)
