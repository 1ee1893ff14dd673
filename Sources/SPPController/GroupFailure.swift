// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPModel
import SPPWire

/// Why processes were not brought to another configuration together.
enum GroupFailure: Error, Sendable {
  /// What became of a process that had been touched before another one refused.
  struct TakenBack: Hashable, Sendable {
    let process: ProcessName
    /// Why it does not hold again what it held; nil when it does.
    let failure: String?
  }

  /// What they hold is not what the caller has seen; the tag of what they hold.
  case stale(tag: String)
  /// The caller does not say what it has seen.
  case unconditional
  /// A process that is not connected has a plan.
  case absent(ProcessName)
  /// A process could not do its part; what was done of the other parts is taken back.
  case failed(ProcessName, ControllerError, takenBack: [TakenBack])
}

extension RESTError {
  init(_ failure: GroupFailure) {
    switch failure {
    case .stale(let tag):
      self.init(
        status: .preconditionFailed,
        text:
          "something else was changed meanwhile; read the plan again, and repeat the change with its ETag",
        members: ["etag": .string(tag)])
    case .unconditional:
      self.init(
        status: .preconditionRequired,
        text:
          "If-Match is missing: expected the ETag of the plan that the change was made from, or *")
    case .absent(let name):
      self.init(
        status: .conflict,
        text: "\(name) is not connected; start it first, or leave its plan out",
        members: ["process": .string("\(name)")])
    case .failed(let name, let error, let takenBack):
      let cause = RESTError(error)
      let lost = takenBack.filter { $0.failure != nil }
      let outcome =
        lost.isEmpty
        ? "nothing is changed"
        : lost.map { "\($0.process) does not hold again what it held: \($0.failure ?? "")" }
          .joined(separator: "; ")
      var members = JSON.Object(cause.members.map { ($0.name, $0.value) })
      members["process"] = .string("\(name)")
      members["taken_back"] = .array(takenBack.map(\.json))
      self.init(
        status: lost.isEmpty ? cause.status : .internalServerError,
        text: "\(name): \(cause.detail); \(outcome)", members: members)
    }
  }
}

extension GroupFailure.TakenBack {
  fileprivate var json: JSON {
    [
      "process": .string("\(process)"), "done": .bool(failure == nil),
      "reason": failure.map { .string($0) } ?? .null,
    ]
  }
}
