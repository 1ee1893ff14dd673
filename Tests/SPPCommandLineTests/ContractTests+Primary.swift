// SPDX-License-Identifier: BSD-3-Clause

// Commands of the primary.

extension ContractTests {
  private static let rule =
    "phy:0 ingress pattern eth dst is 52:54:00:12:34:56 / end actions queue index 1 / end"
  private static let ruleBody =
    #"{"rule":{"direction":"ingress","pattern":["eth dst is 52:54:00:12:34:56"],"actions":["queue index 1"]}}"#

  static let primary: [Row] = [
    Row(
      "pri; status", ["GET /v1/primary/status"],
      """
      - lcore_ids:
        - master: 0
        - slaves: [1]
      - forwarder:
        - status: idling
        - ports:
          - phy:0 -> ring:0
          - ring:0
      - pipes:
        - pipe:0 ring:0 ring:1
      - stats
        - physical ports:
            ID          rx          tx     tx_drop         rxq         txq  mac_addr           link
             0          10          20           1           1           1  56:48:4f:53:54:00  up
        - ring ports:
            ID          rx          tx     rx_drop     tx_drop
             0           1           3           2           4
      """),
    Row(
      "pri; add vhost:1", [#"PUT /v1/primary/ports {"action":"add","port":"vhost:1"}"#],
      "Add vhost:1."),
    Row(
      "pri; add pipe:0 ring:0 ring:1",
      [#"PUT /v1/primary/ports {"action":"add","port":"pipe:0","rx":"ring:0","tx":"ring:1"}"#],
      "Add pipe:0 ring:0 ring:1."),
    Row(
      "pri; del vhost:1", [#"PUT /v1/primary/ports {"action":"del","port":"vhost:1"}"#],
      "Delete vhost:1."),
    Row("pri; del phy:0", [], "Cannot delete phy port."),
    Row(
      "pri; patch phy:0 ring:0", [#"PUT /v1/primary/patches {"src":"phy:0","dst":"ring:0"}"#],
      "Patch ports (phy:0 -> ring:0)."),
    Row("pri; patch reset", ["DELETE /v1/primary/patches"], "Clear all of patches."),
    Row("pri; forward", [#"PUT /v1/primary/forward {"action":"start"}"#], "Start forwarding."),
    Row("pri; stop", [#"PUT /v1/primary/forward {"action":"stop"}"#], "Stop forwarding."),
    Row("pri; clear", ["DELETE /v1/primary/status"], "Clear port statistics."),
    Row(
      "pri; launch nfv 5 -l 1,2 -m 512 -- -n 5 -s 127.0.0.1:6666",
      [
        #"PUT /v1/primary/launch {"client_id":"5","proc_name":"spp_nfv","eal":{"-l":"1,2","-m":"512","--proc-type":"secondary"},"app":{"-n":"5","-s":"127.0.0.1:6666"}}"#
      ], "Send request to launch nfv:5."),
    Row(
      "pri; launch spp_pcap -l 1,2,3 -- --client-id 6 -s 127.0.0.1:6666 -c phy:0",
      [
        #"PUT /v1/primary/launch {"client_id":"6","proc_name":"spp_pcap","eal":{"-l":"1,2,3","--proc-type":"secondary"},"app":{"--client-id":"6","-s":"127.0.0.1:6666","-c":"phy:0"}}"#
      ], "Send request to launch pcap:6."),
    Row(
      "pri; flow validate \(rule)",
      ["POST /v1/primary/flow_rules/port_id/0/validate \(ruleBody)"], "Flow rule validated"),
    Row(
      "pri; flow create \(rule)", ["POST /v1/primary/flow_rules/port_id/0 \(ruleBody)"],
      "Flow rule #0 created"),
    Row(
      "pri; flow destroy phy:0 0", ["DELETE /v1/primary/flow_rules/0/port_id/0"],
      "Flow rule #0 destroyed"),
    Row(
      "pri; flow destroy phy:0 ALL", ["DELETE /v1/primary/flow_rules/port_id/0"],
      "Flow rule all destroyed"),
    Row(
      "pri; flow list phy:0", ["GET /v1/primary/status"],
      """
      ID      Group   Prio    Attr    Rule
      0       1       0       i--     ETH => QUEUE
      """),
    Row(
      "pri; flow status phy:0 0", ["GET /v1/primary/status"],
      """
      Attribute:
        Group    Priority Ingress  Egress   Transfer
        1        0        true     false    false
      Patterns:
        - eth:
          - spec:
            - dst: 52:54:00:12:34:56
          - last:
          - mask:
            - dst: FF:FF:FF:FF:FF:FF
      Actions:
        - queue:
          - index: 1
      """),
    Row("pri; exit", ["DELETE /v1/primary"], "Exit primary."),
  ]
}
