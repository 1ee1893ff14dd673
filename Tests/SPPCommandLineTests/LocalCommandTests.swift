// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPCommandLine
import Testing

/// Commands of the shell itself.
@Suite struct LocalCommandTests {
  // MARK: config, server

  static let settings: [(String, String)] = [
    ("max_secondary", "16"), ("prompt", "spp > "), ("sec_mem", "-m 512"), ("sec_m_lcore", "2"),
    ("sec_wait_launch", "0.5"), ("sec_vhost_cli", ""), ("sec_nfv_nof_lcores", "1"),
    ("sec_vf_nof_lcores", "3"), ("sec_mirror_nof_lcores", "2"), ("sec_pcap_nof_lcores", "2"),
    ("sec_pcap_port", "phy:0"), ("topo_size", "60%"),
  ]

  @Test(arguments: settings) func `a setting has SPP's name and value`(
    name: String, value: String
  ) throws {
    let lines = try Desk().run("config").output[0].split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("- \(name): \"\(value)\"\t# ") })
  }

  @Test func `config lists by prefix, sets, and refuses`() throws {
    let desk = try Desk()
    #expect(
      desk.run("config sec_m").output[0].split(separator: "\n").map {
        $0.split(separator: ":")[0]
      } == ["- sec_mem", "- sec_m_lcore", "- sec_mirror_nof_lcores"])
    #expect(desk.run("config topo_size 50%").output == ["Set topo_size: \"50%\""])
    #expect(
      desk.run("config topo_size").output == [
        "- topo_size: \"50%\"\t# size of a drawing in the terminal, such as 60% or 0.6"
      ])
    for (line, reason) in [
      (
        "config topo_size 0",
        "Invalid value \"0\" of topo_size: expected a share of the terminal, such as 60% or 0.6"
      ),
      (
        "config max_secondary x",
        "Invalid value \"x\" of max_secondary: expected a number from 1 to 127"
      ),
      (
        "config sec_pcap_port vhost:0",
        "Invalid value \"vhost:0\" of sec_pcap_port: expected a phy or ring port, such as phy:0"
      ),
      (
        "config sec_mem 512",
        "Invalid value \"512\" of sec_mem: expected -m MEGABYTES or --socket-mem MEGABYTES,..."
      ),
      ("config nonsense 1", "setting 'nonsense': expected one of those that 'config' lists"),
      ("config nonsense", "no setting begins with 'nonsense'; 'config' lists them"),
    ] { #expect(desk.run(line).complaints == [reason], "\(line)") }
  }

  @Test func `several controllers: commands go to the one that is chosen`() throws {
    let desk = try Desk()
    #expect(desk.run("server").output == ["  1: 127.0.0.1:7777 *"])
    #expect(
      desk.run("server add 192.168.11.102", "server add 192.168.11.103:8888").output == [
        "Registered spp-ctl \"192.168.11.102:7777\".",
        "Registered spp-ctl \"192.168.11.103:8888\".",
      ])
    #expect(desk.run("server 2").output == ["Switch spp-ctl to \"2: 192.168.11.102:7777\"."])
    #expect(
      desk.run("server list").output == [
        "  1: 127.0.0.1:7777\n  2: 192.168.11.102:7777 *\n  3: 192.168.11.103:8888"
      ])
    #expect(
      desk.run("server 192.168.11.103:8888").output == [
        "Switch spp-ctl to \"3: 192.168.11.103:8888\"."
      ])
    #expect(
      desk.run("server del 3").complaints == [
        "Cannot delete server in use: choose another with 'server' first."
      ])
    #expect(
      desk.run("server del 1", "server").output == [
        "Unregistered spp-ctl \"127.0.0.1:7777\".",
        "  1: 192.168.11.102:7777\n  2: 192.168.11.103:8888 *",
      ])
    #expect(
      desk.run("server add 192.168.11.102", "server add a/b").complaints == [
        "spp-ctl \"192.168.11.102:7777\" is registered already",
        "address 'a/b': expected IP[:PORT], https://NAME[:PORT] or unix:PATH, such as 127.0.0.1:7777",
      ])
  }

  // MARK: record, playback, history

  @Test func `what is recorded can be played`() throws {
    let desk = try Desk(
      StubAPI(ContractTests.house.merging(["PUT /v1/nfvs/7/ports": (400, "no")]) { $1 }))
    let path = "\(desk.folder)/a.rcp"
    _ = desk.run(
      "record \(path)", "nfv 1; add ring:1", "nfv 7; add ring:1", "# a comment", "history",
      "nfv 1; exit", "record stop", "nfv 1; stop")
    // What failed is not worth doing again; that a line says exit does not matter.
    #expect(desk.text("a.rcp") == "nfv 1; add ring:1\n# a comment\nnfv 1; exit\n")
    #expect(
      desk.run("playback \(path)").output == [
        "# nfv 1; add ring:1", "Add ring:1.", "# a comment", "# nfv 1; exit", "Exit nfv 1.",
      ])
    #expect(desk.run("record stop").complaints == ["nothing is recorded now"])
    #expect(
      desk.run("record /nonexistent/a.rcp").complaints == [
        "file '/nonexistent/a.rcp': does not exist"
      ])
  }

  @Test func `a recipe goes on after a line that fails, says which, and fails in the end`() throws {
    let desk = try Desk()
    let path = try desk.write("nfv 1; x\n\n// two\nnfv 1; stop", "b.rcp")
    let (output, complaints) = desk.run("playback \(path)")
    #expect(output == ["# nfv 1; x", "#", "// two", "# nfv 1; stop", "Stop forwarding."])
    #expect(
      complaints == [
        "\(path):1: Invalid command \"x\".", "some commands of '\(path)' failed",
      ])
  }

  @Test func `a recipe that plays itself comes to an end`() throws {
    let desk = try Desk()
    let path = "\(desk.folder)/c.rcp"
    try desk.write("playback \(path)\n", "c.rcp")
    #expect(
      desk.run("playback \(path)").complaints.contains {
        $0.hasSuffix("recipes play each other without end")
      })
  }

  @Test func `redo runs a line of the history again`() throws {
    let desk = try Desk()
    try desk.write("status\nnfv 1; stop\n", "history")
    #expect(desk.run("history").output == ["  1  status\n  2  nfv 1; stop"])
    #expect(desk.run("redo 2").output == ["spp > nfv 1; stop", "Stop forwarding."])
    #expect(desk.run("redo 3").complaints == ["the history has no line 3; 'history' shows them"])
  }

  // MARK: Files and plugins

  @Test func `files are looked at without a shell`() throws {
    let desk = try Desk()
    try desk.write("one\ntwo\n", "a.txt")
    try desk.write("#!/bin/sh\n", "run", mode: 0o755)
    #expect(desk.run("mkdir \(desk.folder)/x") == ([], []))
    #expect(
      desk.run("mkdir -p \(desk.folder)/y/z", "ls \(desk.folder)").output.last
        == "a.txt\nrun*\nx/\ny/")
    #expect(desk.run("cat \(desk.folder)/a.txt").output == ["one\ntwo"])
    #expect(desk.run("less \(desk.folder)/a.txt").output == ["one\ntwo"])
    #expect(
      desk.run(
        "mkdir \(desk.folder)/x", "mkdir \(desk.folder)/u/v", "cat \(desk.folder)/none",
        "ls \(desk.folder)/none", "cd \(desk.folder)/none", "cat \(desk.folder)/a.txt;id"
      ).complaints == [
        "file '\(desk.folder)/x': exists already", "file '\(desk.folder)/u/v': does not exist",
        "file '\(desk.folder)/none': does not exist", "file '\(desk.folder)/none': does not exist",
        "file '\(desk.folder)/none': is no directory that this user may enter",
        "file '\(desk.folder)/a.txt;id': does not exist",
      ])
  }

  @Test func `env lists variables by prefix`() throws {
    setenv("SPP_TEST_ONE", "1", 1)
    #expect(try Desk().run("env SPP_TEST_O").output == ["SPP_TEST_ONE=1"])
  }

  @Test func `a plugin is a program, which gets its words and the controller's address`() throws {
    let desk = try Desk()
    let result = "\(desk.folder)/said"
    try desk.write(
      "#!/bin/sh\necho \"$SPP_CTL $#: $*\" >\(result)\nexit $1\n", "spp-hello", mode: 0o755)
    #expect(desk.run("hello").complaints == ["*** Unknown syntax: hello"])
    _ = desk.run("config plugin_path \(desk.folder)")
    #expect(desk.run("load_cmd hello").output == ["Module 'spp-hello' loaded."])
    #expect(desk.run("hello 0 $(id) ;ls").complaints == [])
    #expect(desk.text("said") == "127.0.0.1:7777 3: 0 $(id) ;ls\n")
    #expect(desk.run("hello 3").complaints == ["spp-hello ended with status 3"])
    #expect(
      desk.run("load_cmd none", "load_cmd status", "load_cmd ../x").complaints.map {
        String($0.prefix(30))
      } == [
        "there is no program spp-none i", "'status' is a command of the s",
        "name '../x': expected letters,",
      ])
  }
}
