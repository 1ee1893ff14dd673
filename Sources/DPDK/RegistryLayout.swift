// SPDX-License-Identifier: BSD-3-Clause
internal import SPPModel

/// Where things lie in the registry: every offset of it is computed here, and all are multiples of 8.
///
/// A change of anything in this file needs another `abi`.
package enum RegistryLayout {
  /// "SPPREGST", so that a wrong memory is told from a wrong version.
  static let magic: UInt64 = 0x5350_5052_4547_5354
  package static let abi: UInt32 = 2

  enum Header {
    static let magic = 0  // u64
    static let abi = 8  // u32
    static let size = 12  // u32
    static let stopping = 16  // u32: 1 when the primary leaves and wants everybody to
    static let changes = 20  // u32: counts publications and withdrawals
    static let end = 64
  }

  /// One per client id; 0 is the primary's.
  enum Client {
    static let identity = 0  // u64: pid << 8 | state, so that one store takes the slot and says who
    static let startTime = 8  // u64: field 22 of /proc/PID/stat
    static let heartbeat = 16  // u64: CLOCK_MONOTONIC, nanoseconds
    static let kind = 24  // u32: index in ProcessKind.allCases
    static let mainLcore = 28  // u32
    static let guests = 32  // u32: guests that are connected to it
    static let guestMemory = 40  // u64: bytes that librte_vhost has allocated for them
    static let stride = 64
    static let count = 128
  }

  /// One per lcore id.
  enum Lcore {
    static let owner = 0  // u32: 0, or its client's id + 1
    static let stuck = 4  // u32: 0, or the second (CLOCK_MONOTONIC) since which it is in a turn
    static let stride = 8
    static let count = LcoreID.count
  }

  /// One per type and index.
  enum Port {
    static let generation = 0  // u32: odd while the port may be used
    static let backing = 4  // u32: ethdev id or ring index
    static let rxQueues = 8  // u32: as users see them
    static let txQueues = 12  // u32: as users see them
    static let deviceTxQueues = 16  // u32: as the device has them
    static let socket = 20  // u32: NUMA node, all ones for any
    static let mac = 24  // u64
    static let maximumFrame = 32  // u32: bytes without FCS
    static let owner = 36  // u32: of a port that is served by one process: its client's id + 1
    static let address = 40  // u64: where the ring lies, for the primary's eyes only
    static let txDrops = 48  // u64: packets that found the port full
    static let stride = 64
    static let indexes = ResourceUID.maximumIndex + 1
    static let count = PortType.allCases.count * indexes
  }

  /// One per port, queue and direction.
  enum Claim {
    static let owner = 0  // u32: 0, or its client's id + 1
    static let component = 4  // 32 bytes, filled with NUL
    static let componentLength = 32
    static let stride = 40
  }

  static let clients = Header.end
  static let lcores = clients + Client.count * Client.stride
  static let ports = lcores + Lcore.count * Lcore.stride
  static let claims = ports + Port.count * Port.stride

  /// Ports and queues of a type that can be claimed. Debian's DPDK has 32 ethdev ports; the tap driver at most 4 queues.
  static func claimable(_ type: PortType) -> (indexes: Int, queues: Int) {
    switch type {
    case .phy: (32, 64)
    case .tap: (Port.indexes, 4)
    case .vhost: (Port.indexes, 8)
    case .ring, .pcap, .nullpmd, .memif: (Port.indexes, 1)
    }
  }

  package static let size =
    claims + 2 * Claim.stride
    * PortType.allCases.reduce(0) { $0 + claimable($1).indexes * claimable($1).queues }

  static func client(_ id: ClientID) -> Int { clients + Int(id.number) * Client.stride }
  static func lcore(_ id: LcoreID) -> Int { lcores + Int(id.number) * Lcore.stride }

  static func port(_ uid: ResourceUID) -> Int {
    ports + (rank(uid.type) * Port.indexes + Int(uid.index)) * Port.stride
  }

  /// Where the claim lies, or nil when such a queue cannot exist.
  static func claim(_ uid: ResourceUID, queue: Int, _ direction: Direction) -> Int? {
    let (indexes, queues) = claimable(uid.type)
    guard Int(uid.index) < indexes, (0..<queues).contains(queue) else { return nil }
    let before = PortType.allCases.prefix(rank(uid.type)).reduce(0) {
      $0 + claimable($1).indexes * claimable($1).queues
    }
    let position = before + Int(uid.index) * queues + queue
    return claims + (2 * position + (direction == .rx ? 0 : 1)) * Claim.stride
  }

  private static func rank(_ type: PortType) -> Int { PortType.allCases.firstIndex(of: type) ?? 0 }
}
