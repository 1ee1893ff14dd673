// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire
import Testing

struct CodecTests {
  @Test func `a plan survives the wire`() throws {
    let plan = try samplePlan()
    #expect(try VFPlan(sent(plan.json)) == plan)
    #expect(try VFPlan(sent(VFPlan().json)) == VFPlan())
  }

  @Test func `each change survives the wire`() throws {
    let commands =
      try samplePlan().commands + [
        .stopComponent(ComponentName("a")),
        .detach(ResourceUID(.phy, 0), .rx, from: ComponentName("a")),
        .deleteEntry(
          ClassifierEntry(
            ClassifierKey(vlan: VLANID(4094), address: .default), port: ResourceUID(.memif, 3))),
      ]
    let (id, request) = try WireRequest.decodeVF(
      sent(WireRequest.encode(VFRequest.change(commands), id: 7)))
    #expect(id == 7)
    #expect(request == .change(commands))
  }

  @Test func `each request to a vf survives the wire`() throws {
    for request in [.hello, .status, .counters, .apply(try samplePlan()), .exit, .change([])]
      as [VFRequest]
    {
      let decoded = try WireRequest.decodeVF(sent(WireRequest.encode(request, id: 1)))
      #expect(decoded.id == 1)
      #expect(decoded.request == request)
    }
  }

  @Test func `each command to the primary survives the wire`() throws {
    let launch = LaunchRequest(
      client: try ClientID(1), program: "spp_vf", eal: ["--lcores", "1@0,2@1"],
      application: ["--client-id", "1"])
    let port = ResourceUID(.ring, 3)
    for command in [
      .hello, .status, .pool(.count), .pool(.reclaim), .news(after: nil), .news(after: 7), .clear,
      .add(port), .delete(port), .launch(launch), .exit,
    ] as [PrimaryCommand] {
      let decoded = try WireRequest.decodePrimary(sent(WireRequest.encode(command, id: 9)))
      #expect(decoded.id == 9)
      #expect(decoded.command == command)
    }
  }

  @Test func `SPP's launch options, an object from option to value, become words in order`() throws
  {
    let json = try parsed(
      """
      {"id":1,"commands":[{"command":"launch","client_id":"2","proc_name":"spp_vf",
       "eal":{"-l":"1,2","--no-pci":"","--vdev":["a","b"],"-m":512},"app":{"--client-id":"2","--vhost-client":null}}]}
      """)
    guard case .launch(let request) = try WireRequest.decodePrimary(json).command else {
      Issue.record("not a launch")
      return
    }
    #expect(request.client.number == 2)
    #expect(request.eal == ["-l", "1,2", "--no-pci", "--vdev", "a", "--vdev", "b", "-m", "512"])
    #expect(request.application == ["--client-id", "2", "--vhost-client"])
  }

