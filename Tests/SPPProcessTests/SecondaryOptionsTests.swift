// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import SPPProcess
import Testing

struct SecondaryOptionsTests {
  private func options(_ kind: ProcessKind, _ text: String) throws -> SecondaryOptions {
    try SecondaryOptions(kind, text.split(separator: " ").map(String.init))
  }

  private func refusal(_ kind: ProcessKind, _ text: String) -> String? {
    do {
      _ = try options(kind, text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `an nfv's id is -n or --client-id, the others' --client-id only`() throws {
    #expect(try options(.nfv, "-n 3 -s h:1").client == ClientID(3))
    #expect(try options(.nfv, "--client-id 4 -s h:1 --vhost-client").guests.isClient)
    #expect(refusal(.vf, "-n 3 -s h:1") == "'-n': no such option; --help lists them")
    #expect(
      refusal(.nfv, "-s h:1") == "-n is missing: expected a number from 1 to 127, such as -n 1")
  }

  @Test func `a pcap says what it records, with its queue in words of their own or in one`() throws
  {
    let start = "--client-id 1 -s h:1"
    #expect(try options(.pcap, "\(start) -c phy:0").capturePort == ResourceUID(.phy, 0))
    for text in ["phy:1 nq 2", "phy:1nq2"] {
      #expect(
        try options(.pcap, "\(start) -c \(text)").capturePort == ResourceUID(.phy, 1, queue: 2))
    }
    let whole = try options(.pcap, "\(start) -c ring:3 --out-dir /tmp --fsize 4096")
    #expect(whole.captures.directory == "/tmp")
    #expect(whole.captures.fileSize == 4096)
    #expect(try options(.pcap, "\(start) -c ring:3 --fsize 0").captures.fileSize == .max)
    #expect(
      refusal(.pcap, start) == "-c is missing: expected the port to record, such as -c phy:0")
    #expect(refusal(.pcap, "\(start) -c vhost:0") == "-c 'vhost:0': expected a phy or ring port")
    #expect(
      refusal(.pcap, "\(start) -c phy:0 --out-dir /nowhere/at/all")
        == "--out-dir '/nowhere/at/all': expected a directory in which files can be made")
    #expect(
      refusal(.pcap, "\(start) -c phy:0 --vhost-client")?.hasPrefix("'--vhost-client'") == true)
  }

  @Test func `capture files are named as SPP names them`() {
    var options = CaptureOptions()
    #expect(
      options.path(of: ResourceUID(.phy, 0), stamp: "20190214161550", sequence: 1)
        == "/tmp/spp_pcap.20190214161550.phy0.1.1.pcap.lz4")
    options.directory = "/var/tmp"
    #expect(
      options.path(of: ResourceUID(.phy, 2, queue: 1), stamp: "20190214161550", sequence: 12)
        == "/var/tmp/spp_pcap.20190214161550.phy2nq1.1.12.pcap.lz4")
  }

  @Test(arguments: ProcessKind.allCases.filter { $0 != .primary })
  func `help names the program and the options it has`(_ kind: ProcessKind) {
    let help = SecondaryOptions.help(kind)
    #expect(help.hasPrefix("usage: spp_\(kind.rawValue) [EAL options] -- "))
    #expect(help.contains("--fsize") == (kind == .pcap))
    #expect(help.contains("--vhost-client") == (kind != .pcap))
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }
}
