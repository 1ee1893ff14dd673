// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

/// What the primary is asked by the shell.
package enum PrimaryAction: Hashable, Sendable {
  case status
  /// Where every packet buffer is.
  case pool(PoolAction)
  case patches(PatchAction)
  /// `add pipe:N ring:A ring:B`: the number, the ring it reads, and the ring it writes.
  case addPipe(UInt8, rx: ResourceUID, tx: ResourceUID)
  case deletePipe(UInt8)
  case clear
  case launch(LaunchRequest)
  case flow(FlowAction)
  case exit
}

/// What a forwarder of patches is asked, that of the primary and an nfv alike.
package enum PatchAction: Hashable, Sendable {
  case add(ResourceUID)
  case delete(ResourceUID)
  case patch(ResourceUID, to: ResourceUID)
  case resetPatches
  case forward
  case stop
}

/// What an nfv is asked by the shell.
package enum NFVAction: Hashable, Sendable {
  case status
  case counters
  case patches(PatchAction)
  case exit
}

/// What a pcap is asked by the shell.
package enum PcapAction: Hashable, Sendable {
  case status
  case start
  case stop
  case exit
}
