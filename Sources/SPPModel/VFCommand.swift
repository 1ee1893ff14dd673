// SPDX-License-Identifier: BSD-3-Clause

/// A change of a vf's plan.
package enum VFCommand: Hashable, Sendable {
  case startComponent(ComponentName, core: LcoreID, kind: ComponentKind)
  /// Stopping a component that does not exist changes nothing, as SPP's users know it.
  case stopComponent(ComponentName)
  case attach(ResourceUID, Direction, to: ComponentName, vlan: VLANOperation)
  case detach(ResourceUID, Direction, from: ComponentName)
  case addEntry(ClassifierEntry)
  case deleteEntry(ClassifierEntry)
}
