// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import Testing

/// What the parsers read, and the sentence for what they do not.
struct ValueTests {
  @Test(arguments: PortType.allCases)
  func `every port type is read and printed back`(type: PortType) throws {
    for index in [0, 1, 9, 255] {
      let uid = try ResourceUID(parsing: "\(type.rawValue):\(index)")
      #expect(uid == ResourceUID(type, UInt8(index)))
      #expect(uid.description == "\(type.rawValue):\(index)")
      #expect(try ResourceUID(parsing: uid.word) == uid)
    }
  }

  @Test(arguments: ["phy:0nq1", "phy:0 nq 1", "phy:0 nq1", "phy:0nq 1", "phy:0  nq  1"])
  func `a queue is read with blanks and without`(text: String) throws {
    let uid = try ResourceUID(parsing: text)
    #expect(uid == ResourceUID(.phy, 0, queue: 1))
    #expect(uid.description == "phy:0 nq 1")
    #expect(uid.word == "phy:0nq1")
    #expect(uid.port == ResourceUID(.phy, 0))
  }

  @Test func `the largest index and queue are read`() throws {
    #expect(try ResourceUID(parsing: "phy:255nq1023") == ResourceUID(.phy, 255, queue: 1023))
    #expect(try ResourceUID(parsing: "ring:007").index == 7)
  }

  @Test(arguments: [
    ("", "TYPE:NUMBER, such as 'phy:0' or 'vhost:1'"),
    ("phy", "TYPE:NUMBER, such as 'phy:0' or 'vhost:1'"),
    ("phy0", "TYPE:NUMBER, such as 'phy:0' or 'vhost:1'"),
    (":0", "one of the types phy, vhost, ring, tap, pcap, nullpmd, memif, such as 'phy:0'"),
    ("PHY:0", "one of the types phy, vhost, ring, tap, pcap, nullpmd, memif, such as 'phy:0'"),
    ("eth:0", "one of the types phy, vhost, ring, tap, pcap, nullpmd, memif, such as 'phy:0'"),
    (" phy:0", "one of the types phy, vhost, ring, tap, pcap, nullpmd, memif, such as 'phy:0'"),
    ("phy:", "a number from 0 to 255 after 'phy:'"),
    ("phy:x", "a number from 0 to 255 after 'phy:'"),
    ("phy:-1", "a number from 0 to 255 after 'phy:'"),
    ("phy: 1", "a number from 0 to 255 after 'phy:'"),
    ("ring:256", "a number from 0 to 255 after 'ring:'"),
    ("ring:99999999999999999999", "a number from 0 to 255 after 'ring:'"),
    ("ring:１", "a number from 0 to 255 after 'ring:'"),
    ("phy:0x1", "a queue as in 'phy:0 nq 1' or 'phy:0nq1'"),
    ("phy:0nq", "a queue as in 'phy:0 nq 1' or 'phy:0nq1'"),
    ("phy:0nq1024", "a queue as in 'phy:0 nq 1' or 'phy:0nq1'"),
    ("phy:0 nq 1 2", "a queue as in 'phy:0 nq 1' or 'phy:0nq1'"),
    ("phy:0nq-1", "a queue as in 'phy:0 nq 1' or 'phy:0nq1'"),
    ("phy:0 ", "a queue as in 'phy:0 nq 1' or 'phy:0nq1'"),
    ("phy:0 rxq 1", "a queue as in 'phy:0 nq 1' or 'phy:0nq1'"),
  ])
  func `what is no port is refused with what would be one`(text: String, expected: String) {
    refuses("port '\(text)': expected \(expected)") { _ = try ResourceUID(parsing: text) }
  }

  @Test func `ports are ordered by type, index and queue`() throws {
    let ordered = [
      "phy:0", "phy:0nq1", "phy:0nq2", "phy:2", "phy:10", "vhost:0", "ring:0", "memif:0",
    ]
    let uids = try ordered.map { try ResourceUID(parsing: $0) }
    #expect(uids.reversed().sorted() == uids)
  }

  @Test func `a mac address is read with colons or dashes, in any case`() throws {
    for text in ["52:54:00:ab:CD:eF", "52-54-00-AB-cd-ef"] {
      let mac = try MACAddress(parsing: text)
      #expect(mac.bits == 0x5254_00ab_cdef)
      #expect(mac.description == "52:54:00:AB:CD:EF")
    }
    #expect(try MACAddress(parsing: "00:00:00:00:00:00").bits == 0)
    #expect(MACAddress(bits: .max).description == "FF:FF:FF:FF:FF:FF")
    #expect(MACAddress(bits: 0x0100_5e00_0001).isGroup)
    #expect(!MACAddress(bits: 0xfe00_0000_0001).isGroup)
  }

  @Test(arguments: [
    "", "52:54:00:12:34", "52:54:00:12:34:56:78", "52:54:00:12:34:5", "52:54-00:12:34:56",
    "525400123456",
    "52:54:00:12:34:5g", "52:54:00:12:34:+6", "5２:54:00:12:34:56", "52:54:00:12:34: 6",
    " 52:54:00:12:34:56",
    "52.54.00.12.34.56", "5254.0012.3456", "52:54:0:012:34:56",
  ])
  func `what is no mac address is refused`(text: String) {
    refuses("mac address '\(text)': expected six octets, such as '52:54:00:12:34:56'") {
      _ = try MACAddress(parsing: text)
    }
  }

