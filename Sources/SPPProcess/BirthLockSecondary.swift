// SPDX-License-Identifier: BSD-3-Clause
package import DPDK
package import SPPModel

/// A secondary between the start of EAL and "ready": registered, and holding the birth lock.
package struct Newborn: ~Copyable {
  package let registry: Registry
  package let mainLcore: LcoreID
  package let workers: [LcoreID]
  private let lock: BirthLock

  /// Brings a secondary to life: finds the primary, starts EAL, checks the registry, takes client id and lcores.
  ///
  /// - Throws: `BirthError`; the process can only end then.
  package init(_ eal: EALOptions, program: String, client: ClientID, kind: ProcessKind)
    throws(BirthError)
  {
    let directory = GroupDirectory(eal)
    let missing = BirthError(
      "no primary with file prefix '\(eal.filePrefix)' runs; start spp_primary first")
    guard directory.primaryIsAlive,
      let lock = BirthLock(
        directory, making: false,
        waiting: {
          Log.note(
            "another process of group '\(directory.filePrefix)' is being born; waiting for it")
        }),
      directory.primaryIsAlive
    else { throw missing }
    Self.freeLocks(directory)
    let main: LcoreID
    let began = Registry.now()
    do throws(DPDKError) {
      try EAL.start(program: program, arguments: eal.arguments)
      guard let lcore = Lcore.main else { throw DPDKError("rte_get_main_lcore", program, code: 0) }
      main = lcore
    } catch {
      throw BirthError(error.description)
    }
    let registry: Registry
    do throws(RegistryError) {
      registry = try Registry.attach()
    } catch {
      EAL.stop()
      throw BirthError(error.description)
    }
    do throws(BirthError) { try NewbornDevices(registry: registry).arrive(since: began) } catch {
      EAL.stop()
      throw error
    }
    do throws(RegistryError) {
      try registry.register(client, kind: kind, mainLcore: main, lcores: [main] + Lcore.workers)
    } catch {
      EAL.stop()
      throw BirthError(error.description)
    }
    self.registry = registry
    self.lock = lock
    mainLcore = main
    workers = Lcore.workers
  }

  /// Frees what a process that was killed within EAL's start has left taken, or this one would wait for it for ever.
  private static func freeLocks(_ directory: GroupDirectory) {
    // Of another version it is left alone: EAL refuses it with a sentence.
    guard let locks = SharedLocks(configuration: "\(directory.path)/config") else { return }
    let freed = locks.freeThoseOfTheDead(patience: 1000) {
      Log.note("a lock of group '\(directory.filePrefix)' is taken; waiting for who holds it")
    }
    for name in freed {
      Log.note(
        "a process that died in its start held the lock of DPDK's \(name.rawValue); it is free again"
      )
    }
  }

  /// Lets the next process be born. From now on this one takes no lock in shared memory and allocates nothing there.
  package consuming func ready() {}
}
