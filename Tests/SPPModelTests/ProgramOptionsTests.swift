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
}
