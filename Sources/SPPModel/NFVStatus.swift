// SPDX-License-Identifier: BSD-3-Clause

/// A patch table as its process reports it: an nfv's, or the primary's.
package struct ForwarderStatus: Hashable, Sendable {
  /// Every port that can be patched: phy ports with their queues, then those that were added.
  package let ports: [ResourceUID]
  package let plan: PatchPlan

  package init(ports: [ResourceUID], plan: PatchPlan) {
    self.ports = ports
    self.plan = plan
  }
}

/// An nfv as it reports itself.
package struct NFVStatus: Hashable, Sendable {
  package let client: ClientID
  package let mainLcore: LcoreID
  package let workers: [LcoreID]
  package let forwarder: ForwarderStatus

  package init(
    client: ClientID, mainLcore: LcoreID, workers: [LcoreID], forwarder: ForwarderStatus
  ) {
    self.client = client
    self.mainLcore = mainLcore
    self.workers = workers
    self.forwarder = forwarder
  }
}
