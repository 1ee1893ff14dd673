// SPDX-License-Identifier: BSD-3-Clause

/// Two rings as one Ethernet device, `pipe:0`, for a DPDK program that runs as a secondary of the group.
package struct Pipe: Hashable, Sendable {
  /// 0 to 255.
  package let index: UInt8
  /// The ring that the program receives from.
  package let rx: ResourceUID
  /// The ring that it sends to.
  package let tx: ResourceUID

  package init(_ index: UInt8, rx: ResourceUID, tx: ResourceUID) {
    self.index = index
    self.rx = rx
    self.tx = tx
  }

  /// As users name it.
  package static func name(_ index: UInt8) -> String { "pipe:\(index)" }

  /// Reads `pipe:NUMBER`.
  ///
  /// - Throws: `ValueError` for anything else.
  package static func index(parsing text: String) throws(ValueError) -> UInt8 {
    guard text.hasPrefix("pipe:"), let number = decimal(text.dropFirst(5)),
      let index = UInt8(exactly: number)
    else {
      throw ValueError("port", given: text, expected: "a number from 0 to 255 after 'pipe:'")
    }
    return index
  }
}
