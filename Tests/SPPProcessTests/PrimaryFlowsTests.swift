// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPModel
import SPPProcess
import Testing

@Suite struct PrimaryFlowsTests {
  /// A device that takes rules with a queue below 2.
  private final class Device: FlowDevice {
    var rules: [Int: FlowRule] = [:]
    var made = 0

    func validate(_ rule: FlowRule) throws(FlowRefusal) {
      guard case .queue(let index) = rule.actions.first, index < 2 else {
        throw FlowRefusal(code: 95, type: 16, message: "no such queue")
      }
    }

    func create(_ rule: FlowRule) throws(FlowRefusal) -> Int {
      try validate(rule)
      made += 1
      rules[made] = rule
      return made
    }

    func destroy(_ rule: Int) throws(FlowRefusal) {
      guard rules.removeValue(forKey: rule) != nil else {
        throw FlowRefusal(code: 2, type: 2, message: "unknown handle")
      }
    }

    func flushRules() throws(FlowRefusal) { rules = [:] }
  }

  private let device = Device()
  private let port = ResourceUID(.phy, 0)

  private func rule(queue: UInt16) throws -> FlowRule {
    FlowRule(
      direction: .ingress, pattern: [try FlowItem(parsing: "eth dst is 52:54:00:00:00:01")],
      actions: [.queue(index: queue)])
  }

  @Test func `rules are numbered from 0, and a number is never given again`() throws {
    var flows = PrimaryFlows<Device>()
    let rule = try rule(queue: 1)
    func ask(_ request: FlowRequest) -> FlowAnswer { flows.answer(request) { _ in device } }
    #expect(
      ask(.create(port, rule))
        == FlowAnswer(isError: false, message: "Flow rule #0 created", rule: "0"))
    #expect(ask(.create(port, rule)).rule == "1")
    #expect(
      ask(.destroy(port, id: 1)) == FlowAnswer(isError: false, message: "Flow rule #1 destroyed"))
    #expect(ask(.create(port, rule)).rule == "2")
    #expect(flows.rules(of: port).map(\.id) == [0, 2])
    #expect(device.rules.count == 2)
    #expect(ask(.flush(port)) == FlowAnswer(isError: false, message: "Flow rule all destroyed"))
    #expect(flows.rules(of: port) == [])
    #expect(device.rules.isEmpty)
    #expect(ask(.create(port, rule)).rule == "3")
  }

  @Test func `a rule that is asked about is not made`() throws {
    var flows = PrimaryFlows<Device>()
    let answer = flows.answer(.validate(port, try rule(queue: 0))) { _ in device }
    #expect(answer == FlowAnswer(isError: false, message: "Flow rule validated"))
    #expect(flows.rules(of: port) == [])
    #expect(device.made == 0)
  }

  @Test func `what the device does not take is told in SPP's lines and changes nothing`() throws {
    var flows = PrimaryFlows<Device>()
    let answer = flows.answer(.create(port, try rule(queue: 7))) { _ in device }
    #expect(answer.isError)
    #expect(answer.rule == "")
    #expect(
      answer.message == """
        Flow create error
        error type: 16 (specific action)
        error message: no such queue
        rte_errno: Operation not supported
        """)
    #expect(flows.rules(of: port) == [])
  }

  @Test func `a port and a rule that are not there are named`() throws {
    var flows = PrimaryFlows<Device>()
    #expect(
      flows.answer(.flush(ResourceUID(.phy, 9))) { _ in nil }
        == FlowAnswer(isError: true, message: "Invalid port 9"))
    #expect(
      flows.answer(.destroy(port, id: 4)) { _ in device }
        == FlowAnswer(isError: true, message: "Flow rule #4 not found"))
  }

  @Test func `rules of one port are not another's`() throws {
    var flows = PrimaryFlows<Device>()
    let other = ResourceUID(.phy, 1)
    _ = flows.answer(.create(port, try rule(queue: 0))) { _ in device }
    #expect(flows.answer(.create(other, try rule(queue: 0))) { _ in device }.rule == "0")
    _ = flows.answer(.destroy(other, id: 0)) { _ in device }
    #expect(flows.rules(of: port).count == 1)
  }
}
