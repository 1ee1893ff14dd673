// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPModel

/// `spp_primary` from its command line to its exit status.
package enum PrimaryProgram {
  /// - Parameter words: The command line without the program's name.
  package static func run(_ words: [String]) -> Int32 {
    Log.begin("spp_primary")
    if words.contains("--help") || words.contains("-h") {
      print(PrimaryOptions.help)
      return 0
    }
    do throws(UsageError) {
      let (ealWords, ours) = EALOptions.split(words)
      let eal = try EALOptions(ealWords, type: .primary)
      let options = try PrimaryOptions(ours)
      for note in options.notes { Log.note(note) }
      return run(options, eal)
    } catch {
      Log.note("\(error)\n\(PrimaryOptions.usage)")
      return UsageError.exitStatus
    }
  }

  private static func run(_ options: PrimaryOptions, _ eal: EALOptions) -> Int32 {
    let directory = GroupDirectory(eal)
    let affinity = LaunchSpawn.affinity()
    do throws(BirthError) {
      let lock = try conceive(directory)
      guard let signals = Signals() else { throw BirthError("signalfd: \(Descriptor.reason)") }
      let primary: Primary
      do throws(BirthError) {
        primary = try Primary(
          options: options, eal: eal, program: "spp_primary", affinity: affinity)
      } catch {
        EAL.stop()
        directory.removeLeftovers()
        throw error
      }
      lock.release()
      Log.note("ready: group '\(eal.filePrefix)', \(options.rings) rings, process \(getpid())")
      var loop = ControlLoop(primary, controller: options.controller, signals: signals)
      let reason = loop.run()
      var last = loop.finish()
      last.leave(directory, reason: reason)
      return 0
    } catch {
      Log.note(error.description)
      return 1
    }
  }

  /// Takes the birth lock of a group that nobody uses, and clears away what an earlier one left.
  private static func conceive(_ directory: GroupDirectory) throws(BirthError) -> BirthLock {
    if let fault = directory.hugepageFault { throw BirthError(fault) }
    guard
      let lock = BirthLock(
        directory, making: true,
        waiting: {
          Log.note(
            "another process of group '\(directory.filePrefix)' is being born; waiting for it")
        })
    else {
      throw BirthError(
        "\(directory.path): \(Descriptor.reason); run as root, or set XDG_RUNTIME_DIR")
    }
    guard !directory.primaryIsAlive else {
      throw BirthError(
        "a primary with file prefix '\(directory.filePrefix)' runs already; stop it or choose another --file-prefix"
      )
    }
    let users = directory.users
    guard users.isEmpty else {
      let pids = users.map(\.description).joined(separator: ", ")
      throw BirthError(
        "processes \(pids) still live on the memory of a primary that is gone; stop them first, or choose another --file-prefix"
      )
    }
    directory.removeLeftovers(keepingDirectory: true)
    return lock
  }
}
