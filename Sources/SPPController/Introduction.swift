// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
package import SPPWire

/// How the controller and a process that has connected make sure of each other.
package struct Introduction: Sendable {
  /// Of this controller and its processes; nil where the kernel says who is there.
  let secret: Secret?

  package init(secret: Secret?) { self.secret = secret }

  /// Asks who is there.
  ///
  /// - Throws: `ArrivalRefusal` for a process that does not answer in time or does not know the secret, and for one that
  ///   does not take this controller's proof.
  func identity(of link: ProcessLink, within time: Duration) async throws(ArrivalRefusal) -> Hello {
    let challenge = secret.map { _ in Secret.challenge() }
    let reply = try await ask(link, within: time) {
      WireRequest.hello(id: $0, challenge: challenge)
    }
    let hello: Hello
    do throws(WireError) { hello = try Hello(reply.info ?? .null) } catch {
      throw ArrivalRefusal(description: "the answer to hello cannot be read: \(error)")
    }
    guard let secret, let challenge else { return hello }
    guard let other = reply.info?["challenge"]?.string,
      other.utf8.count <= Secret.longestChallenge, let proof = reply.info?["proof"]?.string,
      Secret.isSame(proof, secret.proof(of: hello, to: challenge, and: other))
    else {
      throw ArrivalRefusal(
        description:
          "the process does not know the secret '\(SecretFile.standard.path)'; start it as the user of "
          + "spp-ctl, or let SPP_SECRET_FILE name a copy that its own user may read, and nobody else"
      )
    }
    let own = secret.proofOfController(to: other, and: challenge)
    let answer = try await ask(link, within: time) { WireRequest.hello(id: $0, proof: own) }
    if let sentence = answer.failure { throw ArrivalRefusal(description: sentence) }
    return hello
  }

  private func ask(
    _ link: ProcessLink, within time: Duration, _ encode: @Sendable (Int) -> JSON
  ) async throws(ArrivalRefusal) -> Reply {
    do throws(ProcessLink.Failure) { return try await link.request(within: time, encode) } catch {
      throw ArrivalRefusal(description: "no answer to hello within \(time.formatted)")
    }
  }
}
