// SPDX-License-Identifier: BSD-3-Clause

/// An Ethernet frame of an experimental type whose payload says its number.
struct Frame {
  var destination: UInt64 = 0x5254_0000_0001
  /// The tag, with its priority in the upper three bits, or nil.
  var tag: UInt16?
  var number = 0
  var payload = 46

  var bytes: [UInt8] {
    let tag = tag.map { big(0x8100, 2) + big(UInt64($0), 2) } ?? []
    return big(destination, 6) + big(0x0200_0000_00aa, 6) + tag + big(0x88b5, 2)
      + big(UInt64(number), 4)
      + (4..<max(4, payload)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) }
  }

  private func big(_ value: UInt64, _ count: Int) -> [UInt8] {
    (1...count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - $0))) }
  }
}
