// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPWire
import Synchronization

/// A controller that answers from a table and remembers what it was asked.
final class StubAPI: API {
  let address = "127.0.0.1:7777"
  private let answers: [String: APIResponse]
  private let asked = Mutex<[APIRequest]>([])
  private let failure: APIError?

  /// - Parameter answers: By `METHOD /v1/PATH`; anything else is 204.
  init(_ answers: [String: (Int, String)] = [:], failure: APIError? = nil) {
    self.answers = answers.mapValues { APIResponse(status: $0.0, body: Array($0.1.utf8)) }
    self.failure = failure
  }

  static var absent: StubAPI {
    StubAPI(failure: .unreachable(address: "127.0.0.1:7777", reason: "connection refused"))
  }

  var requests: [APIRequest] { asked.withLock { $0 } }
  /// `METHOD /v1/PATH` of each request.
  var lines: [String] { requests.map(\.description) }

  func send(_ request: APIRequest) throws(APIError) -> APIResponse {
    asked.withLock { $0.append(request) }
    if let failure { throw failure }
    return answers[request.description] ?? APIResponse(status: 204)
  }
}

/// What was printed.
final class Paper {
  private(set) var output: [String] = []
  private(set) var complaints: [String] = []
  var console: Console {
    Console(write: { self.output.append($0) }, complain: { self.complaints.append($0) })
  }
}

extension Session {
  /// A session that never really waits.
  static func with(
    _ api: StubAPI, json: Bool = false, history: History = History(path: nil)
  ) -> Session {
    Session(
      workspace: Workspace(servers: Servers([]) { _ in api }, history: history), printsJSON: json,
      pause: { _ in true })
  }

  /// The text that a line prints, or the sentence of its failure.
  func said(_ line: String) -> String {
    do throws(CommandFailure) {
      switch try execute(line) {
      case .text(let text), .leave(let text), .play(let text), .again(let text): return text
      }
    } catch {
      return "\(error)"
    }
  }
}

/// The primary, vf 1 and mirror 2; and a process of a kind that the shell does not know.
let processes = (
  200,
  #"[{"type":"mirror","client-id":2},{"type":"primary"},{"type":"vf","client-id":1},{"type":"mixer","client-id":8}]"#
)
