// SPDX-License-Identifier: BSD-3-Clause
internal import DPDK
internal import SPPModel
internal import SPPWire

/// What `spp_primary` is told after `--`.
package struct PrimaryOptions: Hashable, Sendable {
  /// Users' queues of a port.
  package struct Queues: Hashable, Sendable {
    package var rx: Int
    package var tx: Int

    package init(rx: Int = 1, tx: Int = 1) {
      self.rx = rx
      self.tx = tx
    }
  }

  /// Ethdev ids of the mask, ascending.
  package private(set) var ports: [Int] = []
  package private(set) var rings = 0
  /// Slots of a ring, a power of two; one stays empty.
  package private(set) var ringSize = 1024
  package private(set) var controller = ControllerAddress.tcp(host: "127.0.0.1", port: 5555)
  package private(set) var queues: [Int: Queues] = [:]
  /// Buffers of each pool, nil to compute them.
  package private(set) var mbufs: Int?
  /// Name of the mempool operations.
  package private(set) var pool = PacketPool.Operations.magazines.rawValue
  /// Guests that the pool's size allows for.
  package private(set) var guests = 16
  package private(set) var logDirectory = "log"
  package private(set) var notes: [String] = []

  package static let maximumPorts = 32
  package static let maximumRings = ResourceUID.maximumIndex + 1

  /// - Throws: `UsageError` for words that are missing, unknown or out of range.
  package init(_ words: [String]) throws(UsageError) {
    var reader = OptionsReader(words)
    var mask: String?
    var saysRings = false
    var address: String?
    while let word = reader.next() {
      switch word {
      case "-p": mask = try reader.value(of: word, "a hexadecimal mask of ports, such as 0x3")
      case "-n":
        rings = try reader.number(of: word, 0...Self.maximumRings, "a number of rings")
        saysRings = true
      case "-s": address = try reader.value(of: word, "the controller's HOST:PORT")
      case "--port-num": try readQueues(&reader)
      case "--disp-stats", "--disp-stat":
        notes.append("\(word) is ignored; 'spp \"pri; status\"' shows the counters")
      case "--mbufs":
        mbufs = try reader.number(
          of: word, 1024...PacketPool.maximumSize, "a number of packet buffers")
      case "--guests": guests = try reader.number(of: word, 0...256, "a number of guests")
      case "--ring-size":
        ringSize = try reader.number(of: word, 64...65536, "a power of two")
        guard ringSize & (ringSize - 1) == 0 else {
          throw UsageError("--ring-size '\(ringSize)': expected a power of two, such as 1024")
        }
      case "--pool":
        pool = try reader.value(of: word, Self.pools)
        guard PacketPool.Operations(rawValue: pool) != nil else {
          throw UsageError("--pool '\(pool)': expected \(Self.pools)")
        }
      case "--log-dir": logDirectory = try reader.value(of: word, "a directory")
      default: throw UsageError("'\(word)': no such option; --help lists them")
      }
    }
    guard let mask else {
      throw UsageError("-p is missing: expected a hexadecimal mask of ports, such as -p 0x3")
    }
    guard saysRings else {
      throw UsageError("-n is missing: expected a number of rings, such as -n 8")
    }
    guard let address else {
      throw UsageError(
        "-s is missing: expected the controller's address, such as -s 127.0.0.1:5555")
    }
    try readMask(mask)
    controller = try ControllerAddress(parsing: address)
  }

  private static let pools = PacketPool.Operations.allCases.map(\.rawValue).joined(
    separator: " or ")

  private mutating func readMask(_ text: String) throws(UsageError) {
    let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : Substring(text)
    guard let first = digits.first, first.isHexDigit, let mask = UInt64(digits, radix: 16),
      mask < 1 << 32
    else {
      throw UsageError("-p '\(text)': expected a hexadecimal mask of at most 32 ports, such as 0x3")
    }
    ports = (0..<Self.maximumPorts).filter { mask >> UInt64($0) & 1 == 1 }
  }

  private mutating func readQueues(_ reader: inout OptionsReader) throws(UsageError) {
    let port = try reader.number(of: "--port-num", 0...Self.maximumPorts - 1, "a port number")
    var counts = Queues()
    guard reader.take("rxq") else {
      throw UsageError("--port-num \(port): expected 'rxq R txq T' after it")
    }
    counts.rx = try reader.number(of: "--port-num \(port) rxq", 1...64, "a number of queues")
    guard reader.take("txq") else {
      throw UsageError("--port-num \(port) rxq \(counts.rx): expected 'txq T' after it")
    }
    counts.tx = try reader.number(of: "--port-num \(port) txq", 1...64, "a number of queues")
    guard queues.updateValue(counts, forKey: port) == nil else {
      throw UsageError("--port-num \(port): is said twice; once is enough")
    }
  }

  package static let usage =
    "usage: spp_primary [EAL options] -- -p MASK -n RINGS -s ADDRESS [options]; --help tells more"

  package static let help = """
    usage: spp_primary [EAL options] -- -p MASK -n RINGS -s ADDRESS [options]

    Owns the memory and the ports of a group; secondaries such as spp_vf attach to it.

      -p MASK                      ports of DPDK to use, hexadecimal, such as 0x3; 0 for none
      -n RINGS                     rings to make, eth_ring0 and so on, at most 256
      -s ADDRESS                   the controller: HOST:PORT, [IPV6]:PORT or unix:PATH
      --port-num N rxq R txq T     queues of port N; may be said for several ports
      --ring-size SLOTS            slots of a ring, a power of two (1024)
      --mbufs COUNT                packet buffers of each pool (computed from ports, rings and guests)
      --guests COUNT               guests to have buffers for (16)
      --pool spp_mag|ring_mp_mc|lf_stack
                                   how buffers are kept; only spp_mag survives a killed process (spp_mag)
      --log-dir DIRECTORY          where launched secondaries write their output (log)
      --disp-stats                 ignored; 'spp "pri; status"' shows the counters
      --help                       this text

    \(SecretFile.help)

    EAL options that matter: --lcores 0@0 (with a second lcore, as in '0@0,9@1', it also forwards by itself),
    --file-prefix NAME (spp), -m MEGABYTES, -a PCI_ADDRESS, --vdev net_tap0,iface=NAME. Hugepages are needed;
    spp-hugepages reserves them (tools/hugepages in the sources).
    """
}
