// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// How a process makes sure of its controller, and the controller of it, before it obeys; anew for each connection.
///
/// The controller's `hello` brings a challenge; the answer has a proof, and a challenge of the process. The controller's
/// next `hello` brings its own proof. Until then nothing else is done.
package struct Greeting: Sendable {
  private let file: SecretFile
  /// Whether the controller has shown that it knows the secret, or need not.
  package private(set) var isTrusted: Bool
  /// What is wrong with the secret's file, as far as it was needed.
  package private(set) var fault: SecretError?
  /// Both challenges, once they are said.
  private var challenges: (controller: String, process: String)?

  /// - Parameter isTrusted: On a Unix socket: its file says who may be there.
  package init(isTrusted: Bool, file: SecretFile = .standard) {
    self.isTrusted = isTrusted
    self.file = file
  }

  /// Longest message that is read now, in bytes: nothing long comes from who has not shown who it is.
  package var messageLimit: Int { isTrusted ? JSON.maximumSize : 64 << 10 }

  /// Answers one message of the controller.
  ///
  /// - Parameter obey: What the process answers to it when the controller is trusted; to `hello` always.
  package mutating func answer(_ message: JSON, _ obey: (JSON) throws -> Reply) rethrows -> Reply {
    let commands = message["commands"]?.array ?? []
    guard commands.count == 1, commands[0]["command"]?.string == "hello" else {
      guard isTrusted || commands.isEmpty else {
        return .failure(
          id: message["id"]?.integer.map { Int($0) }, of: commands.count,
          message: "this process obeys a controller that has shown, with its hello, that it knows "
            + "the secret '\(file.path)'")
      }
      return try obey(message)
    }
    if let proof = commands[0]["proof"]?.string { return try accept(proof, message, obey) }
    let reply = try obey(message)
    guard let challenge = commands[0]["challenge"]?.string, !isTrusted,
      challenge.utf8.count <= Secret.longestChallenge
    else { return reply }
    return prove(reply, to: challenge)
  }

  /// Adds to the answer to a hello what the controller asks for.
  private mutating func prove(_ reply: Reply, to challenge: String) -> Reply {
    guard case .object(var info)? = reply.info, let hello = try? Hello(.object(info)) else {
      return reply
    }
    do throws(SecretError) {
      let own = Secret.challenge()
      info["challenge"] = .string(own)
      info["proof"] = .string(try file.read().proof(of: hello, to: challenge, and: own))
      challenges = (challenge, own)
      fault = nil
    } catch {
      fault = error
    }
    return Reply(id: reply.id, results: reply.results, info: .object(info))
  }

  /// Takes the controller for what it says when its proof is right.
  private mutating func accept(_ proof: String, _ message: JSON, _ obey: (JSON) throws -> Reply)
    rethrows -> Reply
  {
    let id = message["id"]?.integer.map { Int($0) }
    guard let challenges else {
      return .failure(id: id, message: "a proof comes after a hello with a challenge")
    }
    self.challenges = nil
    if let sentence = refusal(proof, challenges) { return .failure(id: id, message: sentence) }
    isTrusted = true
    return try obey(message)
  }

  /// Why the controller's proof is not taken, or nil.
  private func refusal(_ proof: String, _ challenges: (controller: String, process: String))
    -> String?
  {
    do throws(SecretError) {
      let expected = try file.read().proofOfController(
        to: challenges.process, and: challenges.controller)
      return Secret.isSame(proof, expected)
        ? nil : "the controller does not know the secret '\(file.path)' of this process"
    } catch {
      return error.description
    }
  }
}
