// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import SPPModel
import SPPWire
import Testing

/// A group of processes with names, ports and directories of its own: the whole suite as a user starts it.
final class Group {
  /// Everything that the group leaves on disk, except what DPDK puts elsewhere.
  let directory: String
  let prefix: String
  let primaryPort: UInt16
  let secondaryPort: UInt16
  let restPort: UInt16
  private var programs: [Program] = []
  private var spaces: [Namespace] = []
  /// Programs that tests have killed, and their like: what they leave is no fault.
  var isKilled = false

  /// Runs `body` with a group, and ends all that it has started.
  ///
  /// Records an issue for a process that does not end in order, and for whatever is left behind.
  static func run(_ body: (Group) throws -> Void) throws {
    try Host.check()
    let group = try Group()
    do {
      try body(group)
    } catch {
      Issue.record("what the processes said:\n\(group.said)")
      group.end(isFailed: true)
      throw error
    }
    group.end(isFailed: false)
  }

  private init() throws {
    let number = Numbers.next()
    prefix = "spp-st-\(getpid())-\(number)"
    directory = "/tmp/\(prefix)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    (primaryPort, secondaryPort, restPort) = try (
      Socket.freePort(), Socket.freePort(), Socket.freePort()
    )
  }

  // MARK: Processes

  /// Starts a program that the group ends.
  @discardableResult func start(_ name: String, _ words: [String]) throws -> Program {
    let program = try Program(name, in: directory, words)
    programs.append(program)
    return program
  }

  @discardableResult func startController(_ name: String = "spp-ctl") throws -> Program {
    let controller = try start(
      name,
      [
        "\(Host.binaries)/spp-ctl", "-b", "127.0.0.1", "-p", "\(primaryPort)", "-s",
        "\(secondaryPort)", "-a", "\(restPort)", "--state-dir", "\(directory)/state",
        "--socket-dir",
        "\(directory)/sockets", "--log-dir", "\(directory)/log",
      ])
    try eventually("spp-ctl should serve REST") {
      if let status = controller.status {
        throw NotInTime(description: "spp-ctl ended with \(status)")
      }
      return (try? Socket(connectingTo: restPort)) != nil
    }
    return controller
  }

  /// Words of `spp_primary`; ports are all that `devices` makes.
  func primaryWords(
    devices: [String] = [], lcores ids: [Int] = [0], rings: Int = 8, options: [String] = []
  ) -> [String] {
    let mask = String((1 << devices.count) - 1, radix: 16)
    return [
      "\(Host.binaries)/spp_primary", "--lcores", lcores(ids), "--file-prefix", prefix, "--no-pci",
      "--no-telemetry", "-m", "128",
    ] + devices.flatMap { ["--vdev", $0] } + [
      "--", "-p", "0x\(mask)", "-n", "\(rings)", "-s", "127.0.0.1:\(primaryPort)", "--mbufs",
      "16384",
      "--log-dir", directory,
    ] + options
  }

  @discardableResult func startPrimary(
    _ name: String = "primary", devices: [String] = [], lcores: [Int] = [0], rings: Int = 8,
    options: [String] = []
  ) throws -> Program {
    let primary = try start(
      name, primaryWords(devices: devices, lcores: lcores, rings: rings, options: options))
    try spp("wait primary 60")
    return primary
  }

  /// Words of `spp_vf`; the first lcore takes commands.
  func vfWords(_ id: Int, lcores ids: [Int], options: [String] = []) -> [String] {
    [
      "\(Host.binaries)/spp_vf", "--lcores", lcores(ids), "--file-prefix", prefix, "--no-pci",
      "--no-telemetry", "--", "--client-id", "\(id)", "-s", "127.0.0.1:\(secondaryPort)",
      "--vhost-dir", directory,
    ] + options
  }

  @discardableResult func startVF(
    _ id: Int, lcores ids: [Int], options: [String] = [], name: String? = nil
  ) throws -> Program {
    let vf = try start(name ?? "vf\(id)", vfWords(id, lcores: ids, options: options))
    try spp("wait vf \(id) 60")
    return vf
  }

  /// Starts a secondary of any kind, and waits until the controller has it.
  @discardableResult func start(
    _ kind: ProcessKind, _ id: Int, lcores ids: [Int], options: [String] = [], name: String? = nil
  ) throws -> Program {
    let guests = kind == .pcap ? [] : ["--vhost-dir", directory]
    let program = try start(
      name ?? "\(kind.rawValue)\(id)",
      [
        "\(Host.binaries)/\(kind.program)", "--lcores", lcores(ids), "--file-prefix", prefix,
        "--no-pci", "--no-telemetry", "--", kind == .nfv ? "-n" : "--client-id", "\(id)", "-s",
        "127.0.0.1:\(secondaryPort)",
      ] + guests + options)
    try eventually(within: .seconds(60), "\(kind) \(id) should connect") {
      if let status = program.status {
        throw NotInTime(description: "\(kind) \(id) ended with \(status): \(program.complaints)")
      }
      return try rest("GET", "/\(kind.rawValue)s/\(id)").status == 200
    }
    return program
  }

  /// Ids that share all CPUs of this process: there may be fewer than lcores.
  func lcores(_ ids: [Int]) -> String {
    ids.map { "\($0)@(\(Host.cpus))" }.joined(separator: ",")
  }

  func namespace(_ name: String) throws -> Namespace {
    let space = try Namespace("\(prefix)-\(name)", group: self)
    take(space)
    return space
  }

  /// Sees to it that the namespace is deleted with the group, at the latest.
  func take(_ space: Namespace) { spaces.append(space) }

  /// Runs a program to its end.
  func run(_ words: [String], within time: Duration = .seconds(150)) throws -> (
    status: Int32, output: String, complaints: String
  ) {
    let program = try Program("command\(Numbers.next())", in: directory, words)
    defer { program.end() }
    return (try program.wait(within: time), program.output, program.complaints)
  }

  // MARK: The end

  private var said: String {
    programs.map { "--- \($0.name)\n\(($0.output + $0.complaints).suffix(3000))" }.joined(
      separator: "\n")
  }

  private func end(isFailed: Bool) {
    for program in programs.reversed() {
      let ran = program.status == nil
      let status = program.end()
      guard ran, !isFailed, program.isOurs else { continue }
      #expect(status == 0, "\(program.name) said: \(program.complaints.suffix(2000))")
    }
    for space in spaces { space.delete() }
    let left = leftovers
    if !isFailed { #expect(left == []) }
    for path in left + [directory] { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Files that no living process of the group needs, and that should not be there after it.
  var leftovers: [String] {
    func names(_ directory: String, _ isOurs: (String) -> Bool) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter(isOurs)
        .sorted().map { "\(directory)/\($0)" }
    }
    return names("/var/run/dpdk") { $0 == prefix }
      + names("/dev/hugepages") { $0.hasPrefix("\(prefix)map_") }
      + (isKilled ? [] : names(directory) { $0.hasPrefix("sock") && $0 != "sockets" })
  }
}

extension Program {
  /// One of the suite's programs, whose end is tested with everything else.
  fileprivate var isOurs: Bool {
    name.hasPrefix("spp-ctl") || ProcessKind.allCases.contains { name.hasPrefix($0.rawValue) }
  }
}
