// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

/// A row of the contract with SPP's clients: a request, and how it is answered.
struct ContractRow: Sendable, CustomTestStringConvertible {
  let name: String
  let method: HTTPRequest.Method
  /// Below `/v1`.
  let path: String
  let body: String?
  let status: Int
  /// The whole answer, or nil when it is for the row's own check.
  let text: String?
  /// Members that the answer has, when it is JSON.
  let json: JSON?

  var testDescription: String { name }

  init(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, name: String? = nil,
    is status: Int = 204, _ text: String? = nil, json: JSON? = nil
  ) {
    self.name = name ?? "\(method) \(path)" + (body.map { " \($0)" } ?? "")
    self.method = method
    self.path = path
    self.body = body
    self.status = status
    self.text = text ?? (status == 204 ? "" : nil)
    self.json = json
  }

  /// Asks a group of one process of each kind, and checks the answer.
  func check() async throws {
    try await withHouse { house in
      let world = try World()
      for process in world.processes { try await house.admit(process) }
      let answer = try await house.ask(method, "/v1" + path, body)
      #expect(answer.status == status, "\(answer.text)")
      if let text { #expect(answer.text == text) }
      if let json {
        #expect(answer.type == "application/json")
        if let wanted = json.object {
          for member in wanted.members {
            #expect(answer.json?[member.name] == member.value, "\(member.name)")
          }
        } else {
          #expect(answer.json == json)
        }
      } else if status >= 400 {
        #expect(answer.type == "text/plain; charset=utf-8")
      }
      for process in world.processes { await process.disconnect() }
    }
  }

  /// The primary, nfv 1, vf 2 with a classifier, mirror 3 and pcap 4.
  struct World {
    let processes: [StubProcess]

    init() throws {
      processes = [
        StubProcess(.primary, 0, pid: 10), StubProcess(.nfv, 1, pid: 11),
        StubProcess(.vf, 2, pid: 12, plan: try samplePlan()), StubProcess(.mirror, 3, pid: 13),
        StubProcess(.pcap, 4, pid: 14),
      ]
    }
  }
}
