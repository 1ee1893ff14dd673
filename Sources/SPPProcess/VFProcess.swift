// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPDataPlane
internal import SPPModel

/// `spp_vf` from its command line to its end.
package enum VFProcess {
  /// - Parameter words: The command line without the program's name.
  /// - Returns: The exit status: 0 after an orderly end, 1 with a sentence on standard error, 64 for a wrong command line.
  package static func run(_ words: [String]) -> Int32 {
    Log.begin("spp_vf")
    let (ealWords, application) = EALOptions.split(words)
    if words.contains("--help") || words.contains("-h") {
      print(VFOptions.help)
      return 0
    }
    do throws(UsageError) {
      let options = try VFOptions(application)
      let eal = try EALOptions(ealWords, type: .secondary)
      do {
        Log.note(try live(options, eal))
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

  private static func live(_ options: VFOptions, _ eal: EALOptions) throws -> String {
    let directory = GroupDirectory(eal)
    // Before EAL starts threads, so that they inherit the mask.
    guard let signals = Signals() else {
      throw Refusal(description: "the kernel gives no signal descriptor")
    }
    let newborn = try Newborn(eal, program: "spp_vf", client: options.client, kind: .vf)
    defer { directory.removeSockets(of: getpid()) }
    let host = try host(newborn, options)
    newborn.ready()

    guard let journal = Journal.lookup() else {
      throw Refusal(description: "the primary has made no journal")
    }
    let mode: PollMode = options.rest == 0 ? .busy : .resting(microseconds: options.rest)
    var workers: [LcoreID: Worker] = [:]
    for lcore in host.workers {
      let worker = Worker(lcore, journal: journal, mode: mode)
      try worker.start()
      workers[lcore] = worker
    }
    Quiescence.watch(Array(workers.values))
    GuestDevice.setQuiesce(Quiescence.wait)
    let role = VF(host, workers: workers, directory: directory)
    var loop = ControlLoop(role, controller: options.controller, signals: signals)
    Log.note(
      "vf \(options.client) is ready; workers are lcores \(host.workers.map(\.description).joined(separator: ", "))"
    )
    let reason = loop.run()
    for worker in workers.values { worker.stop() }
    role.leave()
    return "leaves: \(reason)"
  }

  /// What the process found in its group.
  private static func host(_ newborn: borrowing Newborn, _ options: VFOptions) throws(Refusal)
    -> VFHost
  {
    guard let first = newborn.workers.first else {
      newborn.registry.clear(options.client)
      throw Refusal(
        description:
          "there is no lcore for components; give at least two, such as --lcores '1@0,2@1'")
    }
    guard let pool = pool(near: first) else {
      newborn.registry.clear(options.client)
      throw Refusal(
        description: "the primary has made no packet pool; is it an spp_primary of this version?")
    }
    return VFHost(
      client: options.client, registry: newborn.registry, pool: pool, guests: options.guests,
      mainLcore: newborn.mainLcore, workers: newborn.workers)
  }

  /// The pool on the lcore's NUMA node, or the first.
  private static func pool(near lcore: LcoreID) -> PacketPool? {
    let names =
      ["MProc_pktmbuf_pool"] + (1..<PacketPool.maximumPools).map { "MProc_pktmbuf_pool_\($0)" }
    let pools = names.compactMap { PacketPool.lookup($0) }
    return pools.first { $0.socket == Lcore.socket(of: lcore) } ?? pools.first
  }
}
