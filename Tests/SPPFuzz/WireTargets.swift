// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire

extension FuzzTarget {
  /// Everything that is JSON, and nothing that is not.
  static let json: FuzzTarget = {
    let texts = (Samples.requests + Samples.infos + Samples.sites).map { Array($0.utf8) }
    return FuzzTarget("json", "a text as JSON, and written again") { random in
      Mutator().mutated(random.pick(texts), &random, others: texts)
    } read: { bytes in
      let value: JSON
      do throws(JSONError) { value = try JSON(parsing: bytes) } catch {
        return try holdSentence(error, limit: 400)
      }
      try hold(try JSON(parsing: value.serialized()) == value, "it reads back as something else")
      try hold(
        try JSON(parsing: value.serialized(pretty: true)) == value,
        "what is indented reads back as something else")
      try hold(value.quoted.count <= 64, "a quotation of \(value.quoted.count) characters")
    }
  }()

  /// Bytes of a connection.
  static let stream: FuzzTarget = {
    let texts = (Samples.requests + Samples.replies).map { Array($0.utf8) }
    return FuzzTarget("stream", "bytes of a connection as messages, however they are cut") {
      random in
      var bytes: [UInt8] = []
      for _ in 0...random.few(atMost: 4) {
        bytes += Mutator().mutated(random.pick(texts), &random, others: texts)
        bytes += random.oneIn(4) ? random.pick([[], [0], [10, 10], [13, 10], [32, 10]]) : [10]
      }
      return bytes
    } read: { bytes in
      let whole = messages(of: [bytes[...]])
      var random = Random(seed: UInt64(bytes.count))
      var parts: [ArraySlice<UInt8>] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = 1 + random.below(random.oneIn(2) ? 8 : 700)
        parts.append(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      let cut = messages(of: parts)
      try hold(
        whole == cut, "whole it is \(whole.map(\.text)), in \(parts.count) parts \(cut.map(\.text))"
      )
      // What was read goes out and comes in again.
      let values = whole.compactMap(\.value)
      let again = messages(of: [values.flatMap(MessageStream.bytes(of:))[...]])
      try hold(again.compactMap(\.value) == values, "what is sent is not what comes")
    }
  }()

  private enum Message: Equatable {
    case value(JSON)
    case refused(String)

    var value: JSON? { if case .value(let json) = self { json } else { nil } }
    var text: String {
      switch self {
      case .value(let json): String(decoding: json.serialized(), as: UTF8.self)
      case .refused(let sentence): sentence
      }
    }
  }

  private static func messages(of parts: [ArraySlice<UInt8>]) -> [Message] {
    // Short, so that there is also what is too long.
    var stream = MessageStream(limit: 1000)
    var all: [Message] = []
    for part in parts {
      stream.append(part)
      while true {
        do throws(WireError) {
          guard let value = try stream.next() else { break }
          all.append(.value(value))
        } catch {
          all.append(.refused("\(error)"))
        }
      }
    }
    do throws(WireError) { try stream.finish() } catch { all.append(.refused("\(error)")) }
    return all
  }

  /// What a process is asked.
  static let requests: FuzzTarget = {
    let samples = JSONMutator(Samples.all(Samples.requests))
    return FuzzTarget("requests", "a request to a vf, an nfv, a pcap and the primary") { random in
      samples.text(&random)
    } read: { bytes in
      guard let json = try? JSON(parsing: bytes) else { return }
      try readRequest(json, VFCommand.self, VFPlan.self)
      try readRequest(json, PatchCommand.self, PatchPlan.self)
      try readRequest(json, PcapCommand.self, PcapPlan.self)
      let asked: (id: Int, command: PrimaryCommand)
      do throws(WireError) { asked = try WireRequest.decodePrimary(json) } catch {
        return try holdReply(error)
      }
      let again = try WireRequest.decodePrimary(WireRequest.encode(asked.command, id: asked.id))
      try hold(again == asked, "what the primary is asked reads back as something else")
    }
  }()

  private static func readRequest<Change: WireChange, Plan: WirePlan>(
    _ json: JSON, _: Change.Type, _: Plan.Type
  ) throws {
    let first: (id: Int, request: SecondaryRequest<Change, Plan>)
    do throws(WireError) { first = try WireRequest.decode(json) } catch {
      return try holdReply(error)
    }
    let sent = try JSON(parsing: WireRequest.encode(first.request, id: first.id).serialized())
    let again: (id: Int, request: SecondaryRequest<Change, Plan>) = try WireRequest.decode(sent)
    // Written without rows that say nothing, and with the table in order: the same after that.
    let third: (id: Int, request: SecondaryRequest<Change, Plan>) = try WireRequest.decode(
      WireRequest.encode(again.request, id: again.id))
    try hold(again.id == first.id && again.request == third.request, "it reads back as another")
    if case .change = first.request {
      try hold(again.request == first.request, "a change reads back as another")
    }
  }

  private static func holdReply(_ error: WireError) throws {
    try holdSentence(error, limit: 2000)
    let reply = error.reply
    try hold(reply.failure?.isEmpty == false, "the answer to a refused request says no reason")
    try hold(try Reply(JSON(parsing: reply.json.serialized())) == reply, "a reply becomes another")
  }

  /// What a process answers.
  static let answers: FuzzTarget = {
    let samples = JSONMutator(Samples.all(Samples.replies + Samples.infos))
    return FuzzTarget("answers", "an answer of a process: replies, statuses, counters, hello") {
      random in
      samples.text(&random)
    } read: { bytes in
      guard let json = try? JSON(parsing: bytes) else { return }
      try readAnswer(json) { json throws(WireError) in
        try Reply(json)
      } write: {
        $0.json
      }
      let info = json["info"] ?? json
      try readAnswer(info) { json throws(WireError) in
        try Hello(json)
      } write: {
        $0.json
      }
      try readAnswer(info) { json throws(WireError) in
        try VFStatus(json)
      } write: {
        $0.json
      }
      try readAnswer(info) { json throws(WireError) in
        try NFVStatus(json)
      } write: {
        $0.json
      }
      try readAnswer(info) { json throws(WireError) in
        try PcapStatus(json)
      } write: {
        $0.json
      }
      try readAnswer(info) { json throws(WireError) in
        try PrimaryStatus(json)
      } write: {
        $0.json
      }
      try readAnswer(info) { json throws(WireError) in
        try ComponentCounters.all(json)
      } write: {
        ComponentCounters.json($0)
      }
    }
  }()

  /// What was read is written, and reads as the same once what says nothing is gone.
  private static func readAnswer<Value: Equatable>(
    _ json: JSON, _ read: (JSON) throws(WireError) -> Value, write: (Value) -> JSON
  ) throws {
    let value: Value
    do throws(WireError) { value = try read(json) } catch {
      return try holdSentence(error, limit: 2000)
    }
    let again = try read(JSON(parsing: write(value).serialized()))
    try hold(try read(write(again)) == again, "a \(Value.self) reads back as another")
  }
}
