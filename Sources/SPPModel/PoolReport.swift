// SPDX-License-Identifier: BSD-3-Clause

/// Where every buffer of the group is, counted while no lcore moved a packet.
package struct PoolReport: Hashable, Sendable {
  /// Buffers in the magazines of an lcore: free, but for this lcore only.
  package struct Cache: Hashable, Sendable {
    package let lcore: LcoreID
    /// Whose lcore it is; nil while nobody has it.
    package let client: ClientID?
    package let buffers: Int

    package init(lcore: LcoreID, client: ClientID?, buffers: Int) {
      self.lcore = lcore
      self.client = client
      self.buffers = buffers
    }
  }

  package struct Ring: Hashable, Sendable {
    package let id: UInt8
    /// Segments of chains are counted each.
    package let buffers: Int

    package init(id: UInt8, buffers: Int) {
      self.id = id
      self.buffers = buffers
    }
  }

  /// A device whose driver keeps buffers between two calls. Nobody can look into it; its queues say how many it may have.
  package struct Device: Hashable, Sendable {
    /// Such as `tap:0`, or the device's name in DPDK.
    package let name: String
    /// What its receive queues hold at rest.
    package let least: Int
    /// With its transmit queues full as well.
    package let most: Int

    package init(name: String, least: Int, most: Int) {
      self.name = name
      self.least = least
      self.most = most
    }
  }

  package struct Pool: Hashable, Sendable {
    package let name: String
    package let size: Int
    /// In magazines that belong to nobody.
    package let free: Int
    package let caches: [Cache]
    package let rings: [Ring]
    package let devices: [Device]
    /// Buffers of the devices together: those met nowhere else, as far as the devices can have them.
    package let inDevices: Int
    /// Named by the journal of an lcore and met nowhere else.
    package let inHands: Int
    /// Met nowhere, and more than the devices can have.
    package let lost: Int

    /// - Parameter unseen: Buffers met neither in magazines nor in rings nor in hands.
    package init(
      name: String, size: Int, free: Int, caches: [Cache], rings: [Ring], devices: [Device],
      inHands: Int, unseen: Int
    ) {
      let room = devices.reduce(0) { $0 + $1.most }
      self.init(
        name: name, size: size, free: free, caches: caches, rings: rings, devices: devices,
        inDevices: min(unseen, room), inHands: inHands, lost: max(0, unseen - room))
    }

    package init(
      name: String, size: Int, free: Int, caches: [Cache], rings: [Ring], devices: [Device],
      inDevices: Int, inHands: Int, lost: Int
    ) {
      self.name = name
      self.size = size
      self.free = free
      self.caches = caches
      self.rings = rings
      self.devices = devices
      self.inDevices = inDevices
      self.inHands = inHands
      self.lost = lost
    }

    package var inCaches: Int { caches.reduce(0) { $0 + $1.buffers } }
    package var inRings: Int { rings.reduce(0) { $0 + $1.buffers } }
    /// All of them together: the size, or something is broken.
    package var sum: Int { free + inCaches + inRings + inDevices + inHands + lost }
  }

  package let pools: [Pool]
  /// Buffers that were met in two places: 0, or something is broken.
  package let doubled: Int
  /// What lay where only buffers lie and is none: 0, or something is broken.
  package let foreign: Int
  /// Lost buffers that this inventory gave back.
  package let reclaimed: Int
  /// How long the lcores were asked to stand still.
  package let microseconds: Int
  package let burials: BurialTotals

  package init(
    pools: [Pool], doubled: Int, foreign: Int, reclaimed: Int, microseconds: Int,
    burials: BurialTotals
  ) {
    self.pools = pools
    self.doubled = doubled
    self.foreign = foreign
    self.reclaimed = reclaimed
    self.microseconds = microseconds
    self.burials = burials
  }
}

/// What is to be done with the pools.
package enum PoolAction: String, CaseIterable, Hashable, Sendable {
  /// Says where every buffer is.
  case count
  /// Gives back what nobody has, too.
  case reclaim
}
