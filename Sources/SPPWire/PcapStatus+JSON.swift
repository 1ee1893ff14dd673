// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension PcapCommand: WireChange {
  package static let words = PcapCommand.allCases.map(\.rawValue)

  package init(_ fields: Fields) throws(ParameterError) { self = try fields.word("command") }

  package var json: JSON { ["command": .string(rawValue)] }
}

extension PcapPlan: WirePlan {
  /// Reads `{"recording":true}`.
  package init(plan fields: Fields) throws(ParameterError) {
    self.init(isRecording: try fields.bool("recording"))
  }

  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) { try self.init(plan: Fields(json, path: "plan")) } catch {
      throw .parameter(error)
    }
  }

  package var json: JSON { ["recording": .bool(isRecording)] }
}

extension CaptureState {
  /// Reads what `members` wrote.
  init(_ fields: Fields) throws(ParameterError) {
    self.init(
      file: fields.has("filename") ? try fields.string("filename", "a path") : "",
      written: fields.has("written") ? try Traffic(fields.fields("written")) : Traffic(),
      lost: fields.has("lost") ? try fields.counter("lost") : 0,
      fault: fields.has("fault") ? try fields.string("fault", "a sentence") : nil)
  }

  /// `filename` as SPP has it; `written`, `lost` and, when there is one, `fault` are ours.
  var members: [(String, JSON)] {
    [("filename", .string(file)), ("written", written.json), ("lost", JSON(lost))]
      + (fault.map { [("fault", .string($0))] } ?? [])
  }
}

private enum PcapWord: String, CaseIterable { case idle, running }
private enum PcapRole: String, CaseIterable { case receive, write }

extension PcapStatus {
  /// Reads the `info` of a reply to `status`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "info")
      let word: PcapWord = try fields.word("status")
      var port: ResourceUID?
      var capture = CaptureState()
      for element in try fields.objects("core", { (core) throws(ParameterError) in core }) {
        let role: PcapRole = try element.word("role")
        switch role {
        case .receive: port = try element.objects("rx_port", Attachment.init).first?.port
        case .write: capture = try CaptureState(element)
        }
      }
      guard let port else { throw .missing("info.core", expected: "what receives, and its port") }
      self.init(
        client: try fields.client("client-id"), mainLcore: try fields.lcore("master-lcore"),
        workers: try fields.lcores("workers"), port: port,
        plan: PcapPlan(isRecording: word == .running), capture: capture)
    } catch {
      throw .parameter(error)
    }
  }

  /// SPP's keys. One lcore receives, and one thread writes, so its `core` is that of the receiver; `workers` is ours.
  package var json: JSON {
    let core = JSON(Int((workers.first ?? mainLcore).number))
    return [
      "client-id": JSON(Int(client.number)),
      "status": .string((plan.isRecording ? PcapWord.running : .idle).rawValue),
      "master-lcore": JSON(Int(mainLcore.number)),
      "workers": .array(workers.map { JSON(Int($0.number)) }),
      "core": [
        ["core": core, "role": "receive", "rx_port": [["port": .string(port.description)]]],
        .object(JSON.Object([("core", core), ("role", "write")] + capture.members)),
      ],
    ]
  }
}
