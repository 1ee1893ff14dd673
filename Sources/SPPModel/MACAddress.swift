// SPDX-License-Identifier: BSD-3-Clause

/// A 48-bit MAC address (IEEE 802, 8.2).
package struct MACAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The address with its first octet in bits 40 to 47.
  package let bits: UInt64

  /// - Parameter bits: The first octet in bits 40 to 47; bits 48 to 63 are ignored.
  package init(bits: UInt64) { self.bits = bits & 0xffff_ffff_ffff }

  /// Reads six octets of two hexadecimal digits, separated by `:` or by `-`.
  ///
  /// - Throws: `ValueError` for anything else.
  package init(parsing text: String) throws(ValueError) {
    let error = ValueError(
      "mac address", given: text, expected: "six octets, such as '52:54:00:12:34:56'")
    let bytes = Array(text.utf8)
    guard bytes.count == 17, bytes[2] == 0x3a || bytes[2] == 0x2d else { throw error }
    var bits: UInt64 = 0
    for (position, byte) in bytes.enumerated() {
      if position % 3 == 2 {
        guard byte == bytes[2] else { throw error }
      } else {
        guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 128 else {
          throw error
        }
        bits = bits << 4 | UInt64(digit)
      }
    }
    self.bits = bits
  }

  /// Whether the group bit is set: multicast or broadcast.
  package var isGroup: Bool { bits & 0x0100_0000_0000 != 0 }

  package static func < (a: MACAddress, b: MACAddress) -> Bool { a.bits < b.bits }

  /// Six upper-case octets separated by colons, as `rte_ether_format_addr` prints them.
  package var description: String {
    let digits = Array("0123456789ABCDEF")
    var text = ""
    for octet in 0..<6 {
      let byte = Int(bits >> UInt64(40 - 8 * octet)) & 0xff
      if octet > 0 { text.append(":") }
      text.append(digits[byte >> 4])
      text.append(digits[byte & 15])
    }
    return text
  }
}
