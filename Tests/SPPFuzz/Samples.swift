// SPDX-License-Identifier: BSD-3-Clause
import SPPWire

/// What is right, to begin from.
enum Samples {
  static func all(_ texts: [String]) -> [JSON] {
    texts.compactMap { try? JSON(parsing: Array($0.utf8)) }
  }

  static let plan =
    #"{"components":[{"core":2,"name":"cls1","type":"classifier","rx_port":[{"port":"phy:0 nq 1","vlan":{"operation":"del","id":0,"pcp":0}}],"tx_port":[{"port":"ring:0","vlan":{"operation":"add","id":101,"pcp":3}},{"port":"vhost:1"}]},{"core":3,"type":"unuse"},{"core":2,"name":"mgr","type":"merge","rx_port":[{"port":"tap:0"},{"port":"ring:1"}],"tx_port":[]},{"core":3,"name":"mir","type":"mirror"},{"core":3,"name":"cap","type":"capture"},{"core":3,"name":"fw","type":"forward"}],"classifier_table":[{"type":"mac","value":"default","port":"vhost:1"},{"type":"mac","value":"52:54:00:12:34:56","port":"ring:0"},{"type":"vlan","value":"101/default","port":"ring:0"},{"type":"vlan","value":"4094/01:00:5e:00:00:01","port":"vhost:1"}]}"#
  static let patches =
    #"{"ports":["ring:0","vhost:1"],"patches":[{"src":"phy:0","dst":"ring:0"},{"src":"ring:0","dst":"vhost:1"}],"forwarding":true}"#
  static let rule =
    #"{"direction":"ingress","group":1,"priority":2,"transfer":false,"pattern":["eth dst is 52:54:00:12:34:56 type spec 0x0800 type mask 0xffff","vlan vid is 100 pcp prefix 2 inner_type last 0x86dd"],"actions":["queue index 1","of_pop_vlan","of_push_vlan ethertype 0x8100","of_set_vlan_vid vlan_vid 101","of_set_vlan_pcp vlan_pcp 3","jump group 4"]}"#

  /// Commands of a vf or mirror, an nfv, a pcap, and the primary.
  static let commands = [
    #"{"command":"hello"}"#, #"{"command":"status"}"#, #"{"command":"counters"}"#,
    #"{"command":"exit"}"#, #"{"command":"clear"}"#, #"{"command":"forward"}"#,
    #"{"command":"stop"}"#, #"{"command":"start"}"#,
    #"{"command":"component","action":"start","name":"fw","core":2,"type":"classifier_mac"}"#,
    #"{"command":"component","action":"stop","name":"fw"}"#,
    #"{"command":"port","action":"attach","port":"phy:0 nq 1","dir":"rx","name":"fw","vlan":{"operation":"add","id":4094,"pcp":7}}"#,
    #"{"command":"port","action":"detach","port":"ring:0","dir":"tx","name":"fw"}"#,
    #"{"command":"classifier_table","action":"add","type":"vlan","vlan":101,"mac_address":"default","port":"ring:0"}"#,
    #"{"command":"classifier_table","action":"del","type":"mac","mac_address":"52:54:00:12:34:56","port":"vhost:0"}"#,
    #"{"command":"apply","plan":"# + plan + "}", #"{"command":"apply","plan":"# + patches + "}",
    #"{"command":"apply","plan":{"recording":true}}"#, #"{"command":"add","port":"ring:0"}"#,
    #"{"command":"del","port":"tap:1"}"#, #"{"command":"patch","action":"reset"}"#,
    #"{"command":"patch","src":"phy:0","dst":"ring:0 nq 1"}"#,
    #"{"command":"add","port":"pipe:0","rx":"ring:0","tx":"ring:1"}"#,
    #"{"command":"del","port":"pipe:255"}"#,
    #"{"command":"flow","action":"create","port":"phy:0","rule":"# + rule + "}",
    #"{"command":"flow","action":"destroy","port":"phy:1","rule_id":7}"#,
    #"{"command":"flow","action":"flush","port":"phy:0"}"#,
    #"{"command":"launch","client_id":1,"proc_name":"spp_vf","eal":{"--lcores":"1@0,2@1","--no-pci":null,"--vdev":["a","b"]},"app":["--client-id",1,"-s","127.0.0.1:6666"]}"#,
  ]

