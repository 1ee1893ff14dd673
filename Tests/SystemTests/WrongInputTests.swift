// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

extension SystemTests {
  /// What is wrong is refused with a sentence, and changes nothing.
  @Suite struct WrongInputTests {
    /// A controller, a primary with a null port, and two vfs that hold a little.
    private func started(_ group: Group) throws {
      try group.startController()
      try group.startPrimary(devices: ["net_null0"], rings: 4)
      try group.startVF(1, lcores: [1, 2, 3])
      try group.startVF(2, lcores: [4, 5])
      try group.script(
        """
        vf 1; component start cls1 2 classifier
        vf 1; component start fw1 3 forward
        vf 1; port add ring:0 tx cls1
        vf 1; port add ring:1 rx fw1
        vf 1; component start mg1 3 merge
        vf 1; port add ring:2 tx mg1
        vf 1; port add phy:0 rx cls1
        vf 1; classifier_table add mac 52:54:00:00:00:01 ring:0
        vf 2; component start fw2 5 forward
        """)
    }

    @Test func `a wrong command of the shell is refused with its sentence and nothing is changed`()
      throws
    {
      try Group.run { group in
        try started(group)
        let before = try (group.state(of: 1), group.state(of: 2))
        for (command, sentence) in Self.commands {
          #expect(try group.refusal(command) == sentence, "\(command)")
        }
        #expect(try (group.state(of: 1), group.state(of: 2)) == before)
      }
    }

