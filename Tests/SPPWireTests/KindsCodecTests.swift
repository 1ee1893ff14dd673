// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire
import Testing

struct KindsCodecTests {
  private let plan = PatchPlan(
    ports: [ResourceUID(.ring, 0), ResourceUID(.vhost, 1)],
    patches: [
      Patch(ResourceUID(.phy, 0, queue: 1), to: ResourceUID(.ring, 0)),
      Patch(ResourceUID(.vhost, 1), to: ResourceUID(.vhost, 1)),
    ], isForwarding: true)

  @Test func `each request to an nfv and to a pcap survives the wire`() throws {
    let commands = plan.commands + [.delete(ResourceUID(.ring, 0)), .reset, .stop]
    for request in [.hello, .status, .counters, .exit, .change(commands), .apply(plan)]
      as [NFVRequest]
    {
      let (id, decoded): (Int, NFVRequest) = try WireRequest.decode(
        sent(WireRequest.encode(request, id: 5)))
      #expect(id == 5)
      #expect(decoded == request)
    }
    for request in [
      .hello, .change([.start]), .change([.stop]), .apply(PcapPlan(isRecording: true)),
    ]
      as [PcapRequest]
    {
      let (_, decoded): (Int, PcapRequest) = try WireRequest.decode(
        sent(WireRequest.encode(request, id: 5)))
      #expect(decoded == request)
    }
  }

  @Test func `an nfv's status survives the wire, with SPP's keys`() throws {
    let status = NFVStatus(
      client: try ClientID(1), mainLcore: try LcoreID(1), workers: [try LcoreID(2)],
      forwarder: ForwarderStatus(
        ports: [ResourceUID(.phy, 0, queue: 0), ResourceUID(.phy, 0, queue: 1)] + plan.ports,
        plan: plan))
    #expect(try NFVStatus(sent(status.json)) == status)
    #expect(
      status.json == [
        "client-id": 1, "status": "running", "master-lcore": 1, "lcores": [1, 2],
        "ports": ["phy:0 nq 0", "phy:0 nq 1", "ring:0", "vhost:1"],
        "patches": [
          ["src": "phy:0 nq 1", "dst": "ring:0"], ["src": "vhost:1", "dst": "vhost:1"],
        ],
      ])
  }

  @Test func `a pcap's status survives the wire, with SPP's keys`() throws {
    let status = PcapStatus(
      client: try ClientID(3), mainLcore: try LcoreID(1), workers: [try LcoreID(2)],
      port: ResourceUID(.phy, 0), plan: PcapPlan(isRecording: true),
      capture: CaptureState(
        file: "/tmp/x.pcap.lz4", written: Traffic(packets: 3, bytes: 180), lost: 1,
        fault: "no space left on device"))
    #expect(try PcapStatus(sent(status.json)) == status)
    #expect(status.json["status"] == "running")
    #expect(status.json["core"]?.array?.last?["role"] == "write")
    #expect(status.json["core"]?.array?.last?["filename"] == "/tmp/x.pcap.lz4")
  }

  @Test func `each command about patches, pipes and flows to the primary survives the wire`() throws
  {
    let rule = FlowRule(
      direction: .ingress, group: 1, priority: 2, isTransfer: true,
      pattern: [
        try FlowItem(parsing: "eth dst is 52:54:00:12:34:56"), try FlowItem(parsing: "vlan"),
      ],
      actions: [.popVLAN, .queue(index: 1)])
    let (phy, pipe) = (
      ResourceUID(.phy, 0), Pipe(3, rx: ResourceUID(.ring, 1), tx: ResourceUID(.ring, 2))
    )
    for command in [
      .addPipe(pipe), .deletePipe(3), .patch(plan.patches[0]), .resetPatches, .forward, .stop,
      .flow(.validate(phy, rule)), .flow(.create(phy, rule)), .flow(.destroy(phy, id: 4)),
      .flow(.flush(phy)),
    ] as [PrimaryCommand] {
      #expect(
        try WireRequest.decodePrimary(sent(WireRequest.encode(command, id: 1))).command == command)
    }
  }

  @Test
  func `the primary's forwarder, pipes and rules survive the wire, headers in their own order`()
    throws
  {
    let rule = NumberedFlowRule(
      id: 0,
      rule: FlowRule(
        direction: .ingress, group: 1,
        pattern: [
          try FlowItem(parsing: "eth type is 0x0800"), try FlowItem(parsing: "vlan vid is 100"),
        ],
        actions: [.queue(index: 0), .popVLAN, .pushVLAN(ethertype: 0x8100), .setVLANID(100)]))
    let status = PrimaryStatus(
      mainLcore: try LcoreID(0), lcores: [try LcoreID(0), try LcoreID(1)],
      phyPorts: [
        .init(
          id: 0, mac: MACAddress(bits: 1), rx: 0, tx: 0, txDrop: 0, rxQueues: 1, txQueues: 1,
          linkUp: true, rules: [rule])
      ], ringPorts: [], addedPorts: plan.ports, pools: [],
      forwarder: ForwarderStatus(ports: [ResourceUID(.phy, 0)] + plan.ports, plan: plan),
      pipes: [Pipe(0, rx: ResourceUID(.ring, 0), tx: ResourceUID(.ring, 1))])
    #expect(try PrimaryStatus(sent(status.json)) == status)
    #expect(status.json["pipes"] == [["id": 0, "rx": 0, "tx": 1]])
    let flow = status.json["phy_ports"]?.array?.first?["flow"]?.array?.first
    #expect(
      flow?["attr"]
        == ["group": 1, "priority": 0, "ingress": 1, "egress": 0, "transfer": 0])
    #expect(flow?["patterns"]?.array?.first?["spec"]?["type"] == "0x0800")
    #expect(flow?["patterns"]?.array?.last?["spec"]?["tci"] == "0x0064")
    #expect(flow?["patterns"]?.array?.last?["mask"]?["tci"] == "0x0fff")
    #expect(flow?["patterns"]?.array?.last?["last"] == .null)
    #expect(flow?["actions"]?.array?.first == ["type": "queue", "conf": ["index": 0]])
    #expect(flow?["actions"]?.array?[1] == ["type": "of_pop_vlan", "conf": .null])
  }

  @Test func `a capture's state stands with its component, and outside of the plan`() throws {
    let name = try ComponentName("cap")
    let status = VFStatus(
      client: try ClientID(1), mainLcore: try LcoreID(1), workers: [try LcoreID(2)], ports: [],
      plan: VFPlan(
        components: [ComponentPlan(name: name, core: try LcoreID(2), kind: .capture)], entries: []),
      captures: [name: CaptureState(file: "/tmp/a", written: Traffic(packets: 1, bytes: 60))])
    #expect(try VFStatus(sent(status.json)) == status)
  }
}