  static let requests =
    commands.map { #"{"id":7,"commands":["# + $0 + "]}" } + [
      #"{"id":1,"commands":["# + commands[8...13].joined(separator: ",") + "]}",
      #"{"id":2,"commands":["# + commands[17...20].joined(separator: ",") + "]}",
      #"{"id":"3","commands":[]}"#,
    ]

  static let rules =
    #"[{"rule_id":0,"attr":{"group":1,"priority":0,"ingress":1,"egress":0,"transfer":0},"patterns":[{"type":"eth","spec":{"dst":"52:54:00:00:00:01","src":"00:00:00:00:00:00","type":"0x0800"},"last":null,"mask":{"dst":"FF:FF:FF:FF:FF:FF","src":"00:00:00:00:00:00","type":"0x0000"}},{"type":"vlan","spec":{"tci":"0x0064","inner_type":"0x0000"},"last":null,"mask":{"tci":"0xffff","inner_type":"0x0000"}}],"actions":[{"type":"jump","conf":{"group":3}},{"type":"queue","conf":{"index":1}},{"type":"of_pop_vlan","conf":null},{"type":"of_push_vlan","conf":{"ethertype":"0x8100"}},{"type":"of_set_vlan_vid","conf":{"vlan_vid":"0x0065"}},{"type":"of_set_vlan_pcp","conf":{"vlan_pcp":3}}]}]"#

  static let primaryStatus =
    #"{"master-lcore":0,"lcores":[0,1],"forwarder":{"status":"running","ports":["phy:0","ring:1"],"patches":[{"src":"phy:0","dst":"ring:1"}]},"phy_ports":[{"id":0,"eth":"52:54:00:00:00:10","rx":1,"tx":2,"tx_drop":3,"nof_queues":{"rx":4,"tx":2},"flow":"#
    + rules
    + #","link":"up"},{"id":1,"eth":"52:54:00:00:00:11","rx":0,"tx":0,"tx_drop":0,"nof_queues":{"rx":1,"tx":1},"flow":[],"link":"down"}],"ring_ports":[{"id":0,"rx":9223372036854775807,"rx_drop":0,"tx":5,"tx_drop":1}],"pipes":[{"id":0,"rx":0,"tx":1}],"ports":["tap:0","vhost:1"],"pools":[{"name":"MProc_pktmbuf_pool","size":16384,"free":16000}]}"#
  static let vfStatus =
    #"{"client-id":1,"phy":["0 nq 0","0 nq 1"],"vhost":["0"],"ring":["0","1"],"tap":["0"],"master-lcore":1,"workers":[2,3],"core":[{"core":2,"name":"cap","type":"capture","rx_port":[{"port":"phy:0 nq 1"}],"tx_port":[],"capture":{"filename":"/tmp/a.pcap.lz4","written":{"packets":1,"bytes":64},"lost":2,"fault":"the disk is full"}},{"core":3,"type":"unuse"}],"classifier_table":[{"type":"mac","value":"default","port":"vhost:0"}]}"#
  static let nfvStatus =
    #"{"client-id":1,"status":"running","master-lcore":1,"lcores":[1,2],"ports":["phy:0","ring:0"],"patches":[{"src":"phy:0","dst":"ring:0"}]}"#
  static let pcapStatus =
    #"{"client-id":1,"status":"running","master-lcore":1,"workers":[2,3],"core":[{"core":2,"role":"receive","rx_port":[{"port":"phy:0"}]},{"core":2,"role":"write","filename":"/tmp/a.pcap.lz4","written":{"packets":3,"bytes":190},"lost":0}]}"#
  static let counters =
    #"{"components":[{"name":"cls","received":{"packets":10,"bytes":640},"sent":{"packets":8,"bytes":512},"copies":1,"recorded":{"packets":1,"bytes":64},"drops":{"tx_full":2,"runt":1},"ports":[{"port":"phy:0","dir":"rx","packets":10,"bytes":640,"drops":{"no_guest":1}}]}]}"#
  static let hello =
    #"{"process_type":"primary","client_id":0,"pid":4711,"empty":true,"group":{"host":"b5a0","file_prefix":"spp","log_dir":"log"}}"#