  @Test func `a launch option without a name is refused`() throws {
    let json = try parsed(
      """
      {"id":1,"commands":[{"command":"launch","client_id":2,"proc_name":"spp_vf","eal":{"":"1,2"},"app":{}}]}
      """)
    #expect { try WireRequest.decodePrimary(json) } throws: { error in
      "\(error)".contains("eal '': expected an option before its value, such as '--lcores'")
    }
  }

  @Test func `a hello survives the wire`() throws {
    for hello in [
      Hello(kind: .vf, client: try ClientID(3), pid: 77, isEmpty: true),
      Hello(kind: .primary, client: .primary, pid: 1, isEmpty: false),
    ] {
      #expect(try Hello(sent(hello.json)) == hello)
    }
  }

  @Test func `a vf's status survives the wire, with SPP's keys`() throws {
    let status = VFStatus(
      client: try ClientID(1), mainLcore: try LcoreID(1),
      workers: [try LcoreID(2), try LcoreID(3), try LcoreID(4)],
      ports: [
        ResourceUID(.phy, 0, queue: 0), ResourceUID(.phy, 0, queue: 1), ResourceUID(.vhost, 1),
        ResourceUID(.ring, 0),
        ResourceUID(.tap, 0),
      ], plan: try samplePlan())
    let json = try sent(status.json)
    #expect(try VFStatus(json) == status)
    #expect(json["client-id"] == 1)
    #expect(json["phy"] == ["0 nq 0", "0 nq 1"])
    #expect(json["vhost"] == ["1"])
    #expect(json["tap"] == ["0"])
    #expect(json["pcap"] == nil)
    #expect(json["master-lcore"] == 1)
    #expect(json["core"]?.array?.last == ["core": 4, "type": "unuse"])
    #expect(
      json["core"]?.array?.first?["rx_port"]
        == [["port": "phy:0 nq 1", "vlan": ["operation": "del", "id": 0, "pcp": 0]]])
    #expect(
      json["classifier_table"]?.array?[1] == [
        "type": "mac", "value": "52:54:00:12:34:56", "port": "ring:0",
      ])
    #expect(
      json["classifier_table"]?.array?[2] == [
        "type": "vlan", "value": "101/default", "port": "ring:0",
      ])
  }

  @Test func `the primary's status survives the wire, with SPP's keys`() throws {
    let status = PrimaryStatus(
      mainLcore: try LcoreID(0), lcores: [try LcoreID(0), try LcoreID(1)],
      phyPorts: [
        .init(
          id: 0, mac: try MACAddress(parsing: "56:48:4F:53:54:00"), rx: 1, tx: 2, txDrop: 3,
          rxQueues: 2, txQueues: 1,
          linkUp: true)
      ], ringPorts: [.init(id: 4, rx: 1, rxDrop: 0, tx: 2, txDrop: 1)],
      addedPorts: [ResourceUID(.tap, 0)],
      pools: [.init(name: "MProc_pktmbuf_pool", size: 8191, free: 8000)], burials: burials,
      hung: [HungProcess(client: try ClientID(1), milliseconds: 4000, lcores: [try LcoreID(2)])],
      heap: HeapUse(size: 1 << 21, free: 4096, leftBehind: 40_960, guests: 1))
    let json = try sent(status.json)
    #expect(try PrimaryStatus(json) == status)
    #expect(json["phy_ports"]?.array?.first?["eth"] == "56:48:4f:53:54:00")
    #expect(json["phy_ports"]?.array?.first?["nof_queues"] == ["rx": 2, "tx": 1])
    #expect(json["pipes"] == [])
  }

  private var burials: BurialTotals {
    var burials = BurialTotals()
    (burials.processes, burials.lcores, burials.claims, burials.freed) = (1, 2, 3, 4)
    (burials.magazines, burials.rings, burials.leaked, burials.reclaimed) = (5, 6, 7, 8)
    return burials
  }

  @Test func `where buffers are survives the wire, and their sum is the pool's size`() throws {
    let pool = PoolReport.Pool(
      name: "MProc_pktmbuf_pool", size: 1000, free: 512,
      caches: [
        .init(lcore: try LcoreID(2), client: try ClientID(1), buffers: 100),
        .init(lcore: try LcoreID(9), client: nil, buffers: 8),
      ], rings: [.init(id: 255, buffers: 60)],
      devices: [.init(name: "tap:0", least: 128, most: 128)], inHands: 2, unseen: 318)
    #expect(pool.sum == 1000)
    #expect(pool.inDevices == 128)
    #expect(pool.lost == 190)
    let report = PoolReport(
      pools: [pool], doubled: 1, foreign: 2, reclaimed: 3, microseconds: 400, burials: burials)
    #expect(try PoolReport(sent(report.json)) == report)
  }

  @Test func `news survive the wire`() throws {
    let burial = PrimaryNews.Burial(
      number: 9, client: try ClientID(3), kind: .nfv, pid: 4711, lcores: [try LcoreID(5)],
      done: burials, guests: 1, leftBehind: 40_960)
    let news = PrimaryNews(
      last: 9, burials: [burial],
      hung: [HungProcess(client: try ClientID(1), milliseconds: 4000, lcores: [])])
    #expect(try PrimaryNews(sent(news.json)) == news)
  }

  @Test func `counters survive the wire, and those above Int64 become its largest`() throws {
    let counters = [
      ComponentCounters(
        name: try ComponentName("fwd1"), received: Traffic(packets: 10, bytes: 640),
        sent: Traffic(packets: 9, bytes: 576),
        copies: 0, drops: [.txFull: 1],
        attachments: [
          AttachmentCounters(
            port: ResourceUID(.ring, 0), direction: .tx, traffic: Traffic(packets: 9, bytes: 576),
            drops: [.txFull: 1])
        ])
    ]
    // What says nothing is left out: null is no traffic.
    #expect(ComponentCounters.json(counters)["components"]?.array?.first?["recorded"] == nil)
    #expect(try ComponentCounters.all(sent(ComponentCounters.json(counters))) == counters)
    #expect(JSON(UInt64.max) == .integer(.max))
  }

  @Test func `a drop reason that this version does not know is skipped`() throws {
    let json = try parsed(
      """
      {"components":[{"name":"a","received":{"packets":1,"bytes":1},"sent":{"packets":0,"bytes":0},"copies":0,
       "drops":{"tx_full":1,"of_the_future":2},"ports":[]}]}
      """)
    #expect(try ComponentCounters.all(json).first?.drops == [.txFull: 1])
  }

  @Test func `replies survive the wire`() throws {
    for reply in [
      Reply.success(id: 1), .success(id: 2, count: 3, info: ["a": 1]),
      .failure(id: 3, at: 1, of: 3, message: "no"), .failure(id: nil, message: "no"),
    ] {
      #expect(try Reply(sent(reply.json)) == reply)
    }
  }

  @Test func `when one command fails it alone says why, and the others are invalid`() {
    let reply = Reply.failure(id: 3, at: 1, of: 3, message: "no")
    #expect(reply.results == [.invalid, .error("no"), .invalid])
    #expect(reply.failure == "no")
    #expect(Reply.success(id: 3).failure == nil)
  }
}
