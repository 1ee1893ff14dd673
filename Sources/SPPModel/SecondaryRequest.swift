// SPDX-License-Identifier: BSD-3-Clause

/// What a secondary is asked; what a change and a plan are depends on its kind.
package enum SecondaryRequest<Change: Hashable & Sendable, Plan: Hashable & Sendable>: Hashable,
  Sendable
{
  /// Who are you.
  case hello
  case status
  case counters
  /// All of them, or none.
  case change([Change])
  /// Makes the plan the whole configuration.
  case apply(Plan)
  /// Whether `apply` would fit, as far as can be told without doing it.
  case check(Plan)
  case exit
}

/// What a vf or a mirror is asked.
package typealias VFRequest = SecondaryRequest<VFCommand, VFPlan>
/// What an nfv is asked.
package typealias NFVRequest = SecondaryRequest<PatchCommand, PatchPlan>
/// What a pcap is asked.
package typealias PcapRequest = SecondaryRequest<PcapCommand, PcapPlan>

/// The whole configuration of a secondary, of whatever kind.
package enum SecondaryPlan: Hashable, Sendable {
  /// Of a vf or a mirror.
  case components(VFPlan)
  /// Of an nfv.
  case patches(PatchPlan)
  /// Of a pcap.
  case capture(PcapPlan)

  /// The empty plan; nil for the primary.
  package init?(emptyOf kind: ProcessKind) {
    switch kind {
    case .vf, .mirror: self = .components(VFPlan())
    case .nfv: self = .patches(PatchPlan())
    case .pcap: self = .capture(PcapPlan())
    case .primary: return nil
    }
  }

  package var isEmpty: Bool {
    switch self {
    case .components(let plan): plan.isEmpty
    case .patches(let plan): plan.isEmpty
    case .capture(let plan): plan.isEmpty
    }
  }
}