  static let infos = [primaryStatus, vfStatus, nfvStatus, pcapStatus, counters, hello]
  static let replies =
    infos.map { #"{"id":7,"results":[{"result":"success"}],"info":"# + $0 + "}" } + [
      #"{"id":null,"results":[{"result":"invalid"},{"result":"error","error_details":{"message":"phy:9 does not exist"}},{"result":"success"}]}"#
    ]

  static let sites = [
    #"{"version":1,"file_prefix":"blue","eal":["--no-pci","-m",64],"restart":{"times":5,"within":60,"delay":0.2,"longest_delay":10},"hang":{"after":10,"kill":true},"primary":{"lcores":"0@0","eal":["--vdev","net_tap0,iface=spp0"],"ports":"0x1","rings":8,"options":["--mbufs","8192","--port-num","0","rxq","2","txq","2"],"added_ports":["tap:1"]},"secondaries":[{"name":"vf1","kind":"vf","client_id":1,"lcores":"1@0,2@0,3@1","guests":{"directory":"/tmp","mode":"0660","owner":"qemu","queues":2,"ports":["vhost:0","vhost:1"]},"plan":{"components":[{"name":"cls","core":2,"type":"classifier","rx_port":[{"port":"phy:0"}],"tx_port":[{"port":"ring:0"}]}],"classifier_table":[{"type":"mac","value":"52:54:00:00:00:01","port":"ring:0"}]}}]}"#,
    #"{"primary":{"lcores":0,"ports":3,"rings":2},"secondaries":[{"name":"web","client_id":10,"count":1,"max":3,"lcores":{"first":20,"each":2,"cpus":"0-1"},"guests":{"ports":["vhost:{n}"]},"plan":{"components":[{"name":"f{n}","core":"{lcore1}","type":"forward","rx_port":[{"port":"vhost:{n}"}],"tx_port":[{"port":"vhost:{n}"}]}]}},{"name":"n","kind":"nfv","client_id":2,"lcores":"1@(0-3),2@(0-3)","plan":{"ports":["ring:0"],"patches":[]}},{"name":"p","kind":"pcap","client_id":3,"lcores":"3,4","options":["-c","phy:0","nq",1,"--out-dir","/tmp"],"plan":{"recording":true}},{"name":"m","kind":"mirror","client_id":4,"lcores":"5-6"}]}"#,
  ]

  static let siteYAML = """
    # A site.
    version: 1
    eal: [--no-pci, --no-telemetry]
    primary:
      lcores: 0@0
      eal: [--vdev, "net_tap0,iface=spp0"]
      ports: 0x1
      rings: 8
    secondaries:
      - &vf
        name: vf1
        kind: vf
        client_id: 1
        lcores: 1@0,2@0,3@1
        restart: {times: 3, within: 1.5e1, delay: ~}
        guests:
          directory: /tmp
          ports: ["vhost:0", 'vhost:1']
        plan:
          components:
            # from host1 to the guests
            - {name: cls, core: 2, type: classifier, rx_port: [{port: "phy:0"}], tx_port: [{port: "ring:0"}]}
            - ? name
              : |
                fw
              core: 2
          classifier_table:
            - {type: mac, value: "52:54:00:00:00:01", port: "ring:0"}
      - *vf
    """

  static let settingsYAML = """
    max_secondary: {val: 16, desc: most ids}
    topo_size: 60%
    topo_port_colors: {phy: white, ring: yellow}
    topo_sec_colors: [blue, green]
    prompt: "spp > "
    """
}
