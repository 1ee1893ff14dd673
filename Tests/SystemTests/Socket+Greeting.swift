// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

/// Peers that know the secret, as the real ones do.
extension Socket {
  /// Says hello as a controller does.
  func introduceController() throws {
    let secret = try SecretFile.standard.readOrMake()
    send(MessageStream.bytes(of: WireRequest.hello(id: 1, challenge: "controller")))
    let info = try JSON(parsing: Array(answer().utf8))["info"]
    let challenge = try #require(info?["challenge"]?.string)
    let proof = secret.proofOfController(to: challenge, and: "controller")
    send(MessageStream.bytes(of: WireRequest.hello(id: 2, proof: proof)))
    #expect(try answer().contains("process_type"))
  }

  /// Answers as a process does to what a controller says to a newcomer.
  func introduceProcess(_ hello: Hello) throws {
    var greeting = Greeting(isTrusted: false)
    for _ in 0..<2 {
      let message = try JSON(parsing: Array(answer().utf8))
      let reply = greeting.answer(message) { message in
        .success(id: message["id"]?.integer.map { Int($0) } ?? 0, info: hello.json)
      }
      send(MessageStream.bytes(of: reply.json))
    }
  }
}
