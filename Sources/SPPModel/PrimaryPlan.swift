// SPDX-License-Identifier: BSD-3-Clause

/// What was configured of a primary at run time.
package struct PrimaryPlan: Hashable, Sendable {
  /// Ports that were added, in order.
  package var ports: [ResourceUID] = []
  package var pipes: [Pipe] = []
  /// Of its own forwarder.
  package var patches: [Patch] = []
  package var isForwarding = false

  package init() {}

  /// What a primary says that it holds.
  package init(_ status: PrimaryStatus) {
    // Sockets of guests, and rings of the start, are ports of its own forwarder only.
    let own = (status.forwarder?.ports ?? []).filter { $0.type == .vhost || $0.type == .ring }
    ports = status.addedPorts + own.filter { !status.addedPorts.contains($0) }
    pipes = status.pipes
    patches = status.forwarder?.plan.patches ?? []
    isForwarding = status.forwarder?.plan.isForwarding ?? false
  }

  /// The commands that build it from nothing.
  package var commands: [PrimaryCommand] {
    ports.map { .add($0) } + pipes.map { .addPipe($0) } + patches.map { .patch($0) }
      + (isForwarding ? [.forward] : [])
  }
}