    @Test func `the shell says whom it misses`() throws {
      try Group.run { group in
        let shell = ["\(Host.binaries)/spp", "-b", "127.0.0.1:\(group.restPort)", "pri; status"]
        let (status, _, complaints) = try group.run(shell)
        #expect(status == 69)
        #expect(complaints.contains("127.0.0.1:\(group.restPort)"), "\(complaints)")
        try group.startController()
        #expect(
          try group.refusal("pri; status")
            == "the primary is not connected to spp-ctl; start spp_primary")
        #expect(
          try group.refusal("wait vf 1 0.5").contains(
            "vf 1 did not connect to spp-ctl within 0.5 seconds"))
      }
    }

    private static let commands = [
      (
        "vf 1; classifier_table add mac 52:54:00:00:00 ring:0",
        "mac address '52:54:00:00:00': expected six octets, such as '52:54:00:12:34:56'"
      ),
      (
        "vf 1; classifier_table add vlan 4095 default ring:0",
        "vlan id '4095': expected a VLAN id from 1 to 4094"
      ),
      (
        "vf 1; port add phy:x rx cls1", "port 'phy:x': expected a number from 0 to 255 after 'phy:'"
      ),
      (
        "vf 1; port add phy:9 rx cls1",
        "phy:9 does not exist; the primary's mask (-p) says which do"
      ),
      ("vf 1; port add ring:9 rx cls1", "ring:9 does not exist; add it with 'pri; add ring:9'"),
      (
        "vf 1; port add phy:0 nq 7 rx cls1",
        "phy:0 nq 7: the port has 1 rx queue, counted from 0"
      ),
      (
        "vf 1; component start x 1 forward",
        "lcore 1 is the main lcore, which takes commands; choose a worker"
      ),
      (
        "vf 1; component start x 5 forward",
        "lcore 5 belongs to process 2; choose a worker of this process"
      ),
      (
        "vf 1; component start x 0 forward",
        "lcore 0 belongs to the primary; choose a worker of this process"
      ),
      (
        "vf 1; component start x 9 forward",
        "lcore 9 is not a worker of this process; its workers are 2, 3"
      ),
      (
        "vf 1; component start x 200 forward", "core '200': expected an lcore id from 0 to 127"
      ),
      (
        "vf 1; component start x 2 router",
        "component type 'router': expected one of forward, merge, classifier, mirror, capture"
      ),
      (
        "vf 1; component start cls1 2 classifier",
        "component 'cls1' exists already; stop it first or choose another name"
      ),
      ("vf 1; port add ring:2 tx nobody", "component 'nobody' does not exist; start it first"),
      (
        "vf 1; port add ring:2 rx fw1",
        "component 'fw1': a forwarder has 1 rx port and already has 'ring:1'"
      ),
      (
        "vf 1; port add ring:0 tx fw1",
        "ring:0 tx is already fed by component 'cls1'; put a merge in front of it"
      ),
      (
        "vf 1; port add phy:0 tx mg1",
        "component 'mg1': a merger has 1 tx port and already has 'ring:2'"
      ),
      (
        "vf 1; port add ring:3 rx cls1",
        "component 'cls1': a classifier has 1 rx port and already has 'phy:0'"
      ),
      (
        "vf 2; port add ring:0 tx fw2",
        "ring:0 tx is already fed by component 'cls1' of vf 1; put a merge in front of it"
      ),
      (
        "vf 2; port add ring:1 rx fw2",
        "ring:1 rx is already polled by component 'fw1' of vf 1; detach it there first"
      ),
      (
        "vf 1; classifier_table add mac 52:54:00:00:00:02 ring:3",
        "ring:3 is not attached to any component; attach it before giving it a classifier entry"
      ),
      (
        "vf 1; classifier_table del mac 52:54:00:00:00:09 ring:0",
        "classifier entry 52:54:00:00:00:09 for ring:0 does not exist"
      ),
      ("vf 9; status", "\"vf 9\" does not exist."),
      (
        "pri; add phy:3",
        "phy:3 belongs to the primary's mask (-p); it comes and goes with the primary"
      ),
      ("pri; add ring:0", "ring:0 exists already; choose another number"),
      ("pri; del tap:7", "tap:7 does not exist; 'pri; status' lists the ports"),
      ("pri; del ring:0", "ring:0 is fed by component 'cls1' of vf 1; detach it there first"),
    ]

    @Test func `a wrong body is refused by REST with 400 and its reason, and nothing is changed`()
      throws
    {
      try Group.run { group in
        try started(group)
        let before = try group.state(of: 1)
        for (method, path, body, status, text) in Self.requests {
          let answer = try group.rest(method, path, body)
          #expect(answer.status == status, "\(method) \(path) \(body)")
          #expect(
            answer.body.trimmingCharacters(in: .newlines) == text, "\(method) \(path) \(body)")
        }
        // Not UTF-8, too deep, and several of which the last does not fit: none is done.
        #expect(
          try group.rest("POST", "/vfs/1/components", [0x7b, 0x22, 0xff, 0x22]).status == 400)
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(try group.rest("PUT", "/vfs/1/plan", deep).status == 400)
        let batch = try group.rest(
          "POST", "/vfs/1/commands",
          """
          [{"command":"component","action":"start","name":"a","core":2,"type":"forward"},
           {"command":"component","action":"start","name":"b","core":9,"type":"forward"}]
          """)
        #expect(batch.status == 400)
        #expect(batch.body.contains("commands[1]: lcore 9 is not a worker of this process"))
        #expect(try group.state(of: 1) == before)
      }
    }

    private static let requests = [
      ("POST", "/vfs/1/components", "{", 400, "Not in json format."),
      ("POST", "/vfs/1/components", #"{"core":2,"type":"forward"}"#, 400, "key(name) required."),
      (
        "POST", "/vfs/1/components", #"{"name":"a","core":200,"type":"forward"}"#, 400,
        "invalid key(core): 200. expected an lcore id from 0 to 127"
      ),
      (
        "POST", "/vfs/1/components", #"{"name":"cls1","core":2,"type":"forward"}"#, 400,
        "command error: component 'cls1' exists already; stop it first or choose another name"
      ),
      ("GET", "/vfs/9", "", 404, "sec_id 9 not found."),
      ("GET", "/nope", "", 404, "Not found: '/nope'"),
      ("POST", "/vfs/1", "{}", 405, "Method not allowed."),
    ]
  }
}
