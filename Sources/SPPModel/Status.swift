// SPDX-License-Identifier: BSD-3-Clause

/// A vf as it reports itself.
package struct VFStatus: Hashable, Sendable {
  package let client: ClientID
  package let mainLcore: LcoreID
  package let workers: [LcoreID]
  /// Every port that the process can use now: phy ports of the group with their queues, then its own vhost and ring ports and the rest.
  package let ports: [ResourceUID]
  package let plan: VFPlan

  package init(
    client: ClientID, mainLcore: LcoreID, workers: [LcoreID], ports: [ResourceUID], plan: VFPlan
  ) {
    self.client = client
    self.mainLcore = mainLcore
    self.workers = workers
    self.ports = ports
    self.plan = plan
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

    package init(
      id: Int, mac: MACAddress, rx: UInt64, tx: UInt64, txDrop: UInt64, rxQueues: Int,
      txQueues: Int, linkUp: Bool
    ) {
      self.id = id
      self.mac = mac
      self.rx = rx
      self.tx = tx
      self.txDrop = txDrop
      self.rxQueues = rxQueues
      self.txQueues = txQueues
      self.linkUp = linkUp
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

  package init(
    mainLcore: LcoreID, lcores: [LcoreID], phyPorts: [PhyPort], ringPorts: [RingPort],
    addedPorts: [ResourceUID],
    pools: [Pool]
  ) {
    self.mainLcore = mainLcore
    self.lcores = lcores
    self.phyPorts = phyPorts
    self.ringPorts = ringPorts
    self.addedPorts = addedPorts
    self.pools = pools
  }
}

/// The kinds of process a controller knows, by the word they say in their hello.
package enum ProcessKind: String, CaseIterable, Hashable, Sendable {
  case primary, vf
}

/// What a process says of itself when it is asked who it is.
package struct Hello: Hashable, Sendable {
  package let kind: ProcessKind
  package let client: ClientID
  package let pid: Int32
  /// Whether it holds no configuration yet, so that a stored one may be given back.
  package let isEmpty: Bool

  package init(kind: ProcessKind, client: ClientID, pid: Int32, isEmpty: Bool) {
    self.kind = kind
    self.client = client
    self.pid = pid
    self.isEmpty = isEmpty
  }
}
