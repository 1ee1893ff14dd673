// SPDX-License-Identifier: BSD-3-Clause
import SPPModel
import Testing

/// What somebody who may only ask the controller can have programs started with.
struct ProgramOptionsTests {
  @Test(arguments: ["/bin/sh", "spp_primary", "spp_vf ", "../spp_vf", "spp-ctl", ""])
  func `only the suite's own secondaries are launched`(program: String) {
    #expect(ProgramOptions.secondary(program) == nil)
  }

  @Test(arguments: [
    ["-d", "/tmp/evil.so"], ["-d/tmp/evil.so"], ["--vdev=net_null0"], ["--syslog", "x"],
    ["-l", "--", "-d", "x"], ["-l", "--"], ["-l"], ["--"], ["-a", "net_pcap0,tx_pcap=/etc/x"],
    ["--allow=net_pcap0,tx_pcap=/etc/x"], ["-a", "0000:3b:00.0,file=/etc/x"],
    ["-b", "crypto_null"],
    ["-a", "zz:00.0"], ["-a", ":00.0"], ["-a", "3b:00"], ["--create-uio-dev"], ["-l", "1\0"],
  ])
  func `a secondary gets no option that loads, writes or makes what the asker chooses`(
    words: [String]
  ) {
    #expect(ProgramOptions.fault(inEAL: words, of: .vf) != nil)
  }

  @Test(arguments: [
    ["--vdev", "net_pcap0,tx_pcap=/etc/x"], ["--vdev=net_ring0"],
    ["--vdev", "net_af_xdp0,iface=eth0,xdp_prog=/tmp/x.o"], ["--vdev", "spp_evil"],
  ])
  func `a primary makes no device with a file of the asker's choice`(words: [String]) {
    #expect(ProgramOptions.fault(inEAL: words, of: .primary) != nil)
  }

  @Test(arguments: [
    ["-l", "1,2"], ["--lcores", "1@0,2@0"], ["-a", "0000:3b:00.0", "-b", "3b:00.1"],
    ["--allow=0000:3b:00.0,dv_flow_en=1"], ["--no-pci", "--file-prefix", "spp"],
  ])
  func `what a process needs is taken`(words: [String]) {
    #expect(ProgramOptions.fault(inEAL: words, of: .vf) == nil)
  }

  @Test(arguments: [
    ([], "eal: expected -l, -c or --lcores with the lcores of the process"),
    (["--proc-type", "secondary"], "eal: expected -l, -c or --lcores"),
    (["-l", "1,2", "--file-prefix", "../x"], "eal --file-prefix '../x': expected 'group'"),
    (["-l", "1,2", "--file-prefix=other"], "eal --file-prefix 'other': expected 'group'"),
    (["-l", "1,2", "--file-prefix", "group", "--file-prefix", "x"], "eal --file-prefix 'x'"),
    (["-l", "1,2", "--no-shconf"], "eal '--no-shconf': expected one of"),
  ])
  func `a launch says lcores, and stays in the group of its primary`(
    eal: [String], fault: String
  ) throws {
    let request = LaunchRequest(
      client: try ClientID(3), program: "spp_vf", eal: eal, application: ["-s", "127.0.0.1:6666"])
    #expect(
      ProgramOptions.fault(in: request, .vf, filePrefix: "group")?.hasPrefix(fault) == true)
  }

  @Test(arguments: [
    ["-l", "1,2"], ["-c", "0x6"], ["--lcores=1@0,2@0"],
    ["-l", "1,2", "--proc-type", "secondary", "--file-prefix", "group"],
  ])
  func `a launch into the group of its primary is taken`(eal: [String]) throws {
    let request = LaunchRequest(
      client: try ClientID(3), program: "spp_vf", eal: eal, application: ["-s", "127.0.0.1:6666"])
    #expect(ProgramOptions.fault(in: request, .vf, filePrefix: "group") == nil)
  }
}
