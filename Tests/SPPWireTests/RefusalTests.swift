// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire
import Testing

struct RefusalTests {
  /// What is answered to a text that asks something impossible of a vf.
  private func answer(_ text: String) throws -> Reply? {
    let json = try parsed(text)
    do throws(WireError) {
      _ = try WireRequest.decodeVF(json)
      return nil
    } catch {
      return error.reply
    }
  }

  @Test func `a refused request keeps its id and says which command it was`() throws {
    let reply = try answer(
      #"{"id":7,"commands":[{"command":"component","action":"stop","name":"a"},{"command":"port","action":"attach","port":"phy:x","dir":"rx","name":"a"}]}"#
    )
    #expect(reply?.id == 7)
    #expect(reply?.results.first == .invalid)
    #expect(reply?.failure == "port 'phy:x': expected a number from 0 to 255 after 'phy:'")
  }

  @Test func `a request without a readable id is answered with null`() throws {
    #expect(
      try answer(#"{"commands":[]}"#)
        == .failure(id: nil, message: "id is missing: expected a number that the answer repeats"))
    #expect(try answer("[1]")?.id == .some(nil))
    #expect(try answer("null") != nil)
  }

  @Test func `a command that changes nothing must be alone in its message`() throws {
    let reply = try answer(
      #"{"id":1,"commands":[{"command":"component","action":"stop","name":"a"},{"command":"exit"}]}"#
    )
    #expect(reply?.failure == "command 'exit': expected to be alone in its message")
  }

  @Test(arguments: [
    (#"{"command":"fly"}"#, "command 'fly': expected one of"),
    (#"{"action":"start"}"#, "command is missing: expected one of"),
    (#"5"#, "command '5': expected an object"),
    (
      #"{"command":"component","action":"go","name":"a"}"#,
      "action 'go': expected 'start' or 'stop'"
    ),
    (
      #"{"command":"component","action":"start","name":"a b","core":2,"type":"forward"}"#,
      "name 'a b': expected 1 to 31"
    ),
    (
      #"{"command":"component","action":"start","name":"a","core":128,"type":"forward"}"#,
      "core '128': expected an lcore id from 0 to 127"
    ),
    (
      #"{"command":"component","action":"start","name":"a","core":2}"#,
      "type is missing: expected one of forward, merge, classifier, mirror, capture"
    ),
    (
      #"{"command":"component","action":"start","name":"a","core":2,"type":"mirror9"}"#,
      "type 'mirror9': expected one of"
    ),
    (
      #"{"command":"port","action":"attach","port":"phy:0","dir":"up","name":"a"}"#,
      "dir 'up': expected 'rx' or 'tx'"
    ),
    (
      #"{"command":"port","action":"attach","port":"phy:0","dir":"rx","name":"a","vlan":{"operation":"add","id":4095,"pcp":0}}"#,
      "vlan.id '4095': expected a VLAN id from 1 to 4094"
    ),
    (
      #"{"command":"port","action":"attach","port":"phy:0","dir":"rx","name":"a","vlan":{"operation":"add","id":1,"pcp":8}}"#,
      "vlan.pcp '8': expected a priority from 0 to 7"
    ),
    (
      #"{"command":"port","action":"attach","port":"phy:0","dir":"rx","name":"a","vlan":{"operation":"add"}}"#,
      "vlan.id is missing"
    ),
    (
      #"{"command":"classifier_table","action":"add","type":"mac","mac_address":"zz","port":"ring:0"}"#,
      "mac_address 'zz': expected six octets, such as '52:54:00:12:34:56', or 'default'"
    ),
    (
      #"{"command":"classifier_table","action":"add","type":"vlan","mac_address":"default","port":"ring:0"}"#,
      "vlan is missing: expected a VLAN id from 1 to 4094"
    ),
    (
      #"{"command":"apply","plan":{"components":[{"core":2,"name":"a","type":"forward","rx_port":[{"port":"x:0"}]}]}}"#,
      "plan.components[0].rx_port[0].port 'x:0': expected one of the types"
    ),
    (
      #"{"command":"apply","plan":{"classifier_table":[{"type":"vlan","value":"default","port":"ring:0"}]}}"#,
      "plan.classifier_table[0].value 'default': expected a VLAN id, '/' and an address"
    ),
    (#"{"command":"apply"}"#, "plan is missing: expected an object"),
  ])
  func `a wrong parameter is named, with what would be right`(command: String, sentence: String)
    throws
  {
    let reply = try answer(#"{"id":5,"commands":[\#(command)]}"#)
    #expect(reply?.id == 5)
    #expect(reply?.failure?.hasPrefix(sentence) == true, "\(reply?.failure ?? "accepted")")
  }

  @Test
  func
    `numbers as strings of digits are read as numbers, and the former name of the classifier is kept`()
    throws
  {
    let json = try parsed(
      #"{"id":1,"commands":[{"command":"component","action":"start","name":"a","core":"2","type":"classifier_mac"}]}"#
    )
    #expect(
      try WireRequest.decodeVF(json).request
        == .change([.startComponent(ComponentName("a"), core: LcoreID(2), kind: .formerClassifier)])
    )
  }

  @Test func `the primary takes one command per message`() throws {
    let json = try parsed(#"{"id":1,"commands":[{"command":"clear"},{"command":"status"}]}"#)
    let error = #expect(throws: WireError.self) { try WireRequest.decodePrimary(json) }
    #expect(error?.reply.failure == "commands '2 commands': expected one command per message")
  }

  @Test func `a long wrong value is cut in the sentence`() throws {
    let name = String(repeating: "x", count: 1000)
    let reply = try answer(
      #"{"id":1,"commands":[{"command":"component","action":"stop","name":["\#(name)"]}]}"#)
    #expect((reply?.failure?.count ?? 0) < 150)
  }
}
