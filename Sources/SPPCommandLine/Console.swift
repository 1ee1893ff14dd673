// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import Synchronization

/// Where the shell's words go: answers to one side, complaints to the other.
package struct Console {
  package let write: (String) -> Void
  package let complain: (String) -> Void

  package init(write: @escaping (String) -> Void, complain: @escaping (String) -> Void) {
    self.write = write
    self.complain = complain
  }

  /// Standard output and standard error, each line written at once, so that they keep their order.
  package static var standard: Console {
    Console(
      write: { text in
        do { try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8)) } catch {
          note(error)
        }
      },
      // There is nobody left to tell.
      complain: { try? FileHandle.standardError.write(contentsOf: Data("\($0)\n".utf8)) })
  }

  /// Why answers have not arrived at standard output, such as a full disk, or nil.
  package static var loss: String? { lost.withLock { $0 } }

  /// A reader that went away had enough: that is no reason to stop, and no loss.
  private static func note(_ error: any Error) {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    guard cause.domain != NSPOSIXErrorDomain || cause.code != Int(EPIPE) else { return }
    lost.withLock { $0 = "standard output: \(TextFile.reason(error))" }
  }

  func show(_ text: String) {
    if !text.isEmpty { write(text) }
  }
}

/// Standard output is one, whoever writes to it.
private let lost = Mutex<String?>(nil)
