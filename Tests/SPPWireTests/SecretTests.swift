// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

struct SecretTests {
  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
  }

  // FIPS 180-4's examples, and lengths around the padding's edges against the shell's sha256sum.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000),
      "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    ),
  ])
  func `a digest is what the standard says`(message: String, digest: String) {
    #expect(hexadecimal(SHA256.digest(Array(message.utf8))) == digest)
  }

  // RFC 4231, test cases 1, 2 and 6.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `a code is what the standard says`(key: [UInt8], message: String, code: String) {
    #expect(hexadecimal(SHA256.code(of: Array(message.utf8), key: key)) == code)
  }

  @Test func `a proof is of one process, of one greeting and of one side`() throws {
    let secret = Secret()
    let hello = Hello(kind: .vf, client: try ClientID(1), pid: 7, isEmpty: true)
    let proof = secret.proof(of: hello, to: "a", and: "b")
    #expect(proof == secret.proof(of: hello, to: "a", and: "b"))
    let other = Hello(kind: .vf, client: try ClientID(2), pid: 7, isEmpty: true)
    #expect(proof != secret.proof(of: other, to: "a", and: "b"))
    #expect(proof != secret.proof(of: hello, to: "b", and: "a"))
    #expect(proof != Secret().proof(of: hello, to: "a", and: "b"))
    #expect(proof != secret.proofOfController(to: "b", and: "a"))
  }

  @Test func `a secret is 64 hexadecimal digits`() throws {
    let secret = Secret()
    #expect(Secret(" \(secret.text)\n") == secret)
    #expect(Secret(String(secret.text.dropLast())) == nil)
    #expect(Secret(secret.text.dropLast() + "g") == nil)
    #expect(Secret(secret.text.dropLast(2) + "+1") == nil)
    #expect(Secret("") == nil)
    #expect(Secret.isSame("ab", "ab") && !Secret.isSame("ab", "ac") && !Secret.isSame("ab", "a"))
  }

  @Test func `a file is made once, for its owner only, and one that others may read is refused`()
    throws
  {
    let directory = "/tmp/spp-secret-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let file = SecretFile(path: directory + "/below/secret")
    #expect(throws: SecretError.self) { try file.read() }
    let secret = try file.readOrMake()
    #expect(try file.readOrMake() == secret)
    #expect(try file.read() == secret)
    let mode =
      try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory + "/below") == ["secret"])
    chmod(file.path, 0o640)
    let error = #expect(throws: SecretError.self) { try file.readOrMake() }
    #expect(error?.description.contains("chmod 600 \(file.path)") == true)
    try Data("abc".utf8).write(to: URL(fileURLWithPath: file.path))
    chmod(file.path, 0o600)
    let broken = #expect(throws: SecretError.self) { try file.readOrMake() }
    #expect(broken?.description.contains("64 hexadecimal digits") == true)
  }
}
