// SPDX-License-Identifier: BSD-3-Clause
import HTTPTypes
import SPPController
import SPPModel
import SPPWire
import Testing

/// What reaches an spp_vf and an spp_mirror, one row for each command that SPP's have: SPP's text, the request of REST
/// that is it, and what the process is asked here.
struct V1CommandTests {
  struct Row: Sendable, CustomTestStringConvertible {
    /// As SPP's controller sends it.
    let text: String
    let method: HTTPRequest.Method
    let path: String
    let body: String?
    let request: VFRequest

    init(
      _ text: String, _ method: HTTPRequest.Method, _ path: String, _ body: String?,
      _ request: VFRequest
    ) {
      (self.text, self.method, self.path) = (text, method, path)
      (self.body, self.request) = (body, request)
    }

    var testDescription: String { text }
  }

  private static func rows() throws -> [Row] {
    let (cls, new) = (try ComponentName("cls"), try ComponentName("fw"))
    let core = try LcoreID(2)
    let (guest, ring) = (ResourceUID(.vhost, 1), ResourceUID(.ring, 0))
    let mac = try MACAddress(parsing: "52:54:00:12:34:56")
    func attach(_ vlan: VLANOperation) -> VFRequest {
      .change([.attach(guest, .tx, to: cls, vlan: vlan)])
    }
    func start(_ kind: ComponentKind) -> VFRequest {
      .change([.startComponent(new, core: core, kind: kind)])
    }
    let tag = #""operation":"add","id":101,"pcp":3"#
    let port = #"{"action":"attach","port":"vhost:1","dir":"tx""#
    let row = #""port":"ring:0","type":"#
    return [
      Row("status", .get, "/vfs/2", nil, .status),
      Row("exit", .delete, "/vfs/2", nil, .exit),
      Row(
        "component start fw 2 forward", .post, "/vfs/2/components",
        #"{"name":"fw","core":2,"type":"forward"}"#, start(.forward)),
      Row(
        "component start fw 2 merge", .post, "/vfs/2/components",
        #"{"name":"fw","core":2,"type":"merge"}"#, start(.merge)),
      Row(
        "component start fw 2 classifier", .post, "/vfs/2/components",
        #"{"name":"fw","core":2,"type":"classifier"}"#, start(.classifier)),
      Row(
        "component start fw 2 mirror", .post, "/mirrors/3/components",
        #"{"name":"fw","core":2,"type":"mirror"}"#, start(.mirror)),
      Row(
        "component stop cls", .delete, "/vfs/2/components/cls", nil,
        .change([.stopComponent(cls)])),
      Row(
        "component stop fw, which is not there", .delete, "/vfs/2/components/fw", nil,
        .change([.stopComponent(new)])),
      Row(
        "port add vhost:1 tx cls", .put, "/vfs/2/components/cls/ports", port + "}", attach(.none)),
      Row(
        "port add vhost:1 tx cls del_vlantag", .put, "/vfs/2/components/cls/ports",
        port + #","vlan":{"operation":"del"}}"#, attach(.delete)),
      Row(
        "port add vhost:1 tx cls add_vlantag 101 3", .put, "/vfs/2/components/cls/ports",
        port + #","vlan":{\#(tag)}}"#,
        attach(.add(try VLANID(101), try PriorityCodePoint(3)))),
      Row(
        "port del phy:0nq0 rx cls", .put, "/vfs/2/components/cls/ports",
        #"{"action":"detach","port":"phy:0nq0","dir":"rx"}"#,
        .change([.detach(ResourceUID(.phy, 0, queue: 0), .rx, from: cls)])),
      Row(
        "port add ring:0 tx mir", .put, "/mirrors/3/components/mir/ports",
        #"{"action":"attach","port":"ring:0","dir":"tx","vlan":{\#(tag)}}"#,
        .change([.attach(ring, .tx, to: try ComponentName("mir"), vlan: .none)])),
      Row(
        "port del phy:0nq1 rx mir", .put, "/mirrors/3/components/mir/ports",
        #"{"action":"detach","port":"phy:0nq1","dir":"rx"}"#,
        .change([
          .detach(ResourceUID(.phy, 0, queue: 1), .rx, from: try ComponentName("mir"))
        ])),
      Row(
        "classifier_table add mac 52:54:00:12:34:56 ring:0", .put, "/vfs/2/classifier_table",
        #"{"action":"add","mac_address":"52:54:00:12:34:56",\#(row)"mac"}"#,
        .change([
          .addEntry(ClassifierEntry(ClassifierKey(vlan: nil, address: .mac(mac)), port: ring))
        ])
      ),
      Row(
        "classifier_table del mac default ring:0", .put, "/vfs/2/classifier_table",
        #"{"action":"del","mac_address":"default",\#(row)"mac"}"#,
        .change([
          .deleteEntry(ClassifierEntry(ClassifierKey(vlan: nil, address: .default), port: ring))
        ])),
      Row(
        "classifier_table add vlan 101 52:54:00:12:34:56 ring:0", .put, "/vfs/2/classifier_table",
        #"{"action":"add","mac_address":"52:54:00:12:34:56","vlan":101,\#(row)"vlan"}"#,
        .change([
          .addEntry(
            ClassifierEntry(ClassifierKey(vlan: try VLANID(101), address: .mac(mac)), port: ring))
        ])),
      Row(
        "classifier_table add vlan 101 default ring:0", .put, "/vfs/2/classifier_table",
        #"{"action":"add","mac_address":"default","vlan":101,\#(row)"vlan"}"#,
        .change([
          .addEntry(
            ClassifierEntry(ClassifierKey(vlan: try VLANID(101), address: .default), port: ring))
        ])),
    ]
  }

  @Test func `each command of SPP's is a request of REST, and reaches the process`() async throws {
    for row in try Self.rows() {
      try await withHouse { house in
        let (phy, name) = (ResourceUID(.phy, 0, queue: 1), try ComponentName("mir"))
        let mirrored = try VFPlan().applying(
          [
            .startComponent(name, core: LcoreID(3), kind: .mirror),
            .attach(phy, .rx, to: name, vlan: .none),
          ], facts: StubProcess.facts(of: .mirror))
        let vf = StubProcess(.vf, 2, pid: 12, plan: try samplePlan())
        let mirror = StubProcess(.mirror, 3, pid: 13, plan: mirrored)
        for process in [vf, mirror] { try await house.admit(process) }
        let answer = try await house.ask(row.method, "/v1" + row.path, row.body)
        #expect(answer.status == (row.request == .status ? 200 : 204), "\(row): \(answer.text)")
        let asked = await row.path.hasPrefix("/vfs") ? vf.requests : mirror.requests
        #expect(asked.contains(row.request), "\(row): \(asked)")
        for process in [vf, mirror] { await process.disconnect() }
      }
    }
  }
}
