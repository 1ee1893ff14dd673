// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import Glibc
internal import SPPModel

extension Primary {
  /// Time for secondaries to leave, in milliseconds.
  private static var patience: UInt64 { 5000 }

  /// Ends the group: asks the secondaries to leave, closes the ports, and removes all files when nobody is left.
  mutating func leave(_ directory: GroupDirectory, reason: String) {
    Log.note("leaving: \(reason)")
    registry.stop()
    forwarder?.stop()
    let deadline = Registry.now() + Self.patience * 1_000_000
    while !secondaries.isEmpty, Registry.now() < deadline {
      usleep(50_000)
      reap()
      launch.reap()
    }
    // Programs of others may use the memory without being registered.
    let users = directory.users
    guard secondaries.isEmpty, users.isEmpty else {
      let pids = Set(secondaries.map(\.process.pid) + users).sorted().map(\.description).joined(
        separator: ", ")
      Log.note(
        "processes \(pids) still use the group, so its memory and files stay; when they have ended, the next spp_primary removes them"
      )
      return
    }
    close()
    registry.clear(.primary)
    EAL.stop()
    directory.removeLeftovers()
    Log.note("gone; nothing is left behind")
  }

  private var secondaries: [RegistryClient] { registry.clients.filter { $0.id != .primary } }

  private func close() {
    for pipe in pipes.values {
      do throws(PrimaryError) { try pipe.remove(registry) } catch { Log.note("\(error)") }
    }
    let ports = registry.ports
    for port in ports {
      switch port.uid.type {
      case .phy, .tap, .nullpmd, .memif:
        do throws(DPDKError) {
          let device = try EthernetDevice(id: port.backing, label: "\(port.uid)")
          // A tap that was moved to another namespace cannot be stopped, but closed.
          do throws(DPDKError) { try device.stop() } catch { Log.note("\(error)") }
          try device.close()
        } catch {
          Log.note("\(error)")
        }
      case .vhost, .ring, .pcap: break
      }
    }
    if ports.contains(where: { $0.uid.type == .memif }) { FileName(MemifPort.socket).remove() }
  }
}
