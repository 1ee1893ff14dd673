// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine

/// Words that mean something somewhere, and values at the edges of what is allowed.
enum Tokens {
  static let numbers = [
    "0", "1", "2", "3", "7", "8", "15", "16", "31", "32", "33", "63", "64", "65", "100", "101",
    "126", "127", "128",
    "129", "254", "255", "256", "1023", "1024", "1025", "4094", "4095", "4096", "65535", "65536",
    "86400", "86401",
    "1000000", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615", "18446744073709551616", "99999999999999999999999999", "-0", "-1",
    "-2147483648",
    "-9223372036854775808", "-9223372036854775809", "+1", "00", "007", "0x0", "0x10", "0xffff",
    "0xFFFFFFFFFFFFFFFF",
    "0x", "1e3", "1e-400", "1e400", "0.1", "1.0", "3.999", ".5", "5.", "NaN", "inf", "1_000", "٣",
    "²",
  ]

  static let addresses = [
    "52:54:00:12:34:56", "52-54-00-12-34-56", "ff:ff:ff:ff:ff:ff", "FF:FF:FF:FF:FF:FF",
    "01:00:5e:00:00:01",
    "00:00:00:00:00:00", "52:54:00:12:34", "52:54:00:12:34:5g", "52:54-00:12:34:56", "default",
    "127.0.0.1:5555",
    "[::1]:6666", "unix:/run/spp.sock", "https://spp.example:7777", "http://localhost/",
    "localhost", ":1", "a:0",
  ]

  static let ports = [
    "phy:0", "phy:1", "phy:0 nq 1", "phy:0nq1", "phy:1 nq 0", "phy:255", "phy:256", "ring:0",
    "ring:1", "ring:2",
    "vhost:0", "vhost:1", "vhost:0 nq 3", "tap:0", "pcap:0", "pcap:1", "nullpmd:0", "memif:0",
    "pipe:0", "pipe:255",
    "pipe:256", "phy:", ":0", "phy", "ring:-1", "ring:+1", "phy:0 nq", "phy:0 nq 1024",
    "phy:0 nq 1 2", "PHY:0",
  ]

  static let lists = [
    "1", "1,2,3", "1-3", "0@0", "1@0,2@1", "1@(0-3),2@(0-3)", "(1-3)@0", "1@", "@1", "3-1", "0-127",
    "0-128", "1,1",
    "1@0,", "(1,(2))", "0x3", "0xffffffff",
  ]

  /// What grammars are made of, and what breaks encodings.
  static let marks = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", ";", "/", "//", "#", "'", " ", "  ", "\t", "\n",
    "\r\n", "\0", "-", "--",
    "=", "%2F", "%00", "%", "%zz", "%+f", "\\u0000", "\\ud800", "\\u00e9", "e\u{301}", "\u{e9}",
    "\u{feff}", "\u{202e}",
    "\u{1f600}", "\u{1f468}\u{200d}\u{1f469}", "{n}", "{id}", "{lcore0}", "{{n}", "&a", "*a", "<<",
    "!!str", "| ", "> ",
    "? ", "- ", "---\n", "...\n", "~", "null", "true", "false", "yes",
  ]

  /// Not UTF-8: a stray byte, an overlong slash, half a surrogate, a cut character.
  static let broken: [[UInt8]] = [
    [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0x80], [0xf5, 0x80, 0x80, 0x80],
  ]

  /// Every word of every command.
  static let commands: [String] = Set(
    CommandSyntax.allCases.flatMap { syntax in
      syntax.rawValue.split(whereSeparator: { " |;/[].".contains($0) }).map(String.init)
    }
  ).sorted()

  /// Names of members, and their words.
  static let members = [
    "id", "commands", "command", "results", "result", "error_details", "message", "info", "name",
    "core", "type", "port",
    "dir", "vlan", "operation", "pcp", "action", "mac_address", "value", "components",
    "classifier_table", "rx_port",
    "tx_port", "client-id", "client_id", "master-lcore", "lcores", "workers", "status", "patches",
    "src", "dst", "ports",
    "forwarding", "recording", "plan", "rule", "direction", "group", "priority", "transfer",
    "pattern", "actions", "rule_id",
    "proc_name", "eal", "app", "rx", "tx", "pid", "empty", "process_type", "primary", "secondaries",
    "count", "max", "first",
    "each", "cpus", "guests", "directory", "mode", "owner", "queues", "restart", "times", "within",
    "delay", "hang",
    "options", "rings", "added_ports", "version", "file_prefix", "kind", "capture", "forwarder",
    "phy_ports", "ring_ports",
    "pools", "nof_queues", "link", "flow", "pipes", "drops", "received", "sent", "copies", "start",
    "stop", "add", "del",
    "attach", "detach", "none", "forward", "merge", "classifier", "classifier_mac", "mirror",
    "unuse", "hello", "counters",
    "apply", "exit", "launch", "success", "invalid", "error", "spp_vf", "vf", "nfv", "pcap",
    "--client-id", "--lcores",
    "--vdev", "net_tap0,iface=a", "eth dst is 52:54:00:00:00:01", "vlan vid is 100",
    "queue index 1", "of_pop_vlan",
  ]

  static let all = numbers + addresses + ports + lists + marks + members + commands
  static let values = numbers + addresses + ports + lists
}
