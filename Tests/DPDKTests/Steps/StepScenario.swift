// SPDX-License-Identifier: BSD-3-Clause
import CDPDK
import DPDK
import SPPDataPlane
import SPPModel
import Testing

/// What a component is about to do when it is killed: 40 packets wait in ring 0, rings 1 and 2 are its targets.
struct StepScenario: CustomTestStringConvertible, Sendable {
  enum Side { case ring, null }

  let testDescription: String
  var kind = ComponentKind.forward
  var from = Side.ring
  /// Segments of each packet that waits.
  var segments = 1
  /// Destinations of the packets that wait, in turn.
  var destinations: [UInt64] = [0x5254_0000_0001]
  /// Targets, the null device last if there is one.
  var to: [Side] = [.ring]
  /// Places that are left in the targets that are rings.
  var room = 900
  var vlan = VLANOperation.none
  /// A classifier's.
  var entries: [(String, Int)] = []
  /// Buffers in the lcore's two magazines.
  var loaded = 100
  var previous = 0
  /// Whether nobody else has a buffer to give.
  var isPoolEmpty = false

  static let first = "52:54:00:00:00:01"
  static let second = "52:54:00:00:00:02"
  static let broadcast: UInt64 = 0xffff_ffff_ffff

  static let all = [
    StepScenario(testDescription: "ring to ring"),
    StepScenario(testDescription: "ring to a nearly full ring, 22 dropped", room: 10),
    StepScenario(testDescription: "ring to ring with a VLAN tag", vlan: tag),
    StepScenario(
      testDescription: "null to ring, magazine change inside", from: .null, loaded: 20),
    StepScenario(
      testDescription: "ring to null, freed one by one, magazine change inside", to: [.null],
      loaded: 240, previous: 256),
    StepScenario(
      testDescription: "classifier, two groups and a drop", kind: .classifier,
      destinations: [0x5254_0000_0001, 0x5254_0000_0099, 0x5254_0000_0002], to: [.ring, .ring],
      entries: [(first, 0), (second, 1)], loaded: 250, previous: 256),
    StepScenario(
      testDescription: "multicast by copy to two rings", kind: .classifier,
      destinations: [0x5254_0000_0001, broadcast, broadcast, 0x5254_0000_0001], to: [.ring, .ring],
      entries: [(first, 0), (second, 1)], loaded: 12),
    StepScenario(
      testDescription: "chains of three to null, magazine change inside", segments: 3, to: [.null],
      loaded: 200, previous: 256),
    StepScenario(
      testDescription: "everything dropped, magazine change inside", kind: .classifier,
      destinations: [0x5254_0000_0099], entries: [(first, 0)], loaded: 240, previous: 256),
    StepScenario(
      testDescription: "null to ring with an empty pool: a part is taken and given back",
      from: .null, loaded: 12, previous: 8, isPoolEmpty: true),
    StepScenario(
      testDescription: "merger of two rings", kind: .merge, loaded: 40),
  ]

  private static var tag: VLANOperation {
    do { return .add(try VLANID(101), try PriorityCodePoint(3)) } catch {
      preconditionFailure("\(error)")
    }
  }
}

extension StepScenario {
  /// The component with its counters, on the rings of `stand`.
  func pipeline(_ stand: StepStand) throws -> Pipeline {
    let book = ComponentBook(name: try ComponentName("stepped"))
    func rx(_ source: Inlet.Source, _ port: ResourceUID) -> Inlet {
      Inlet(source, vlan: .none, book: book.book(port, .rx))
    }
    var inlets: [Inlet]
    switch from {
    case .ring: inlets = [rx(.ring(stand.rings[0].ring), ResourceUID(.ring, 0))]
    case .null:
      inlets = [
        rx(
          .device(stand.pool.device, queue: 0, keeps: false, chains: false),
          ResourceUID(.nullpmd, 0))
      ]
    }
    if kind == .merge { inlets.append(rx(.ring(stand.rings[3].ring), ResourceUID(.ring, 3))) }
    let outlets = to.enumerated().map { index, side in
      let target: Outlet.Target =
        side == .null
        ? .device(stand.pool.device, queue: 0, keeps: false)
        : .ring(stand.rings[1 + index].ring, lost: stand.lost.counter)
      return Outlet(
        target, vlan: vlan, book: book.book(ResourceUID(.ring, UInt8(1 + index)), .tx))
    }
    return Pipeline([
      StageSpecification(
        kind: kind, book: book, inlets: inlets, outlets: outlets,
        entries: try entries.map { (try ClassifierKey($0.0), $0.1) })
    ])
  }
}
