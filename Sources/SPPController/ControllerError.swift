// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel
package import SPPWire

/// Why something that was asked of a process was not done.
package enum ControllerError: Error, Hashable, Sendable {
  case notConnected(ClientID)
  /// The process refused, with its sentence; the index counts the commands of a message of several.
  case command(String, index: Int?)
  case noAnswer(ClientID, within: Duration)
  case closed(ClientID)
  case busy(ClientID)
  case badAnswer(ClientID, WireError)
  /// The change was done but could not be stored; `undone` says whether it was taken back.
  case notStored(ClientID, StoreError, undone: Bool)

  init(_ failure: ProcessLink.Failure, _ client: ClientID) {
    self =
      switch failure {
      case .noAnswer(let time): .noAnswer(client, within: time)
      case .closed: .closed(client)
      case .busy: .busy(client)
      }
  }
}

extension ControllerError {
  /// The process that it is about, when it says so.
  var client: ClientID? {
    switch self {
    case .command: nil
    case .notConnected(let client), .noAnswer(let client, _), .closed(let client),
      .busy(let client), .badAnswer(let client, _), .notStored(let client, _, _):
      client
    }
  }
}

extension ClientID {
  /// The process in a sentence.
  var noun: String { self == .primary ? "the primary" : "process \(self)" }
}

extension ControllerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notConnected(.primary): "primary not found."
    case .notConnected(let client): "sec_id \(client) not found."
    case .command(let sentence, nil): "command error: \(sentence)"
    case .command(let sentence, let index?): "command error: commands[\(index)]: \(sentence)"
    case .noAnswer(let client, let time):
      "\(client.noun) did not answer within \(time.formatted); what was asked may still be done when it wakes up"
    case .closed(let client): "\(client.noun) closed its connection before it answered"
    case .busy(let client): "\(client.noun) has too many requests waiting; ask again later"
    case .badAnswer(let client, let error):
      "\(client.noun) gave an answer that cannot be read: \(error)"
    case .notStored(let client, let error, true):
      "the change of \(client.noun) was taken back, because it cannot be stored: \(error)"
    case .notStored(let client, let error, false):
      "the change of \(client.noun) was done, but it can neither be stored nor taken back: \(error)"
    }
  }
}

extension Duration {
  /// `5 s`, `0.25 s`
  var formatted: String {
    let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
    return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
  }
}
