// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// Something that did not come about before its deadline.
struct NotInTime: Error, CustomStringConvertible {
  let description: String
}

/// Asks again and again until there is an answer.
///
/// - Parameter expectation: What should come about, for the sentence when it does not.
@discardableResult func eventually<Value>(
  within time: Duration = .seconds(20), _ expectation: @autoclosure () -> String,
  _ answer: () throws -> Value?
) throws -> Value {
  let deadline = ContinuousClock.now + time
  while true {
    if let value = try answer() { return value }
    guard ContinuousClock.now < deadline else {
      throw NotInTime(description: "\(expectation()) within \(time)")
    }
    usleep(50_000)
  }
}

/// Asks again and again until it is so.
func eventually(
  within time: Duration = .seconds(20), _ expectation: @autoclosure () -> String,
  isSo: () throws -> Bool
) throws {
  try eventually(within: time, expectation()) { try isSo() ? true : nil }
}
