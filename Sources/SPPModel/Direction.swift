// SPDX-License-Identifier: BSD-3-Clause

/// Which way packets pass an attachment, seen from the component.
package enum Direction: String, CaseIterable, Hashable, Sendable {
  /// The component receives from the port.
  case rx
  /// The component sends to the port.
  case tx
}
