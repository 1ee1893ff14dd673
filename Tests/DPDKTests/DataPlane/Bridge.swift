// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPDataPlane
import SPPModel
import Testing

/// A component on lcore 1 between rings, whose other ends the tests hold.
struct Bridge {
  let kind: ComponentKind
  let book: ComponentBook
  /// What found the rings full, as the primary shows it.
  let lost = LostCounter()
  private let from: [TestRing]
  private let to: [TestRing]
  private let entries: [(key: ClassifierKey, outlet: Int)]
  /// A capture's memory, which nobody empties.
  private let recorder: CaptureRing?

  init(
    kind: ComponentKind, from: [TestRing], to: [TestRing], entries: [(String, Int)] = []
  ) throws {
    self.kind = kind
    self.from = from
    self.to = to
    self.entries = try entries.map { (try ClassifierKey($0.0), $0.1) }
    recorder = kind == .capture ? CaptureRing(size: 1 << 20) : nil
    book = ComponentBook(name: try ComponentName("bridge"))
  }

  /// The stage anew, with the same counters.
  var stage: StageSpecification {
    StageSpecification(
      kind: kind, book: book,
      inlets: from.map {
        Inlet(.ring($0.ring), vlan: .none, book: book.book(ResourceUID(.ring, $0.ring.index), .rx))
      },
      outlets: to.map {
        Outlet(
          .ring($0.ring, lost: lost.counter), vlan: .none,
          book: book.book(ResourceUID(.ring, $0.ring.index), .tx))
      },
      entries: entries, recorder: recorder)
  }

  /// Walks the stage on lcore 1 until the work is done, and two turns more.
  func work(until isDone: () throws -> Bool) throws { try Rig.work([stage], until: isDone) }
}

/// Eight bytes for a ring's lost packets.
@safe
final class LostCounter {
  private let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
  init() { unsafe word.initialize(to: 0) }
  deinit { unsafe word.deallocate() }
  var counter: Counter { unsafe Counter(word) }
  var value: UInt64 { counter.value }
}
