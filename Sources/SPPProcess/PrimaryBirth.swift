// SPDX-License-Identifier: BSD-3-Clause
internal import CLinux
internal import DPDK
internal import SPPModel

/// Why a process does not come to life, in one sentence.
package struct BirthError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

extension Primary {
  /// Starts a group: EAL, the shared objects in the order that all processes rely on, the ports.
  init(options: PrimaryOptions, eal: EALOptions, program: String, affinity: clinux_affinity)
    throws(BirthError)
  {
    do throws(DPDKError) {
      try EAL.start(program: program, arguments: eal.arguments)
      guard let main = Lcore.main else { throw DPDKError("rte_get_main_lcore", program, code: 0) }
      mainLcore = main
      journal = try Journal.create()
      let devices = Self.devices(options)
      pools = try PrimaryPools.make(options: options, setups: devices.map(\.setup), main: main)
      registry = try Registry.create()
      self.options = options
      directory = GroupDirectory(eal)
      launch = Launch(
        logDirectory: options.logDirectory, filePrefix: eal.filePrefix, affinity: affinity)
      for (device, setup) in devices { start(device, setup) }
    } catch {
      let cure =
        error.function == "rte_eal_init"
        ? "; is it hugepages, 'tools/hugepages MEBIBYTES' reserves more" : ""
      throw BirthError(error.description + cure)
    }
    do throws(RegistryError) {
      try registry.register(
        .primary, kind: .primary, mainLcore: mainLcore, lcores: [mainLcore] + Lcore.workers)
    } catch {
      throw BirthError(error.description)
    }
    do throws(PrimaryError) {
      for index in 0..<options.rings { try addRing(ResourceUID(.ring, UInt8(index))) }
    } catch {
      throw BirthError(error.description)
    }
    do throws(DPDKError) {
      forwarder = try PrimaryForwarder(registry, journal: journal, mainLcore: mainLcore)
    } catch {
      throw BirthError(error.description)
    }
  }

  /// The devices of the mask that can be what is asked. One that cannot gives a sentence and is left out.
  private static func devices(_ options: PrimaryOptions) -> [(
    device: EthernetDevice, setup: EthernetDeviceSetup
  )] {
    let there = EthernetDevice.ids.map(Int.init)
    for port in options.queues.keys.sorted() where !options.ports.contains(port) {
      Log.note("--port-num \(port): phy:\(port) is not in the mask (-p); ignored")
    }
    return options.ports.compactMap { number in
      guard there.contains(number) else {
        let range = there.isEmpty ? "none" : there.map(\.description).joined(separator: ", ")
        Log.note("phy:\(number) is left out: DPDK found no such port, its ports are \(range)")
        return nil
      }
      let queues = options.queues[number] ?? PrimaryOptions.Queues()
      do throws(DPDKError) {
        let device = try EthernetDevice(id: UInt16(number), label: "phy:\(number)")
        return (
          device, try device.planned(EthernetDeviceSetup(rxQueues: queues.rx, txQueues: queues.tx))
        )
      } catch {
        Log.note("phy:\(number) is left out: \(error)")
        return nil
      }
    }
  }

  private func start(_ device: EthernetDevice, _ asked: EthernetDeviceSetup) {
    guard let pool = pools.pool(on: device.socket) else { return }
    do throws(DPDKError) {
      let setup = try device.configure(asked, pool: pool)
      try device.start()
      registry.publish(DevicePort.port(ResourceUID(.phy, UInt8(device.id)), device, setup))
      Log.note(
        "\(device.label) is \(device.name), \(device.macAddress), \(setup.rxQueues) rx and \(setup.txQueues) tx queues of \(setup.deviceTxQueues)"
      )
    } catch {
      Log.note("\(device.label) is left out: \(error)")
    }
  }
}
