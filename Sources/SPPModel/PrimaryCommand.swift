// SPDX-License-Identifier: BSD-3-Clause

/// What the primary is asked.
package enum PrimaryCommand: Hashable, Sendable {
  /// Who are you.
  case hello
  case status
  /// Where every packet buffer is.
  case pool(PoolAction)
  /// What has happened since the burial of this number, or nothing but the state; nothing is changed.
  case news(after: Int?)
  /// Sets the counters of all ports to zero.
  case clear
  /// Adds a `ring`, `tap`, `pcap`, `nullpmd` or `memif` port, or a `vhost` port of the primary's own forwarder.
  case add(ResourceUID)
  case delete(ResourceUID)
  /// Makes two rings one device.
  case addPipe(Pipe)
  case deletePipe(UInt8)
  /// Patches of the primary's own forwarder; adding and deleting ports is said by `add` and `delete`.
  case patch(Patch)
  case resetPatches
  case forward
  case stop
  case flow(FlowRequest)
  /// Starts a secondary of the suite.
  case launch(LaunchRequest)
  case exit
}

/// A secondary to be started by the primary, as `pri; launch` gives it.
package struct LaunchRequest: Hashable, Sendable {
  package let client: ClientID
  /// Such as `spp_vf`; names that are no secondary's of the suite are refused.
  package let program: String
  /// EAL options in order, such as `--lcores`, `1@0,2@1`.
  package let eal: [String]
  /// Options of the program in order, such as `--client-id`, `1`.
  package let application: [String]

  package init(client: ClientID, program: String, eal: [String], application: [String]) {
    self.client = client
    self.program = program
    self.eal = eal
    self.application = application
  }
}
