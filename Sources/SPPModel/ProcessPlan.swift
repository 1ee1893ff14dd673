// SPDX-License-Identifier: BSD-3-Clause

/// The whole configuration of a process, of whatever kind.
package enum ProcessPlan: Hashable, Sendable {
  case primary(PrimaryPlan)
  case secondary(SecondaryPlan)
}

extension ProcessPlan {
  /// What `next`, of the same kind of process, has otherwise.
  package func differences(to next: ProcessPlan) -> [PlanDifference] {
    switch (self, next) {
    case (.primary(let old), .primary(let new)): old.differences(to: new)
    case (.secondary(.components(let old)), .secondary(.components(let new))):
      old.differences(to: new)
    case (.secondary(.patches(let old)), .secondary(.patches(let new))): old.differences(to: new)
    case (.secondary(.capture(let old)), .secondary(.capture(let new))): old.differences(to: new)
    case (.primary, _), (.secondary, _): []
    }
  }

  /// The same configuration with what has no order of its own in one order: equal plans mean the same.
  package var sorted: ProcessPlan {
    switch self {
    case .primary(let plan): .primary(plan.sorted)
    case .secondary(.components(let plan)): .secondary(.components(plan.sorted))
    case .secondary(.patches(let plan)): .secondary(.patches(plan.sorted))
    case .secondary(.capture): self
    }
  }
}

extension VFPlan {
  fileprivate var sorted: VFPlan {
    VFPlan(
      components: components.sorted { $0.name < $1.name }.map { component in
        var component = component
        for direction in Direction.allCases { component[direction].sort { $0.port < $1.port } }
        return component
      }, entries: entries)
  }
}

extension PatchPlan {
  fileprivate var sorted: PatchPlan {
    PatchPlan(ports: ports.sorted(), patches: patches.inOrder, isForwarding: isForwarding)
  }
}

extension PrimaryPlan {
  fileprivate var sorted: PrimaryPlan {
    var plan = self
    plan.ports.sort()
    plan.pipes.sort { $0.index < $1.index }
    plan.patches = patches.inOrder
    return plan
  }
}

extension [Patch] {
  fileprivate var inOrder: [Patch] {
    sorted { ($0.source, $0.destination) < ($1.source, $1.destination) }
  }
}
