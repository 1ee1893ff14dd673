// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import Testing

struct TopologyTests {
  private let group: [String: (Int, String)] = [
    "GET /v1/processes": (200, #"[{"type":"primary"},{"type":"nfv","client-id":1}]"#),
    "GET /v1/primary/status": (
      200,
      #"""
      {"phy_ports":[{"id":0,"nof_queues":{"rx":1,"tx":1}},{"id":1,"nof_queues":{"rx":2,"tx":2}}],
       "ring_ports":[{"id":0}],"ports":[],
       "forwarder":{"status":"running","ports":["phy:0","phy:1 nq 0","phy:1 nq 1","ring:0"],
                    "patches":[{"src":"ring:0","dst":"phy:1 nq 1"}]}}
      """#
    ),
    "GET /v1/nfvs/1": (
      200,
      #"""
      {"client-id":1,"status":"idling","master-lcore":1,"lcores":[1,2],
       "ports":["phy:0","phy:1 nq 0","phy:1 nq 1","ring:0"],
       "patches":[{"src":"phy:0","dst":"ring:0"}]}
      """#
    ),
  ]

  @Test func `the way of a packet is followed through every forwarder, queue by queue`() {
    #expect(
      Session.with(StubAPI(group)).said("topo term") == """
        phy:0
        └─ nfv:1, stopped
           └▶ ring:0
              └─ primary
                 └▶ phy:1 nq 1
        not connected: phy:1 nq 0
        """)
  }
}
