// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Testing

@Suite struct FailureTests {
  @Test func `a refusal prints the reason of the controller`() {
    let reason = "component 'fw': a forwarder has 1 tx port and already has 'ring:0'"
    let api = StubAPI(["PUT /v1/vfs/1/components/fw/ports": (400, reason + "\n")])
    #expect(Session.with(api).said("vf 1; port add ring:1 tx fw") == reason)
    let marked = StubAPI(["PUT /v1/vfs/1/components/fw/ports": (400, "command error: " + reason)])
    #expect(Session.with(marked).said("vf 1; port add ring:1 tx fw") == reason)
  }

  @Test func `a failure without words names its request`() {
    let api = StubAPI(["GET /v1/vfs/1": (500, "")])
    #expect(Session.with(api).said("vf 1; status") == "'GET /v1/vfs/1' ended with status 500")
  }

  @Test func `a vf that is not there does not exist`() {
    let api = StubAPI(["GET /v1/vfs/9": (404, "sec_id 9 not found.")])
    #expect(Session.with(api).said("vf 9; status") == "\"vf 9\" does not exist.")
    #expect(api.requests.count == 1)
  }

  @Test func `a route that is not there is not taken for a process`() {
    let api = StubAPI(["GET /v1/vfs/1/counters": (404, "Not found: '/v1/vfs/1/counters'")])
    #expect(Session.with(api).said("vf 1; counters") == "Not found: '/v1/vfs/1/counters'")
  }

  @Test func `a primary that is not there is said to be so`() {
    let api = StubAPI(["GET /v1/primary/status": (404, "primary not found.")])
    #expect(
      Session.with(api).said("pri; status")
        == "the primary is not connected to spp-ctl; start spp_primary")
  }

  @Test func `an answer that is not what it should be is said to be so`() {
    let api = StubAPI([
      "GET /v1/vfs/1": (200, #"{"client-id":1}"#), "GET /v1/processes": (200, "<html>"),
    ])
    let session = Session.with(api)
    #expect(
      session.said("vf 1; status").hasPrefix(
        "the answer to 'GET /v1/vfs/1' is not what it should be: "))
    #expect(
      session.said("status").hasPrefix(
        "the answer to 'GET /v1/processes' is not what it should be: "))
  }

  @Test func `an absent controller is said to be so, with what to do`() {
    #expect(
      Session.with(.absent).said("status")
        == "spp-ctl at 127.0.0.1:7777 is not reachable: connection refused; start it, or say where it is with -b"
    )
  }

  @Test func `waiting ends when the process is there`() {
    let api = StubAPI(["GET /v1/processes": processes])
    let session = Session.with(api)
    #expect(session.said("wait vf 1") == "")
    #expect(session.said("wait primary") == "")
    #expect(api.requests.count == 2)
  }

  @Test func `waiting asks five times a second and gives up at its limit`() {
    let api = StubAPI(["GET /v1/processes": processes])
    #expect(
      Session.with(api).said("wait vf 2 0.5")
        == "vf 2 did not connect to spp-ctl within 0.5 seconds")
    #expect(api.requests.count == 4)
  }

  @Test func `waiting for a process waits for the controller too`() {
    #expect(
      Session.with(.absent).said("wait primary 1").hasPrefix("spp-ctl at 127.0.0.1:7777 is not"))
    #expect(CommandFailure.api(.unreachable(address: "", reason: "")).status == .unavailable)
  }

  @Test func `an interrupted pause is a failure`() {
    let session = Session(
      workspace: Workspace(servers: Servers([]) { _ in StubAPI() }), pause: { _ in false })
    #expect(session.said("sleep 1") == "interrupted")
  }
}