  /// Texts that are no number, whatever the bounds.
  private static let noNumbers = [
    "", "x", "-1", "+1", " 1", "1 ", "0x1", "1_0", "１", "1.0", "99999999999",
    "18446744073709551617",
  ]

  @Test(arguments: noNumbers + ["0", "4095", "4096", "65537"])
  func `a vlan id is 1 to 4094`(text: String) {
    refuses("vlan id '\(text)': expected a VLAN id from 1 to 4094") {
      _ = try VLANID(parsing: text)
    }
  }

  @Test(arguments: noNumbers + ["8", "256"])
  func `a priority is 0 to 7`(text: String) {
    refuses("pcp '\(text)': expected a priority from 0 to 7") {
      _ = try PriorityCodePoint(parsing: text)
    }
  }

  @Test(arguments: noNumbers + ["128", "256"])
  func `an lcore is 0 to 127`(text: String) {
    refuses("core '\(text)': expected an lcore id from 0 to 127") { _ = try LcoreID(parsing: text) }
  }

  @Test(arguments: noNumbers + ["0", "128", "257"])
  func `a secondary is 1 to 127`(text: String) {
    refuses("client id '\(text)': expected a number from 1 to 127") {
      _ = try ClientID(parsing: text)
    }
  }

  @Test func `the bounds themselves are read`() throws {
    for number in [1, 2, 4094] {
      #expect(try VLANID(parsing: "\(number)").number == UInt16(number))
    }
    for number in 0...7 {
      #expect(try PriorityCodePoint(parsing: "\(number)").number == UInt8(number))
    }
    for number in [0, 127] { #expect(try LcoreID(parsing: "\(number)").description == "\(number)") }
    for number in [1, 127] { #expect(try ClientID(parsing: "\(number)").number == UInt8(number)) }
    #expect(ClientID.primary.number == 0)
    refuses("vlan id '-5': expected a VLAN id from 1 to 4094") { _ = try VLANID(-5) }
    refuses("pcp '8': expected a priority from 0 to 7") { _ = try PriorityCodePoint(8) }
    refuses("core '-1': expected an lcore id from 0 to 127") { _ = try LcoreID(-1) }
    refuses("client id '0': expected a number from 1 to 127") { _ = try ClientID(0) }
  }

  @Test(arguments: [
    "a", "fw1", "vf-1.cls_a", "!#$%&()*+,-.:<=>?@[]^_`{|}~", String(repeating: "x", count: 31),
  ])
  func `a component has any printable name`(text: String) throws {
    #expect(try ComponentName(text).text == text)
  }

  @Test(arguments: [
    "", " ", "a b", "a/b", "a;b", "a'b", "a\"b", "a\\b", "tab\t", "é", "名", "\u{7f}", "a\u{0}",
    String(repeating: "x", count: 32),
  ])
  func `a component has no other name`(text: String) {
    refuses(
      "component name '\(text)': expected 1 to 31 printable characters without blanks, '/', ';' or quotes"
    ) { _ = try ComponentName(text) }
  }

  @Test func `component kinds are read by their words, the classifier by its former one too`()
    throws
  {
    for kind in ComponentKind.allCases {
      #expect(try ComponentKind(parsing: kind.rawValue) == kind)
    }
    let former = try ComponentKind(parsing: "classifier_mac")
    #expect(former.isClassifier)
    #expect(former.rawValue == "classifier_mac")
    #expect(former.limit(.tx) == ComponentKind.classifier.limit(.tx))
    for text in ["", "Forward", "fwd", "mirrors", "classifier_mac "] {
      refuses(
        "component type '\(text)': expected one of forward, merge, classifier, mirror, capture"
      ) {
        _ = try ComponentKind(parsing: text)
      }
    }
  }

  @Test func `entries are listed untagged first, by VLAN, the default before the addresses`() throws
  {
    let texts = [
      "default", "00:00:00:00:00:00", "52:54:00:00:00:01", "FF:FF:FF:FF:FF:FF", "1/default",
      "1/00:00:00:00:00:00",
      "2/default", "101/52:54:00:00:00:01", "4094/default",
    ]
    let keys = try texts.map { try ClassifierKey($0) }
    #expect(keys.reversed().sorted() == keys)
    #expect(keys.map(\.description) == texts)
    let ports = try ["phy:0", "vhost:1"].map {
      ClassifierEntry(keys[0], port: try ResourceUID(parsing: $0))
    }
    #expect(ports[0] < ports[1])
  }

  @Test func `a sentence about a long text quotes its beginning`() {
    let text = String(repeating: "x", count: 1_000_000)
    let error = #expect(throws: ValueError.self) { try ResourceUID(parsing: text) }
    #expect((error?.description.utf8.count ?? 0) < 1000)
    #expect(error?.given == String(repeating: "x", count: 256) + "...")
  }

  @Test func `a list of lcores that would name more CPUs than fit in memory is refused`() {
    let list = Array(repeating: "0@(0-1023)", count: 100_000).joined(separator: ",")
    let error = #expect(throws: ValueError.self) { try LcoreList.parse(list) }
    #expect(error?.expected == "at most 4096 bytes")
  }
}

/// The value is refused with this sentence.
func refuses(
  _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("accepted; expected: \(sentence)", sourceLocation: sourceLocation)
  } catch {
    #expect("\(error)" == sentence, sourceLocation: sourceLocation)
  }
}
