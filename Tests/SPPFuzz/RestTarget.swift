// SPDX-License-Identifier: BSD-3-Clause
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import SPPController
import SPPModel
import SPPWire

extension FuzzTarget {
  /// Requests of programs: the whole router, with a process of each kind behind the controller.
  static let rest: FuzzTarget = {
    let bodies = JSONMutator(Samples.all(Samples.commands + Samples.sites + Samples.bodies))
    let targets = Samples.targets
    return FuzzTarget("rest", "a request to the REST interface, both versions", epoch: 5000) {
      random in
      var line = random.pick(targets)
      for (mark, values) in [
        ("{id}", ["1", "2", "3", "4", "0", "128", "x", "%31"]),
        ("{name}", ["a", "cls", "%2F", "%00", "ä"]),
        ("{port}", ["0", "255", "256", "-1"]), ("{rule}", ["0", "999999999", "9999999999"]),
      ] where line.contains(mark) {
        line = line.replacing(
          mark, with: random.oneIn(6) ? random.pick(Tokens.values) : random.pick(values))
      }
      let head =
        random.oneIn(4)
        ? Mutator(limit: 500).mutated(
          Array(line.utf8), &random, others: targets.map { Array($0.utf8) }) : Array(line.utf8)
      return head + [10] + bodies.text(&random)
    } begin: {
      let house = try await FuzzHouse()
      return .suspending { bytes in try await house.read(bytes) }
    }
  }()
}

extension Samples {
  static let bodies = [
    #"{"name":"a","core":2,"type":"forward"}"#, #"{"action":"attach","port":"ring:0","dir":"rx"}"#,
    #"{"action":"attach","port":"phy:0","dir":"tx","vlan":{"operation":"add","id":5,"pcp":1}}"#,
    #"{"action":"add","type":"mac","mac_address":"52:54:00:00:00:01","port":"ring:0"}"#,
    #"{"action":"start"}"#, #"{"action":"add","port":"ring:1"}"#,
    #"{"src":"phy:0","dst":"ring:1"}"#,
    #"{"rule":"# + rule + "}", plan, patches, #"{"recording":false}"#, #"{"name":"web","count":2}"#,
    #"[{"command":"component","action":"start","name":"b","core":3,"type":"merge"}]"#,
    #"{"client_id":5,"proc_name":"spp_nfv","eal":["-l","1,2"],"app":{"-n":"5","-s":"127.0.0.1:6666"}}"#,
  ]

  /// `METHOD PATH` of each route, and some that are none.
  static let targets: [String] =
    FuzzHouse.targets + [
      "GET /v1/events?after=3", "GET /v1/nothing", "PATCH /v1/processes", "GET /",
      "GET //v2//site/",
    ]
}
