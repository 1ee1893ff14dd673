// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPWire
import Testing

struct SiteTests {
  private func site(_ text: String) throws -> Site {
    try Site(JSON(parsing: Array(text.replacing("'", with: "\"").utf8)))
  }

  private func sentence(_ text: String) throws -> String {
    do { _ = try site(text) } catch let error as SiteError { return error.description }
    return "nothing is wrong"
  }

  private static let primary =
    "'primary':{'lcores':'0@0','ports':'0x1','rings':2,'options':['--mbufs','8192']}"

  @Test func `a site says how each process is started`() throws {
    let site = try site(
      """
      {'version':1,'file_prefix':'blue','eal':['--no-pci'],\(Self.primary),
       'secondaries':[{'name':'vf1','client_id':1,'lcores':'1@0,2@1','eal':['-m',64],
         'guests':{'directory':'/run/guests','mode':'0660','owner':'qemu','queues':2,'ports':['vhost:3']}}]}
      """)
    #expect(site.processes.map(\.name) == ["primary", "vf1"])
    #expect(
      site.primary?.command(filePrefix: "blue", controller: "127.0.0.1:5555").joined(separator: " ")
        == """
        spp_primary --lcores 0@0 --no-pci --file-prefix blue --proc-type primary -- -s 127.0.0.1:5555 -p 0x1 -n 2 \
        --mbufs 8192
        """)
    let vf = try #require(site.process("vf1"))
    #expect(
      vf.command(filePrefix: "blue", controller: "unix:/run/s").joined(separator: " ") == """
        spp_vf --lcores 1@0,2@1 --no-pci -m 64 --file-prefix blue --proc-type secondary -- --client-id 1 \
        -s unix:/run/s --vhost-dir /run/guests --vhost-mode 0660 --vhost-owner qemu --vhost-queues 2
        """)
    #expect(vf.sockets == [SiteSocket(port: ResourceUID(.vhost, 3), path: "/run/guests/sock3")])
  }

  @Test func `a template has copies with numbers, ids and lcores of their own`() throws {
    let site = try site(
      """
      {\(Self.primary),'secondaries':[{'name':'web','client_id':10,'count':1,'max':3,
        'lcores':{'first':20,'each':2,'cpus':'0-1'},'guests':{'ports':['vhost:{n}']},
        'plan':{'components':[{'name':'f{n}','core':'{lcore1}','type':'forward',
          'rx_port':[{'port':'vhost:{n}'}],'tx_port':[{'port':'vhost:{n}'}]}]}}]}
      """)
    let group = try #require(site.groups.first)
    #expect(group.running.map(\.name) == ["web-0"])
    #expect(group.copies.map(\.client.number) == [10, 11, 12])
    #expect(group.copies[2].eal.prefix(2) == ["--lcores", "24@(0-1),25@(0-1)"])
    #expect(group.copies[2].sockets.map(\.path) == ["/tmp/sock2"])
    guard case .components(let plan)? = group.copies[2].plan else {
      throw SiteError("plan", "is missing")
    }
    let component = try #require(plan.components.first)
    #expect(component.name.text == "f2")
    #expect(component.core.number == 25)
    #expect(component.rx.map(\.port) == [ResourceUID(.vhost, 2)])
  }

  @Test(arguments: [
    ("[]", "a site is an object with a primary, secondaries, or both"),
    ("{}", "a site has a primary, or secondaries, or both"),
    ("{'version':2}", "version '2': expected 1"),
    ("{'primry':{}}", "primry '{}': expected no such key; the keys here are version,"),
    ("{'primary':{}}", "primary.lcores is missing: expected lcore ids with their CPUs"),
    ("{'primary':{'lcores':'x'}}", "primary.lcores 'x': expected lcore ids with their CPUs"),
    (
      "{'primary':{'lcores':'0,0'}}",
      "primary.lcores '0,0': expected each lcore once; 0 is there twice"
    ),
    ("{'primary':{'lcores':'0@0','ports':'q'}}", "primary.ports 'q': expected a hexadecimal mask"),
    (
      "{'primary':{'lcores':'0@0','options':['--exec','x']}}",
      "primary.options: '--exec': expected one of"
    ),
    ("{'primary':{'lcores':'0@0','eal':['-d','x.so']}}", "primary.eal: '-d': expected one of"),
    (
      "{'primary':{'lcores':'0@0','eal':['--vdev','net_pcap0,tx_pcap=/etc/passwd']}}",
      "primary.eal: --vdev 'net_pcap0,tx_pcap=/etc/passwd': expected a device of"
    ),
    (
      "{'primary':{'lcores':'0@0','added_ports':['phy:1']}}",
      "primary.added_ports 'phy:1': expected ring, tap,"
    ),
    (
      "{'restart':{'times':-1},'primary':{'lcores':'0@0'}}",
      "restart.times '-1': expected a number of restarts"
    ),
    (
      "{'hang':{'after':'soon'},'primary':{'lcores':'0@0'}}",
      "hang.after 'soon': expected seconds from 1.0 to 3600.0"
    ),
    ("{'secondaries':[{'client_id':1,'lcores':'1@0,2@0'}]}", "secondaries[0].name is missing"),
    (
      "{'secondaries':[{'name':'../x','client_id':1,'lcores':'1@0,2@0'}]}",
      "secondaries[0].name '../x': expected a name of 1 to 31"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':128,'lcores':'1@0,2@0'}]}",
      "secondaries[0].client_id '128': expected a number from 1 to 127"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':1,'lcores':'1@0'}]}",
      "secondaries[0].lcores: there is no lcore for packets"
    ),
    (
      "{'secondaries':[{'name':'a','kind':'primary','client_id':1,'lcores':'1@0'}]}",
      "secondaries[0].kind 'primary': expected a kind of secondary"
    ),
    (
      """
      {'secondaries':[{'name':'a','client_id':1,'lcores':'1@0,2@0'},
       {'name':'b','client_id':1,'lcores':'3@0,4@0'}]}
      """, "secondaries[1].client_id: 1 belongs to secondaries[0], 'a'"
    ),
    (
      """
      {'secondaries':[{'name':'a','client_id':1,'lcores':'1@0,2@0'},
       {'name':'b','client_id':2,'lcores':'2@0,4@0'}]}
      """, "secondaries[1].lcores: lcore 2 belongs to secondaries[0], 'a'"
    ),
    (
      """
      {'secondaries':[{'name':'a','client_id':1,'lcores':'1@0,2@0','guests':{'ports':['vhost:0']}},
       {'name':'b','client_id':2,'lcores':'3@0,4@0','guests':{'ports':['vhost:0']}}]}
      """, "secondaries[1]: vhost:0, the socket '/tmp/sock0', is served by secondaries[0], 'a'"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':1,'lcores':'1@0,2@0','guests':{'mode':660}}]}",
      "secondaries[0].guests.mode '660': expected octal digits in quotes"
    ),
    (
      """
      {\(primary),'secondaries':[{'name':'a','client_id':1,'lcores':'1@0,2@0',
        'plan':{'components':[{'name':'f','core':7,'type':'forward'}]}}]}
      """, "secondaries[0].plan: lcore 7 is not a worker of this process; its workers are 2"
    ),
    (
      """
      {\(primary),'secondaries':[{'name':'a','client_id':1,'lcores':'1@0,2@0',
        'plan':{'components':[{'name':'f','core':2,'type':'forward','rx_port':[{'port':'ring:9'}]}]}}]}
      """, "secondaries[0].plan: ring:9 does not exist"
    ),
    (
      """
      {\(primary),'secondaries':[{'name':'a','client_id':1,'lcores':'1@0,2@0',
        'plan':{'components':[{'name':'f','core':2,'type':'forward','tx_port':[{'port':'ring:0'}]}]}},
       {'name':'b','client_id':2,'lcores':'3@0,4@0',
        'plan':{'components':[{'name':'f','core':4,'type':'forward','tx_port':[{'port':'ring:0'}]}]}}]}
      """, "secondaries[1].plan: ring:0 tx is fed by secondaries[0], 'a', already"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':120,'count':9,'lcores':{'first':1,'each':2}}]}",
      "secondaries[0].client_id '128': expected a number from 1 to 127"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':9223372036854775807,'count':2,'lcores':{'first':1,'each':2}}]}",
      "secondaries[0].client_id '9223372036854775807': expected a number from 1 to 127"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':1,'count':2,'lcores':{'first':\(Int.max),'each':2}}]}",
      "secondaries[0].lcores.first '9223372036854775807': expected an lcore id from 0 to 127"
    ),
    (
      "{'secondaries':[\((0..<3).map { "{'name':'a\($0)','client_id':1,'count':43,'lcores':{'first':1,'each':2}}" }.joined(separator: ","))]}",
      "secondaries '129 processes or more': expected at most 127, all copies counted"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':1,'count':64,'lcores':{'first':1,'each':2},'plan':{'components':[\(Array(repeating: "0", count: 40_000).joined(separator: ","))]}}]}",
      "secondaries[0].max '64': expected fewer copies, or a smaller plan"
    ),
    (
      "{'primary':{'lcores':'\(Array(repeating: "0@(0-1023)", count: 1000).joined(separator: ","))'}}",
      "primary.lcores '0@(0-1023),"
    ),
    (
      "{'secondaries':[{'name':'a','client_id':1,'count':3,'max':2,'lcores':{'first':1,'each':2}}]}",
      "secondaries[0].max '2': expected a number from 3, the count, to 64"
    ),
  ])
  func `what is wrong is said with its place`(text: String, said: String) throws {
    let sentence = try sentence(text)
    #expect(sentence.hasPrefix(said), "\(sentence)")
  }

  @Test func `braces that are no mark of a template stay as they are`() throws {
    let site = try site(
      """
      {'secondaries':[{'name':'w','client_id':1,'count':1,'lcores':{'first':1,'each':2},
        'eal':['--socket-mem','{n}{{id}{x}{lcore1}{lcore9}{n','--log-level','}{n}']}]}
      """)
    let words = try #require(site.groups.first?.copies.first).eal
    #expect(words.suffix(3) == ["0{1{x}2{lcore9}{n", "--log-level", "}0"])
  }

  @Test func `restarts are at once, then slower and slower, and then no more`() {
    let policy = RestartPolicy(
      times: 5, window: .seconds(60), delay: .milliseconds(200), longestDelay: .milliseconds(500))
    #expect(
      (1...6).map { policy.pause(afterDeaths: $0) } == [
        .zero, .milliseconds(200), .milliseconds(400), .milliseconds(500), .milliseconds(500), nil,
      ])
    #expect(RestartPolicy.never.pause(afterDeaths: 1) == nil)
  }
}
