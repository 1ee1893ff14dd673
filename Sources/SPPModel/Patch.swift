// SPDX-License-Identifier: BSD-3-Clause

/// Frames that come in at one port go out at the other.
package struct Patch: Hashable, Sendable, CustomStringConvertible {
  package let source: ResourceUID
  package let destination: ResourceUID

  package init(_ source: ResourceUID, to destination: ResourceUID) {
    self.source = source
    self.destination = destination
  }

  package var description: String { "\(source) -> \(destination)" }
}

/// A change of a patch table.
package enum PatchCommand: Hashable, Sendable {
  /// Makes a port of the group, or a guest's, one of this process.
  case add(ResourceUID)
  case delete(ResourceUID)
  /// Instead of what the source led to before.
  case patch(Patch)
  /// Takes all patches away.
  case reset
  /// Starts to move frames.
  case forward
  case stop
}
