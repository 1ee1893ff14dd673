// SPDX-License-Identifier: BSD-3-Clause

// Commands of the secondaries.

extension ContractTests {
  static let secondaries: [Row] = [
    Row(
      "nfv 1; status", ["GET /v1/nfvs/1"],
      """
      - status: running
      - lcore_ids:
        - master: 1
        - slaves: [2]
      - ports:
        - phy:0 -> ring:0
        - phy:1 nq 0
        - ring:0
      """),
    Row(
      "nfv 1; add ring:1", [#"PUT /v1/nfvs/1/ports {"action":"add","port":"ring:1"}"#],
      "Add ring:1."),
    Row(
      "nfv 1; del ring:1", [#"PUT /v1/nfvs/1/ports {"action":"del","port":"ring:1"}"#],
      "Delete ring:1."),
    Row("nfv 1; del phy:0", [], "Cannot delete phy port."),
    Row(
      "nfv 1; patch phy:0 ring:0", [#"PUT /v1/nfvs/1/patches {"src":"phy:0","dst":"ring:0"}"#],
      "Patch ports (phy:0 -> ring:0)."),
    Row(
      "nfv 1; patch phy:1 nq 1 ring:0",
      [#"PUT /v1/nfvs/1/patches {"src":"phy:1nq1","dst":"ring:0"}"#],
      "Patch ports (phy:1nq1 -> ring:0)."),
    Row("nfv 1; patch reset", ["DELETE /v1/nfvs/1/patches"], "Clear all of patches."),
    Row("nfv 1; forward", [#"PUT /v1/nfvs/1/forward {"action":"start"}"#], "Start forwarding."),
    Row("nfv 1; stop", [#"PUT /v1/nfvs/1/forward {"action":"stop"}"#], "Stop forwarding."),
    Row("nfv 1; exit", ["DELETE /v1/nfvs/1"], "Exit nfv 1."),
    Row(
      "vf 2; status", ["GET /v1/vfs/2"],
      """
      Basic Information:
        - client-id: 2
        - ports: [phy:0 nq 0, phy:0 nq 1, vhost:0, ring:0]
        - lcore_ids:
          - master: 1
          - slaves: [2, 3]
      Classifier Table:
        - 52:54:00:12:34:56, ring:0
        - 101/default, ring:0
      Components:
        - core:2 '' (type: unuse)
        - core:3 'cls' (type: classifier)
          - rx: phy:0 nq 1 del_vlantag
          - tx: ring:0 add_vlantag 101 3
          - tx: vhost:0
        - core:3 'fw' (type: forward)
      """),
    Row(
      "vf 2; component start fw 3 forward",
      [#"POST /v1/vfs/2/components {"name":"fw","core":3,"type":"forward"}"#],
      "Succeeded to start component 'fw' on core:3"),
    Row(
      "vf 2; component start cls 3 classifier_mac",
      [#"POST /v1/vfs/2/components {"name":"cls","core":3,"type":"classifier_mac"}"#],
      "Succeeded to start component 'cls' on core:3"),
    Row(
      "vf 2; component stop fw", ["DELETE /v1/vfs/2/components/fw"],
      "Succeeded to delete component 'fw'"),
    Row(
      "vf 2; component stop mir 9 mirror", ["DELETE /v1/vfs/2/components/mir"],
      "Succeeded to delete component 'mir'"),
    Row(
      "vf 2; port add phy:0 rx fw",
      [
        #"PUT /v1/vfs/2/components/fw/ports {"action":"attach","port":"phy:0","dir":"rx","vlan":{"operation":"none","id":0,"pcp":0}}"#
      ], "Succeeded to add port"),
    Row(
      "vf 2; port add phy:0 nq 1 rx fw del_vlantag",
      [
        #"PUT /v1/vfs/2/components/fw/ports {"action":"attach","port":"phy:0nq1","dir":"rx","vlan":{"operation":"del","id":0,"pcp":0}}"#
      ], "Succeeded to add port"),
    Row(
      "vf 2; port add ring:0 tx fw add_vlantag 101 3",
      [
        #"PUT /v1/vfs/2/components/fw/ports {"action":"attach","port":"ring:0","dir":"tx","vlan":{"operation":"add","id":101,"pcp":3}}"#
      ], "Succeeded to add port"),
    Row(
      "vf 2; port del phy:0 nq 1 rx fw",
      [
        #"PUT /v1/vfs/2/components/fw/ports {"action":"detach","port":"phy:0nq1","dir":"rx"}"#
      ], "Succeeded to del port"),
    Row(
      "vf 2; classifier_table add mac 52:54:00:12:34:56 ring:0",
      [
        #"PUT /v1/vfs/2/classifier_table {"action":"add","type":"mac","mac_address":"52:54:00:12:34:56","port":"ring:0"}"#
      ], "Succeeded to add"),
    Row(
      "vf 2; classifier_table del mac default phy:1 nq 1",
      [
        #"PUT /v1/vfs/2/classifier_table {"action":"del","type":"mac","mac_address":"default","port":"phy:1nq1"}"#
      ], "Succeeded to del"),
    Row(
      "vf 2; classifier_table add vlan 101 52:54:00:12:34:56 ring:0",
      [
        #"PUT /v1/vfs/2/classifier_table {"action":"add","type":"vlan","mac_address":"52:54:00:12:34:56","vlan":101,"port":"ring:0"}"#
      ], "Succeeded to add"),
    Row(
      "vf 2; classifier_table del vlan 101 default ring:0",
      [
        #"PUT /v1/vfs/2/classifier_table {"action":"del","type":"vlan","mac_address":"default","vlan":101,"port":"ring:0"}"#
      ], "Succeeded to del"),
    Row("vf 2; exit", ["DELETE /v1/vfs/2"], "Exit vf 2."),
    Row(
      "mirror 3; status", ["GET /v1/mirrors/3"],
      """
      Basic Information:
        - client-id: 3
        - ports: [phy:0, ring:0, ring:1]
        - lcore_ids:
          - master: 1
          - slaves: [2]
      Components:
        - core:2 'mir' (type: mirror)
          - rx: phy:0
          - tx: ring:0
          - tx: ring:1
      """),
    Row(
      "mirror 3; component start mir 2 mirror",
      [#"POST /v1/mirrors/3/components {"name":"mir","core":2,"type":"mirror"}"#],
      "Succeeded to start component 'mir' on core:2"),
    Row(
      "mirror 3; component stop mir 2 mirror", ["DELETE /v1/mirrors/3/components/mir"],
      "Succeeded to delete component 'mir'"),
    Row(
      "mirror 3; port add ring:1 tx mir",
      [
        #"PUT /v1/mirrors/3/components/mir/ports {"action":"attach","port":"ring:1","dir":"tx","vlan":{"operation":"none","id":0,"pcp":0}}"#
      ], "Succeeded to add port"),
    Row(
      "mirror 3; port del ring:1 tx mir",
      [#"PUT /v1/mirrors/3/components/mir/ports {"action":"detach","port":"ring:1","dir":"tx"}"#],
      "Succeeded to del port"),
    Row("mirror 3; exit", ["DELETE /v1/mirrors/3"], "Exit mirror 3."),
    Row(
      "pcap 4; status", ["GET /v1/pcaps/4"],
      """
      Basic Information:
        - client-id: 4
        - status: running
        - lcore_ids:
          - master: 1
          - slaves: [2, 3]
      Components:
        - core:2 receive
          - rx: phy:0
        - core:2 write
          - filename: /tmp/spp_pcap.20190214161550.phy0.1.1.pcap.lz4
          - written: 7 packets, 448 bytes; lost: 0
      """),
    Row(
      "pcap 4; start", [#"PUT /v1/pcaps/4/capture {"action":"start"}"#], "Start packet capture."),
    Row("pcap 4; stop", [#"PUT /v1/pcaps/4/capture {"action":"stop"}"#], "Stop packet capture."),
    Row("pcap 4; exit", ["DELETE /v1/pcaps/4"], "Exit pcap 4."),
  ]
}
