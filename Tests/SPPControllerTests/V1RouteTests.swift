// SPDX-License-Identifier: BSD-3-Clause
import SPPController
import SPPModel
import SPPWire
import Testing

/// SPP's REST interface, route by route: what each takes, and the success that its clients expect.
struct V1RouteTests {
  private static let rule = """
    {"rule":{"priority":0,"direction":"ingress","pattern":["eth dst is 10:22:33:44:55:66"],"actions":["queue index 1"]}}
    """
  private static let none: JSON = ["operation": "none", "id": 0, "pcp": 0]

  @Test(
    arguments: [
      ContractRow(
        .get, "/processes", is: 200,
        json: [
          ["type": "primary"], ["type": "nfv", "client-id": 1], ["type": "vf", "client-id": 2],
          ["type": "mirror", "client-id": 3], ["type": "pcap", "client-id": 4],
        ]),
      ContractRow(
        .get, "/cpu_usage", is: 200,
        json: [
          ["proc-type": "primary", "master-lcore": 0, "lcores": [0]],
          ["proc-type": "nfv", "client-id": 1, "master-lcore": 1, "lcores": [1, 2, 3]],
          ["proc-type": "vf", "client-id": 2, "master-lcore": 1, "lcores": [1, 2, 3]],
          ["proc-type": "mirror", "client-id": 3, "master-lcore": 1, "lcores": [1, 2, 3]],
          ["proc-type": "pcap", "client-id": 4, "master-lcore": 1, "lcores": [1, 2, 3]],
        ]),
      ContractRow(.get, "/cpu_layout", is: 200, json: [:]),
    ])
  func `processes`(row: ContractRow) async throws { try await row.check() }

