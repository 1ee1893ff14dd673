// SPDX-License-Identifier: BSD-3-Clause

/// A vf, or a mirror, as it reports itself.
package struct VFStatus: Hashable, Sendable {
  package let client: ClientID
  package let mainLcore: LcoreID
  package let workers: [LcoreID]
  /// Every port that the process can use now: phy ports of the group with their queues, then its own vhost and ring ports and the rest.
  package let ports: [ResourceUID]
  package let plan: VFPlan
  /// What components of kind `capture` write.
  package let captures: [ComponentName: CaptureState]

  package init(
    client: ClientID, mainLcore: LcoreID, workers: [LcoreID], ports: [ResourceUID], plan: VFPlan,
    captures: [ComponentName: CaptureState] = [:]
  ) {
    self.client = client
    self.mainLcore = mainLcore
    self.workers = workers
    self.ports = ports
    self.plan = plan
    self.captures = captures
  }
}

/// The primary as it reports itself.
package struct PrimaryStatus: Hashable, Sendable {
  package struct PhyPort: Hashable, Sendable {
    package let id: Int
    package let mac: MACAddress
    package let rx: UInt64
    package let tx: UInt64
    package let txDrop: UInt64
    package let rxQueues: Int
    package let txQueues: Int
    package let linkUp: Bool
    /// Flow rules of the device, ascending.
    package let rules: [NumberedFlowRule]

    package init(
      id: Int, mac: MACAddress, rx: UInt64, tx: UInt64, txDrop: UInt64, rxQueues: Int,
      txQueues: Int, linkUp: Bool, rules: [NumberedFlowRule] = []
    ) {
      self.id = id
      self.mac = mac
      self.rx = rx
      self.tx = tx
      self.txDrop = txDrop
      self.rxQueues = rxQueues
      self.txQueues = txQueues
      self.linkUp = linkUp
      self.rules = rules
    }
  }

  package struct RingPort: Hashable, Sendable {
    package let id: Int
    /// Packets taken from the ring.
    package let rx: UInt64
    /// Always 0: nothing is lost while taking.
    package let rxDrop: UInt64
    /// Packets put on the ring.
    package let tx: UInt64
    /// Packets that found the ring full.
    package let txDrop: UInt64

    package init(id: Int, rx: UInt64, rxDrop: UInt64, tx: UInt64, txDrop: UInt64) {
      self.id = id
      self.rx = rx
      self.rxDrop = rxDrop
      self.tx = tx
      self.txDrop = txDrop
    }
  }

  /// A pool of packet buffers.
  package struct Pool: Hashable, Sendable {
    package let name: String
    package let size: Int
    package let free: Int

    package init(name: String, size: Int, free: Int) {
      self.name = name
      self.size = size
      self.free = free
    }
  }

  package let mainLcore: LcoreID
  package let lcores: [LcoreID]
  package let phyPorts: [PhyPort]
  package let ringPorts: [RingPort]
  /// Ports added at run time other than rings.
  package let addedPorts: [ResourceUID]
  package let pools: [Pool]
  /// nil without worker lcores, and when these show counters instead.
  package let forwarder: ForwarderStatus?
  package let pipes: [Pipe]
  package let burials: BurialTotals
  /// Processes that live and do nothing.
  package let hung: [HungProcess]
  package let heap: HeapUse?

  package init(
    mainLcore: LcoreID, lcores: [LcoreID], phyPorts: [PhyPort], ringPorts: [RingPort],
    addedPorts: [ResourceUID],
    pools: [Pool], forwarder: ForwarderStatus? = nil, pipes: [Pipe] = [],
    burials: BurialTotals = BurialTotals(), hung: [HungProcess] = [], heap: HeapUse? = nil
  ) {
    self.mainLcore = mainLcore
    self.lcores = lcores
    self.phyPorts = phyPorts
    self.ringPorts = ringPorts
    self.addedPorts = addedPorts
    self.pools = pools
    self.forwarder = forwarder
    self.pipes = pipes
    self.burials = burials
    self.hung = hung
    self.heap = heap
  }
}
