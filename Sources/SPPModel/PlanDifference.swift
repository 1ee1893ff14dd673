// SPDX-License-Identifier: BSD-3-Clause

/// A piece of a configuration.
package enum PlanItem: Hashable, Sendable {
  /// With its ports.
  case component(ComponentPlan)
  /// A port of a component that is there before and after.
  case attachment(Attachment, Direction, of: ComponentName)
  case entry(ClassifierEntry)
  /// A port that was added, to an nfv or the primary.
  case port(ResourceUID)
  case pipe(Pipe)
  case patch(Patch)
  case forwarding
  case recording
}

/// Where two configurations of a process differ: in a piece that only one of them has, or that they have otherwise.
package enum PlanDifference: Hashable, Sendable {
  case added(PlanItem)
  case removed(PlanItem)
  case changed(PlanItem, to: PlanItem)
}

extension VFPlan {
  /// What `next` has otherwise: components in its order, then rows of the table.
  package func differences(to next: VFPlan) -> [PlanDifference] {
    let (old, new) = (byName, next.byName)
    var found = components.filter { new[$0.name] == nil }.map {
      PlanDifference.removed(.component($0))
    }
    for component in next.components {
      guard let before = old[component.name] else {
        found.append(.added(.component(component)))
        continue
      }
      guard before.core == component.core, before.kind == component.kind else {
        found.append(.changed(.component(before), to: .component(component)))
        continue
      }
      for direction in Direction.allCases {
        found += Self.differences(
          before[direction], component[direction], direction, component.name)
      }
    }
    let (rows, nextRows) = (Set(entries), Set(next.entries))
    found += rows.subtracting(nextRows).sorted().map { .removed(.entry($0)) }
    return found + nextRows.subtracting(rows).sorted().map { .added(.entry($0)) }
  }

  private var byName: [ComponentName: ComponentPlan] {
    Dictionary(components.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func differences(
    _ before: [Attachment], _ after: [Attachment], _ direction: Direction, _ name: ComponentName
  ) -> [PlanDifference] {
    func item(_ attachment: Attachment) -> PlanItem {
      .attachment(attachment, direction, of: name)
    }
    let removed = before.filter { old in !after.contains { $0.port == old.port } }
    return removed.map { .removed(item($0)) }
      + after.compactMap { new in
        guard let old = before.first(where: { $0.port == new.port }) else {
          return .added(item(new))
        }
        return old == new ? nil : .changed(item(old), to: item(new))
      }
  }
}

extension PatchPlan {
  package func differences(to next: PatchPlan) -> [PlanDifference] {
    PlanDifference.ofPorts(ports, next.ports) + PlanDifference.ofPatches(patches, next.patches)
      + PlanDifference.ofSwitch(.forwarding, isForwarding, next.isForwarding)
  }
}

extension PcapPlan {
  package func differences(to next: PcapPlan) -> [PlanDifference] {
    PlanDifference.ofSwitch(.recording, isRecording, next.isRecording)
  }
}

extension PrimaryPlan {
  package func differences(to next: PrimaryPlan) -> [PlanDifference] {
    let pipes =
      self.pipes.filter { old in !next.pipes.contains { $0.index == old.index } }
      .map { PlanDifference.removed(.pipe($0)) }
      + next.pipes.compactMap { new in
        guard let old = self.pipes.first(where: { $0.index == new.index }) else {
          return .added(.pipe(new))
        }
        return old == new ? nil : .changed(.pipe(old), to: .pipe(new))
      }
    return PlanDifference.ofPorts(ports, next.ports) + pipes
      + PlanDifference.ofPatches(patches, next.patches)
      + PlanDifference.ofSwitch(.forwarding, isForwarding, next.isForwarding)
  }
}

extension PlanDifference {
  fileprivate static func ofPorts(_ before: [ResourceUID], _ after: [ResourceUID]) -> [Self] {
    before.filter { !after.contains($0) }.map { .removed(.port($0)) }
      + after.filter { !before.contains($0) }.map { .added(.port($0)) }
  }

  fileprivate static func ofPatches(_ before: [Patch], _ after: [Patch]) -> [Self] {
    before.filter { old in !after.contains { $0.source == old.source } }
      .map { .removed(.patch($0)) }
      + after.compactMap { new in
        guard let old = before.first(where: { $0.source == new.source }) else {
          return .added(.patch(new))
        }
        return old == new ? nil : .changed(.patch(old), to: .patch(new))
      }
  }

  fileprivate static func ofSwitch(_ item: PlanItem, _ before: Bool, _ after: Bool) -> [Self] {
    before == after ? [] : [after ? .added(item) : .removed(item)]
  }
}
