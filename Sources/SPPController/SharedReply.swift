// SPDX-License-Identifier: BSD-3-Clause
import SPPWire
import Synchronization

/// One answer of a process for several who asked the same at the same time, and what is made of it once for all of them.
final class SharedReply: Sendable {
  let reply: Reply
  private let text = Mutex<[UInt8]?>(nil)

  init(_ reply: Reply) { self.reply = reply }

  /// - Parameter make: Called once, by whoever comes first.
  func text<Failure>(_ make: (Reply) throws(Failure) -> [UInt8]) throws(Failure) -> [UInt8] {
    if let made = text.withLock({ $0 }) { return made }
    let made = try make(reply)
    text.withLock { $0 = made }
    return made
  }
}