  @Test(
    arguments: [
      ContractRow(
        .get, "/primary/status", is: 200,
        json: [
          "master-lcore": 0, "lcores": [0], "phy_ports": [], "ring_ports": [], "pipes": [],
          "forwarder": ["status": "idling", "ports": [], "patches": []],
        ]),
      ContractRow(.delete, "/primary/status"),
      ContractRow(.put, "/primary/forward", #"{"action":"start"}"#),
      ContractRow(.put, "/primary/forward", #"{"action":"stop"}"#),
      ContractRow(.put, "/primary/ports", #"{"action":"add","port":"ring:1"}"#),
      ContractRow(.put, "/primary/ports", #"{"action":"del","port":"ring:1"}"#),
      ContractRow(
        .put, "/primary/ports",
        #"{"action":"add","port":"pipe:0","rx":"ring:0","tx":"ring:1"}"#),
      ContractRow(.put, "/primary/ports", #"{"action":"del","port":"pipe:0"}"#),
      ContractRow(.put, "/primary/patches", #"{"src":"phy:0","dst":"ring:0"}"#),
      ContractRow(.delete, "/primary/patches"),
      ContractRow(
        .put, "/primary/launch",
        """
        {"client_id":"9","proc_name":"spp_nfv","eal":{"-l":"1,2","--proc-type":"secondary"},\
        "app":{"-n":"9","-s":"127.0.0.1:6666"}}
        """, name: "PUT /primary/launch as the shell sends it"),
      ContractRow(
        .put, "/primary/launch",
        """
        {"client_id":9,"proc_name":"spp_vf","eal":{"-l":"1,2","--proc-type":"secondary","--no-pci":null,"--no-telemetry":""},\
        "app":{"--client-id":"9","-s":"127.0.0.1:6666","--vhost-client":""}}
        """, name: "PUT /primary/launch with an integer, and flags"),
      ContractRow(.delete, "/primary"),
      ContractRow(.delete, "/primary/"),
      ContractRow(
        .post, "/primary/flow_rules/port_id/0/validate", rule, is: 200,
        #"{"result":"success","message":"Flow rule validated"}"#),
      ContractRow(
        .post, "/primary/flow_rules/port_id/0", rule, is: 200,
        #"{"result":"success","message":"Flow rule #0 created","rule_id":"0"}"#),
      ContractRow(
        .delete, "/primary/flow_rules/port_id/0", is: 200,
        #"{"result":"success","message":"Flow rule all destroyed"}"#),
      ContractRow(
        .delete, "/primary/flow_rules/0/port_id/0", is: 200,
        #"{"result":"error","message":"Flow rule #0 not found"}"#),
    ])
  func `the primary`(row: ContractRow) async throws { try await row.check() }

  @Test(
    arguments: [
      ContractRow(
        .get, "/nfvs/1", is: 200,
        json: [
          "client-id": 1, "status": "idling", "master-lcore": 1, "lcores": [1, 2, 3],
          "ports": ["phy:0 nq 0", "phy:0 nq 1"], "patches": [],
        ]),
      ContractRow(.delete, "/nfvs/1"),
      ContractRow(.put, "/nfvs/1/forward", #"{"action":"start"}"#),
      ContractRow(.put, "/nfvs/1/forward", #"{"action":"stop"}"#),
      ContractRow(.put, "/nfvs/1/ports", #"{"action":"add","port":"ring:0"}"#),
      ContractRow(.put, "/nfvs/1/patches", #"{"src":"phy:0nq1","dst":"phy:0nq0"}"#),
      ContractRow(.delete, "/nfvs/1/patches"),
    ])
  func `an nfv`(row: ContractRow) async throws { try await row.check() }

  @Test(
    arguments: [
      ContractRow(
        .get, "/vfs/2", is: 200,
        json: [
          "client-id": 2, "ports": ["phy:0 nq 0", "phy:0 nq 1", "vhost:0", "ring:0"],
          "master-lcore": 1,
          "components": [
            [
              "core": 2, "name": "cls", "type": "classifier",
              "rx_port": [["port": "phy:0 nq 0", "vlan": none]],
              "tx_port": [["port": "ring:0", "vlan": none]],
            ], ["core": 3, "type": "unuse"],
          ], "classifier_table": [["type": "mac", "value": "default", "port": "ring:0"]],
        ]),
      ContractRow(.delete, "/vfs/2"),
      ContractRow(.post, "/vfs/2/components", #"{"name":"fwd1","core":2,"type":"forward"}"#),
      ContractRow(.post, "/vfs/2/components", #"{"name":"mgr1","core":2,"type":"merge"}"#),
      ContractRow(.post, "/vfs/2/components", #"{"name":"cls1","core":2,"type":"classifier"}"#),
      ContractRow(
        .post, "/vfs/2/components", #"{"name":"cls1","core":2,"type":"classifier_mac"}"#),
      ContractRow(.delete, "/vfs/2/components/cls"),
      ContractRow(.delete, "/vfs/2/components/nobody"),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"attach","port":"vhost:1","dir":"tx"}"#),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":null}"#),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":{}}"#),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":{"operation":"none"}}"#),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":{"operation":"add","id":101,"pcp":3}}"#
      ),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"attach","port":"vhost:1","dir":"tx","vlan":{"operation":"del"}}"#),
      ContractRow(
        .put, "/vfs/2/components/cls/ports", #"{"action":"detach","port":"ring:0","dir":"tx"}"#),
      ContractRow(
        .put, "/vfs/2/components/cls/ports",
        #"{"action":"detach","port":"phy:0nq0","dir":"rx","vlan":{"operation":"none"}}"#),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"mac","mac_address":"52:54:00:12:34:56","port":"ring:0"}"#),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"mac","mac_address":"52:54:00:12:34:56","port":"ring:0","vlan":null}"#
      ),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"del","type":"mac","mac_address":"default","port":"ring:0"}"#),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"vlan","mac_address":"52:54:00:12:34:56","port":"ring:0","vlan":101}"#
      ),
      ContractRow(
        .put, "/vfs/2/classifier_table",
        #"{"action":"add","type":"vlan","mac_address":"default","port":"ring:0","vlan":"677"}"#),
    ])
  func `a vf`(row: ContractRow) async throws { try await row.check() }

  @Test(
    arguments: [
      ContractRow(
        .get, "/mirrors/3", is: 200,
        json: [
          "client-id": 3, "ports": ["phy:0 nq 0", "phy:0 nq 1", "vhost:0", "ring:0"],
          "master-lcore": 1,
          "components": [["core": 2, "type": "unuse"], ["core": 3, "type": "unuse"]],
        ]),
      ContractRow(.delete, "/mirrors/3"),
      ContractRow(.post, "/mirrors/3/components", #"{"name":"mr1","core":2,"type":"mirror"}"#),
      ContractRow(.delete, "/mirrors/3/components/mr1"),
    ])
  func `a mirror`(row: ContractRow) async throws { try await row.check() }

  @Test(
    arguments: [
      ContractRow(
        .get, "/pcaps/4", is: 200,
        json: ["client-id": 4, "status": "idle", "master-lcore": 1]),
      ContractRow(.put, "/pcaps/4/capture", #"{"action":"start"}"#),
      ContractRow(.put, "/pcaps/4/capture", #"{"action":"stop"}"#),
      ContractRow(.delete, "/pcaps/4"),
    ])
  func `a pcap`(row: ContractRow) async throws { try await row.check() }
}
