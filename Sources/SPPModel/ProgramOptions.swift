// SPDX-License-Identifier: BSD-3-Clause

/// The words that the suite's programs may be started with by somebody else: through REST, a site file, or the primary.
///
/// What is not listed is refused; options that load code, write files of the asker's choice, or take a process out of its
/// group are not listed.
package enum ProgramOptions {
  /// The kind of secondary that a program is, nil when it is none of the suite's.
  package static func secondary(_ program: String) -> ProcessKind? {
    ProcessKind.allCases.first { $0 != .primary && $0.program == program }
  }

  /// Programs that may be launched.
  package static var secondaries: [String] {
    ProcessKind.allCases.filter { $0 != .primary }.map(\.program)
  }

  /// Options of EAL, and whether a value follows.
  private static let eal: [String: Bool] = [
    "-l": true, "-c": true, "--lcores": true, "--main-lcore": true, "-n": true, "-m": true,
    "--socket-mem": true, "--log-level": true, "--file-prefix": true, "--proc-type": true,
    "--huge-dir": true, "--base-virtaddr": true, "--iova-mode": true, "-a": true, "--allow": true,
    "-b": true, "--block": true, "--no-pci": false, "--no-telemetry": false,
  ]
  /// Of the primary alone: it makes the devices, and the others find them.
  private static let ealOfPrimary: [String: Bool] = [
    "--vdev": true, "--legacy-mem": false, "--single-file-segments": false, "--socket-limit": true,
  ]
  /// Devices that have no file of the asker's choice.
  private static let devices = [
    "net_tap", "net_null", "net_memif", "net_af_packet", "net_af_xdp", "net_virtio_user",
    "net_bonding",
  ]

  private static let guests: [String: Bool] = [
    "--vhost-client": false, "--vhost-dir": true, "--vhost-mode": true, "--vhost-owner": true,
    "--vhost-queues": true, "--poll": true, "--rest": true,
  ]

  /// Options of a program, and whether a value follows.
  private static func application(_ kind: ProcessKind) -> [String: Bool] {
    switch kind {
    case .primary:
      [
        "-p": true, "-n": true, "-s": true, "--ring-size": true, "--mbufs": true, "--guests": true,
        "--pool": true, "--log-dir": true, "--disp-stats": false,
      ]
    case .pcap:
      [
        "--client-id": true, "-s": true, "-c": true, "nq": true, "--out-dir": true,
        "--fsize": true, "--poll": true, "--rest": true,
      ]
    case .nfv: guests.merging(["--client-id": true, "-n": true, "-s": true]) { first, _ in first }
    case .vf, .mirror: guests.merging(["--client-id": true, "-s": true]) { first, _ in first }
    }
  }

  /// What is wrong with words for EAL, in one sentence, or nil.
  package static func fault(inEAL words: [String], of kind: ProcessKind) -> String? {
    let allowed = kind == .primary ? eal.merging(ealOfPrimary) { first, _ in first } : eal
    return fault(in: words, allowed: allowed)
      ?? values(of: "--vdev", in: words).lazy.compactMap(fault(inDevice:)).first
      ?? ["-a", "--allow", "-b", "--block"].lazy.compactMap { option in
        values(of: option, in: words).lazy.compactMap { fault(inAddress: $0, option) }.first
      }.first
  }

  /// What is wrong with words for the program itself, in one sentence, or nil.
  package static func fault(inApplication words: [String], of kind: ProcessKind) -> String? {
    fault(in: words, allowed: application(kind))
  }

  /// The values of an option, which may be given as `--name=value`.
  package static func values(of option: String, in words: [String]) -> [String] {
    var values: [String] = []
    for (index, word) in words.enumerated() {
      if word == option, index + 1 < words.count { values.append(words[index + 1]) }
      if option.hasPrefix("--"), word.hasPrefix(option + "=") {
        values.append(String(word.dropFirst(option.count + 1)))
      }
    }
    return values
  }

  /// What is wrong with the words of a launch, in one sentence, or nil.
  ///
  /// - Parameter filePrefix: Of the primary that launches: nobody is led into another group's memory.
  package static func fault(
    in request: LaunchRequest, _ kind: ProcessKind, filePrefix: String
  ) -> String? {
    if let fault = fault(inEAL: request.eal, of: kind) { return "eal \(fault)" }
    // EAL would take all CPUs, which belong to others.
    if ["-l", "-c", "--lcores"].allSatisfy({ values(of: $0, in: request.eal).isEmpty }) {
      return "eal: expected -l, -c or --lcores with the lcores of the process"
    }
    for said in values(of: "--file-prefix", in: request.eal) where said != filePrefix {
      return "eal --file-prefix '\(said)': expected '\(filePrefix)', the group of the primary"
    }
    if let fault = fault(inApplication: request.application, of: kind) { return "app \(fault)" }
    return identityFault(of: request, kind)
  }

  /// What is wrong with the client id that the words of a launch give, or nil: it must be the one that is launched.
  private static func identityFault(of request: LaunchRequest, _ kind: ProcessKind) -> String? {
    for option in identityOptions(kind) {
      for said in values(of: option, in: request.application) where said != "\(request.client)" {
        return "\(option) '\(said)': expected \(request.client), the id that is launched"
      }
    }
    return nil
  }

  /// The words of a launch with what the group and the id add.
  package static func completed(
    _ request: LaunchRequest, _ kind: ProcessKind, filePrefix: String
  ) -> [String] {
    var eal = request.eal
    if values(of: "--proc-type", in: eal).isEmpty { eal += ["--proc-type", "secondary"] }
    if values(of: "--file-prefix", in: eal).isEmpty { eal += ["--file-prefix", filePrefix] }
    var application = request.application
    if identityOptions(kind).allSatisfy({ values(of: $0, in: application).isEmpty }) {
      application += ["--client-id", "\(request.client)"]
    }
    return eal + ["--"] + application
  }

  /// spp_nfv has `-n` too.
  private static func identityOptions(_ kind: ProcessKind) -> [String] {
    kind == .nfv ? ["--client-id", "-n"] : ["--client-id"]
  }

  private static func fault(in words: [String], allowed: [String: Bool]) -> String? {
    var words = words[...]
    while let word = words.popFirst() {
      guard word.utf8.count < 4096, !word.utf8.contains(0) else {
        return "a word is longer than 4096 bytes"
      }
      let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : word
      // `--port-num N rxq R txq T` has words of its own.
      if name == "--port-num", allowed["-p"] != nil {
        guard words.count >= 5 else { return "'--port-num': expected 'N rxq R txq T' after it" }
        words = words.dropFirst(5)
        continue
      }
      guard let takesValue = allowed[name] else {
        return "'\(word)': expected one of \(allowed.keys.sorted().joined(separator: " "))"
      }
      guard takesValue, name == word else { continue }
      guard let value = words.popFirst(), !value.isEmpty, value.utf8.count < 4096,
        !value.utf8.contains(0), value != "--"
      else { return "'\(word)': expected a value after it" }
    }
    return nil
  }

  private static func fault(inDevice value: String) -> String? {
    let name = value.prefix { $0 != "," }
    let driver = name.reversed().drop { $0.isNumber }.reversed()
    guard devices.contains(String(driver)) else {
      return "--vdev '\(value)': expected a device of \(devices.joined(separator: ", "))"
    }
    // It would be loaded into the kernel.
    guard !value.contains("xdp_prog") else {
      return "--vdev '\(value)': expected no xdp_prog, which is a program of somebody's choice"
    }
    return nil
  }

  /// EAL takes a virtual device where a PCI address stands, too.
  private static func fault(inAddress value: String, _ option: String) -> String? {
    let address = value.prefix { $0 != "," }
    let parts = address.split(separator: ":", omittingEmptySubsequences: false)
    let last = parts.last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
    let numbers = parts.dropLast() + last
    guard (2...3).contains(parts.count), last.count == 2, !value.contains("/"),
      numbers.allSatisfy({ (1...8).contains($0.utf8.count) && $0.allSatisfy(\.isHexDigit) })
    else {
      return "\(option) '\(value)': expected a PCI address, such as 0000:3b:00.0"
    }
    return nil
  }
}
