// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPDataPlane
package import SPPModel

/// A secondary from its command line to its end.
package enum SecondaryProgram {
  /// - Parameters:
  ///   - kind: What the program is; any but the primary.
  ///   - words: The command line without the program's name.
  /// - Returns: The exit status: 0 after an orderly end, 1 with a sentence on standard error, 64 for a wrong command line.
  package static func run(_ kind: ProcessKind, _ words: [String]) -> Int32 {
    Log.begin(kind.program)
    let (ealWords, application) = EALOptions.split(words)
    if words.contains("--help") || words.contains("-h") {
      print(SecondaryOptions.help(kind))
      return 0
    }
    do throws(UsageError) {
      let options = try SecondaryOptions(kind, application)
      let eal = try EALOptions(ealWords, type: .secondary)
      do {
        Log.note(try live(kind, options, eal))
        return 0
      } catch {
        Log.note("\(error)")
        return 1
      }
    } catch {
      Log.note("\(error)")
      return UsageError.exitStatus
    }
  }

  /// Why the process cannot join its group.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  private static func live(
    _ kind: ProcessKind, _ options: SecondaryOptions, _ eal: EALOptions
  ) throws -> String {
    // Before EAL starts threads, so that they inherit the mask.
    guard let signals = Signals() else {
      throw Refusal(description: "the kernel gives no signal descriptor")
    }
    let newborn = try Newborn(eal, program: kind.program, client: options.client, kind: kind)
    let directory = GroupDirectory(eal)
    defer { directory.removeSockets(of: getpid()) }
    let host: PlanHost
    do throws(Refusal) {
      host = try self.host(newborn, kind, options)
    } catch {
      newborn.registry.clear(options.client)
      throw error
    }
    newborn.ready()

    guard let journal = Journal.lookup() else {
      throw Refusal(description: "the primary has made no journal")
    }
    if !Journal.isKept {
      Log.note("this build keeps no journal, for a benchmark: buffers are lost when it is killed")
    }
    let mode: PollMode = options.rest == 0 ? .busy : .resting(microseconds: options.rest)
    let engine = try PlanEngine(host, journal: journal, mode: mode)
    switch kind {
    case .vf, .mirror, .primary:
      return live(ComponentKinds(), engine, options, directory, signals)
    case .nfv:
      return live(PatchKind(), engine, options, directory, signals)
    case .pcap:
      guard let port = options.capturePort else {
        throw Refusal(description: "there is no port to record")
      }
      let kind = CaptureKind(port: port, name: try ComponentName("capture"))
      return live(kind, engine, options, directory, signals)
    }
  }

  private static func live<Kind: SecondaryKind>(
    _ kind: Kind, _ engine: PlanEngine, _ options: SecondaryOptions, _ directory: GroupDirectory,
    _ signals: consuming Signals
  ) -> String {
    let host = engine.host
    let role = Secondary(kind, engine, directory: directory)
    var loop = ControlLoop(role, controller: options.controller, signals: signals)
    let lcores = host.workers.map(\.description).joined(separator: ", ")
    Log.note("\(host.kind.rawValue) \(host.client) is ready; workers are lcores \(lcores)")
    let reason = loop.run()
    role.leave()
    return "leaves: \(reason)"
  }

  /// What the process found in its group.
  private static func host(
    _ newborn: borrowing Newborn, _ kind: ProcessKind, _ options: SecondaryOptions
  ) throws(Refusal) -> PlanHost {
    guard let first = newborn.workers.first else {
      throw Refusal(
        description:
          "there is no lcore for components; give at least two, such as --lcores '1@0,2@1'")
    }
    guard let pool = PacketPool.near(first) else {
      throw Refusal(
        description: "the primary has made no packet pool; is it an spp_primary of this version?")
    }
    guard pool.operations != nil else {
      throw Refusal(
        description:
          "the primary's packet pool is kept by operations that this process does not know; "
          + "start both from one installation, with the same drivers of DPDK")
    }
    let host = PlanHost(
      client: options.client, kind: kind, registry: newborn.registry, pool: pool,
      guests: options.guests, captures: options.captures, mainLcore: newborn.mainLcore,
      workers: newborn.workers)
    if let port = options.capturePort {
      do throws(PlanError) { try host.facts.check(port, .rx) } catch {
        throw Refusal(description: "-c: \(error)")
      }
    }
    return host
  }
}

extension PacketPool {
  /// The pool on the lcore's NUMA node, or the first; nil when the primary has made none.
  static func near(_ lcore: LcoreID) -> PacketPool? {
    let names =
      ["MProc_pktmbuf_pool"] + (1..<PacketPool.maximumPools).map { "MProc_pktmbuf_pool_\($0)" }
    let pools = names.compactMap { PacketPool.lookup($0) }
    return pools.first { $0.socket == Lcore.socket(of: lcore) } ?? pools.first
  }
}
