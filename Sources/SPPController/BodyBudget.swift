// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import Synchronization

/// How much the bodies that are read at the same time may take in memory.
final class BodyBudget: Sendable {
  /// Of all bodies together, in bytes.
  static let limit = 256 << 20

  private let taken = Mutex(0)

  /// What a body may come to: what it says, and without that the most that is read.
  static func size(_ headers: HTTPFields, limit: Int) -> Int {
    if let said = headers[.contentLength] { return min(max(Int(said) ?? limit, 0), limit) }
    return headers[.transferEncoding] == nil ? 0 : limit
  }

  /// False when there is not so much left.
  func take(_ size: Int) -> Bool {
    guard size > 0 else { return true }
    return taken.withLock { taken in
      guard taken + size <= Self.limit else { return false }
      taken += size
      return true
    }
  }

  func giveBack(_ size: Int) {
    guard size > 0 else { return }
    taken.withLock { $0 -= size }
  }
}
