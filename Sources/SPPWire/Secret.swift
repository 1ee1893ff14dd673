// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// What a controller and its processes know, and nobody else: each shows the other that it does, and says it to nobody.
package struct Secret: Hashable, Sendable {
  /// In bytes; as text twice as long.
  package static let length = 32

  /// Longest challenge that is taken, in bytes: its code must not take long.
  package static let longestChallenge = 256

  private let bytes: [UInt8]

  /// A new one, of the kernel's random numbers.
  package init() {
    var random = SystemRandomNumberGenerator()
    bytes = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Reads 64 hexadecimal digits, which blanks and newlines may surround; nil for anything else.
  package init?(_ text: String) {
    let digits = Array(text.utf8.drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed())
    guard digits.count == 2 * Self.length, digits.allSatisfy({ $0 < 128 }) else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      let pair = digits[start..<start + 2]
      guard pair.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
        let byte = UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  package var text: String { Self.hexadecimal(bytes) }

  /// A word that nobody can foresee, so that no proof is of use twice.
  package static func challenge() -> String { Secret().text }

  /// Shows to the controller that a process knows the secret, and is the one it says.
  package func proof(of hello: Hello, to controller: String, and process: String) -> String {
    code("process \(controller) \(process) \(hello.kind.rawValue) \(hello.client) \(hello.pid)")
  }

  /// Shows to a process that the controller knows the secret.
  package func proofOfController(to process: String, and controller: String) -> String {
    code("controller \(controller) \(process)")
  }

  private func code(_ message: String) -> String {
    Self.hexadecimal(SHA256.code(of: Array(message.utf8), key: bytes))
  }

  /// Whether two texts are the same; it takes as long wherever they differ.
  package static func isSame(_ first: String, _ second: String) -> Bool {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    guard first.count == second.count else { return false }
    var difference: UInt8 = 0
    for index in first.indices { difference |= first[index] ^ second[index] }
    return difference == 0
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
