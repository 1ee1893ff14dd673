// SPDX-License-Identifier: BSD-3-Clause
package import SPPWire

/// Something that happened, for whoever watches.
package struct Event: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A process said who it is and was taken in.
    case connected
    /// A process that connected was turned away; `reason` says why.
    case refused
    /// The connection of a process is closed.
    case gone
    /// A process holds another configuration.
    case plan
    /// The primary has other ports.
    case ports
    /// A returning process got its state back, or why not.
    case restore
    /// The primary has buried a dead process.
    case burial
    /// A process lives and does nothing.
    case hung
    /// A process that hung works on.
    case awake
    /// What supervision did with a process.
    case supervision
  }

  /// Its place among all events: of which start of the controller, and counted from 1.
  package struct Position: Hashable, Sendable, CustomStringConvertible {
    package let epoch: Int
    package let number: Int

    package init(epoch: Int, number: Int) {
      self.epoch = epoch
      self.number = number
    }

    /// Reads `EPOCH-NUMBER`; nil for anything else.
    package init?(_ text: String) {
      let halves = text.split(separator: "-", omittingEmptySubsequences: false)
      guard halves.count == 2, let epoch = Int(halves[0]), let number = Int(halves[1]) else {
        return nil
      }
      self.init(epoch: epoch, number: number)
    }

    package var description: String { "\(epoch)-\(number)" }
  }

  package let position: Position
  package let kind: Kind
  /// Milliseconds since 1970.
  package let time: Int
  package let data: JSON.Object

  package init(position: Position, kind: Kind, time: Int, data: JSON.Object) {
    self.position = position
    self.kind = kind
    self.time = time
    self.data = data
  }

  /// As the stream of events carries it: `id`, `event` and `data` lines (WHATWG HTML, 9.2.6).
  package var text: String {
    var object = JSON.Object([("time", JSON(time))])
    for member in data.members { object[member.name] = member.value }
    let line = String(decoding: JSON.object(object).serialized(), as: UTF8.self)
    return "id: \(position)\nevent: \(kind.rawValue)\ndata: \(line)\n\n"
  }
}
