// SPDX-License-Identifier: BSD-3-Clause

/// The commands that turn one configuration into another, in an order in which each of them fits.
///
/// Where several processes change together, all of them release first: what one gives up, another may take.
package struct PlanCommands<Command: Hashable & Sendable>: Hashable, Sendable {
  package var releases: [Command] = []
  package var claims: [Command] = []
}

extension VFPlan {
  /// A row whose port no component of `next` uses is there too, though no process takes it as a command.
  package func commands(to next: VFPlan) -> PlanCommands<VFCommand> {
    var commands = PlanCommands<VFCommand>()
    for difference in differences(to: next) {
      switch difference {
      case .removed(.component(let component)):
        commands.releases.append(.stopComponent(component.name))
      case .changed(.component(let component), to: .component(let other)):
        commands.releases.append(.stopComponent(component.name))
        commands.claims += VFPlan(components: [other], entries: []).commands
      case .added(.component(let component)):
        commands.claims += VFPlan(components: [component], entries: []).commands
      case .removed(.attachment(let attachment, let direction, let name)):
        commands.releases.append(.detach(attachment.port, direction, from: name))
      case .added(.attachment(let attachment, let direction, let name)),
        .changed(_, to: .attachment(let attachment, let direction, let name)):
        commands.claims.append(
          .attach(attachment.port, direction, to: name, vlan: attachment.vlan))
      case .removed(.entry(let entry)): commands.releases.append(.deleteEntry(entry))
      case .added(.entry(let entry)): commands.claims.append(.addEntry(entry))
      case .added, .removed, .changed: break
      }
    }
    return commands
  }
}

extension PatchPlan {
  package func commands(to next: PatchPlan) -> PlanCommands<PatchCommand> {
    let lost = ports.filter { !next.ports.contains($0) }
    let isReset = Patch.mustReset(patches, next.patches, losing: lost)
    var commands = PlanCommands<PatchCommand>()
    if isForwarding, !next.isForwarding { commands.releases.append(.stop) }
    if isReset { commands.releases.append(.reset) }
    commands.releases += lost.map { .delete($0) }
    commands.claims += next.ports.filter { !ports.contains($0) }.map { .add($0) }
    commands.claims += next.patches.filter { isReset || !patches.contains($0) }.map { .patch($0) }
    if !isForwarding, next.isForwarding { commands.claims.append(.forward) }
    return commands
  }
}

extension PcapPlan {
  package func commands(to next: PcapPlan) -> PlanCommands<PcapCommand> {
    guard isRecording != next.isRecording else { return PlanCommands() }
    return next.isRecording ? PlanCommands(claims: [.start]) : PlanCommands(releases: [.stop])
  }
}

/// The same for the primary, whose ports must be there before secondaries use them, and go after that.
package struct PrimaryCommands: Hashable, Sendable {
  /// Before secondaries change.
  package var releases: [PrimaryCommand] = []
  /// Ports that no secondary may use any more.
  package var deletions: [PrimaryCommand] = []
  /// Ports that secondaries may be about to use.
  package var additions: [PrimaryCommand] = []
  /// What secondaries must have given up.
  package var claims: [PrimaryCommand] = []
}

extension PrimaryPlan {
  package func commands(to next: PrimaryPlan) -> PrimaryCommands {
    let lost = ports.filter { !next.ports.contains($0) }
    let new = next.ports.filter { !ports.contains($0) }
    let isReset = Patch.mustReset(patches, next.patches, losing: lost)
    var commands = PrimaryCommands()
    if isForwarding, !next.isForwarding { commands.releases.append(.stop) }
    if isReset { commands.releases.append(.resetPatches) }
    commands.releases += pipes.filter { !next.pipes.contains($0) }.map { .deletePipe($0.index) }
    // The sockets of guests are served by whoever claims them.
    commands.releases += lost.filter { $0.type == .vhost }.map { .delete($0) }
    commands.deletions = lost.filter { $0.type != .vhost }.map { .delete($0) }
    commands.additions = new.filter { $0.type != .vhost }.map { .add($0) }
    commands.claims = new.filter { $0.type == .vhost }.map { .add($0) }
    commands.claims += next.pipes.filter { !pipes.contains($0) }.map { .addPipe($0) }
    commands.claims += next.patches.filter { isReset || !patches.contains($0) }.map { .patch($0) }
    if !isForwarding, next.isForwarding { commands.claims.append(.forward) }
    return commands
  }
}

extension Patch {
  /// A patch goes only together with all others, and a port only when no patch uses it.
  fileprivate static func mustReset(
    _ before: [Patch], _ after: [Patch], losing lost: [ResourceUID]
  ) -> Bool {
    before.contains { old in
      !after.contains { $0.source == old.source } || lost.contains(old.source.port)
        || lost.contains(old.destination.port)
    }
  }
}
