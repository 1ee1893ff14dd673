// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// A setting of the shell, by SPP's name.
package enum Setting: String, CaseIterable, Hashable, Sendable {
  case maxSecondary = "max_secondary"
  case prompt
  case memory = "sec_mem"
  case mainLcore = "sec_m_lcore"
  case launchDelay = "sec_wait_launch"
  case vhostClient = "sec_vhost_cli"
  case nfvLcores = "sec_nfv_nof_lcores"
  case vfLcores = "sec_vf_nof_lcores"
  case mirrorLcores = "sec_mirror_nof_lcores"
  case pcapLcores = "sec_pcap_nof_lcores"
  case pcapPort = "sec_pcap_port"
  case topologySize = "topo_size"
  case secondaryColors = "topo_sec_colors"
  case portColors = "topo_port_colors"
  case pluginPath = "plugin_path"

  package var standard: String {
    switch self {
    case .maxSecondary: "16"
    case .prompt: "spp > "
    case .memory: "-m 512"
    case .mainLcore: "2"
    case .launchDelay: "0.5"
    case .vhostClient: ""
    case .nfvLcores: "1"
    case .vfLcores: "3"
    case .mirrorLcores, .pcapLcores: "2"
    case .pcapPort: "phy:0"
    case .topologySize: "60%"
    case .secondaryColors:
      "blue green orange chocolate black cyan3 purple pink4 yellow4 darkviolet"
    case .portColors:
      "phy:white ring:yellow vhost:limegreen tap:khaki pcap:lightsteelblue nullpmd:lightgray memif:plum pipe:gold"
    case .pluginPath: "/usr/local/libexec/spp/plugins:/usr/libexec/spp/plugins"
    }
  }

  package var summary: String {
    switch self {
    case .maxSecondary: "most ids that completion offers for a launch"
    case .prompt: "what the prompt is"
    case .memory: "memory option of a launch"
    case .mainLcore: "least lcore that a launch takes, the main one of the process"
    case .launchDelay: "seconds to wait after a launch"
    case .vhostClient: "launch with --vhost-client unless empty"
    case .nfvLcores: "worker lcores of an nfv that is launched"
    case .vfLcores: "worker lcores of a vf that is launched"
    case .mirrorLcores: "worker lcores of a mirror that is launched"
    case .pcapLcores: "worker lcores of a pcap that is launched"
    case .pcapPort: "port of a pcap that is launched"
    case .topologySize: "size of a drawing in the terminal, such as 60% or 0.6"
    case .secondaryColors: "colours of processes in drawings, by id"
    case .portColors: "colours of ports in drawings, by type"
    case .pluginPath: "directories of plugins, after those of SPP_PLUGIN_PATH"
    }
  }

  /// - Throws: `ValueError` when the setting cannot have this value.
  func check(_ value: String) throws(ValueError) {
    let expected: String
    switch self {
    case .maxSecondary:
      if let number = Int(value), ClientID.secondaries.contains(number) { return }
      expected = "a number from 1 to 127"
    case .mainLcore, .nfvLcores, .vfLcores, .mirrorLcores, .pcapLcores:
      if let number = UInt8(value), number < LcoreID.count { return }
      expected = "a number from 0 to 127"
    case .launchDelay:
      if (try? CommandParser.duration(value)) != nil { return }
      expected = "seconds, such as 0.5"
    case .topologySize:
      if Self.fraction(value) != nil { return }
      expected = "a share of the terminal, such as 60% or 0.6"
    case .pcapPort:
      if let port = try? ResourceUID(parsing: value), port.type == .phy || port.type == .ring {
        return
      }
      expected = "a phy or ring port, such as phy:0"
    case .memory:
      let words = value.split(separator: " ")
      let isNumber = words.last.map { UInt32($0) != nil } ?? false
      if words.count == 2, words[0] == "-m" && isNumber || words[0] == "--socket-mem" { return }
      expected = "-m MEGABYTES or --socket-mem MEGABYTES,..."
    case .secondaryColors:
      if !value.isEmpty, Self.areColors(value.split(separator: " ")) { return }
      expected = "names of colours, such as blue green"
    case .portColors:
      let pairs = value.split(separator: " ").map { $0.split(separator: ":") }
      if pairs.allSatisfy({ $0.count == 2 && Self.areColors($0[...]) }) { return }
      expected = "types with colours, such as phy:white ring:yellow"
    case .prompt, .vhostClient, .pluginPath: return
    }
    throw ValueError(rawValue, given: value, expected: expected)
  }

  /// Reads `60%` or `0.6`; more than nothing, and at most the whole.
  static func fraction(_ text: String) -> Double? {
    let number = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
    guard let number, number > 0, number <= 1 else { return nil }
    return number
  }

  private static func areColors(_ names: ArraySlice<Substring>) -> Bool {
    names.allSatisfy { name in
      name.utf8.allSatisfy { $0 < 128 } && name.allSatisfy { $0.isLetter || $0.isNumber }
    }
  }

  private static func areColors(_ names: [Substring]) -> Bool { areColors(names[...]) }
}
